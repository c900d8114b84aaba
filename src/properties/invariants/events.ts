import type { ProbeType } from "../../model/probe.ts";
import type { Property } from "../property.ts";
import { awaitNextInstant, violate } from "../property.ts";
import type { ContainerView } from "../traceView.ts";
import { hasProbes } from "./probed.ts";

/** What an Unhealthy event tells, by how it begins. */
const TOLD: readonly { readonly words: string; readonly probe: ProbeType; readonly what: "failed" | "errored" }[] = [
  { words: "Startup probe failed", probe: "startup", what: "failed" },
  { words: "Startup probe errored", probe: "startup", what: "errored" },
  { words: "Liveness probe failed", probe: "liveness", what: "failed" },
  { words: "Liveness probe errored", probe: "liveness", what: "errored" },
  { words: "Readiness probe failed", probe: "readiness", what: "failed" },
  { words: "Readiness probe errored", probe: "readiness", what: "errored" },
];

interface Owed {
  readonly container: ContainerView;
  readonly probe: ProbeType;
  readonly what: "failed" | "errored";
  readonly step: number;
  readonly atMs: number;
  /** Told more often than it happened when below 0. */
  count: number;
}

export const failuresAreTold: Property = {
  id: "failures-are-told",
  statement:
    "Each failed attempt and each third error in a row is told by one event in its instant, and nothing else is.",
  sources: ["KLT-032", "KLT-033", "KLT-035", "KLT-036"],
  exercised: "an attempt that fails, or a third error",
  appliesTo: hasProbes,
  observe: (_run, found) => {
    let owed: Owed[] = [];
    const count = (
      container: ContainerView,
      probe: ProbeType,
      what: Owed["what"],
      step: number,
      atMs: number,
      by: number,
    ): void => {
      const known = owed.find((one) => one.container === container && one.probe === probe && one.what === what);
      awaitNextInstant(found);
      if (known === undefined) owed.push({ container, probe, what, step, atMs, count: by });
      else known.count += by;
    };
    return {
      probeEnd: ({ probe, out, end, step }, { verdict, errors, container }) => {
        if (verdict === "success" || out === "kubeletGone") return;
        if (verdict === "failure") count(container, probe, "failed", step, end, 1);
        else if (errors === 0) count(container, probe, "errored", step, end, 1);
      },
      event: ({ t, step, reason, message }, _pod, container) => {
        if (reason !== "Unhealthy" || container === undefined) return;
        const told = TOLD.find(({ words }) => message.startsWith(words));
        if (told === undefined) violate(found, t, [step], `nobody knows what "${message}" is about`);
        else count(container, told.probe, told.what, step, t, -1);
      },
      passed: () => {
        for (const { container, probe, what, step, atMs, count: left } of owed) {
          found.tried++;
          if (left === 0 || container.pod.kubeletSinceMs === Infinity) continue;
          const words = left > 0 ? "is not told" : "is told and did not happen";
          violate(found, atMs, [step], `${probe} of ${container.facts.name} ${what}: that ${words}`);
        }
        owed = [];
      },
    };
  },
};

export const startsAreTold: Property = {
  id: "starts-are-told",
  statement:
    "An instance is told by events as it comes: Pulled before it is created, Created when it is, Started when it starts.",
  sources: ["KLT-093"],
  exercised: "an instance is created",
  appliesTo: () => true,
  observe: (run, found) => {
    const told = run.containers.map(() => ({ Pulled: 0, Created: 0, Started: 0 }));
    return {
      event: ({ reason }, _pod, container) => {
        if (container === undefined || (reason !== "Pulled" && reason !== "Created" && reason !== "Started")) return;
        const counts = told[container.index];
        if (counts !== undefined) counts[reason]++;
      },
      create: ({ t, step, n }, { facts, index }) => {
        found.tried++;
        const pulled = told[index]?.Pulled ?? 0;
        if (pulled !== n + 1)
          violate(found, t, [step], `instance ${n} of ${facts.name} is created after ${pulled} × Pulled`);
      },
      finish: () => {
        for (const { facts, instance, index } of run.containers) {
          if (instance?.startMs === undefined) continue;
          const started = told[index]?.Started ?? 0;
          // One that starts as its kubelet ends is told by nobody.
          if (started > instance.n + 1)
            violate(
              found,
              instance.startMs,
              [instance.startStep],
              `${started} × Started of ${facts.name} for ${instance.n + 1} instances`,
            );
        }
      },
    };
  },
};

export const startedIsTold: Property = {
  id: "a-start-is-told-at-once",
  statement: "The event Started comes in the instant in which an instance starts.",
  sources: ["KLT-093"],
  exercised: "an instance starts",
  appliesTo: () => true,
  observe: (_run, found) => {
    const starting = new Map<ContainerView, { readonly t: number; readonly step: number }>();
    return {
      start: ({ t, step }, container) => {
        starting.set(container, { t, step });
        awaitNextInstant(found);
      },
      event: ({ reason }, _pod, container) => {
        if (reason === "Started" && container !== undefined && starting.delete(container)) found.tried++;
      },
      passed: () => {
        for (const [{ facts, pod }, { t, step }] of starting)
          if (pod.kubeletSinceMs !== Infinity && pod.kubeletSinceMs < t) {
            found.tried++;
            violate(found, t, [step], `${facts.name} starts and no event tells it`);
          }
        starting.clear();
      },
    };
  },
};

/** What events say of one thing, by the minor release from which they do (KLT-034, KLT-035, KLT-093). */
const WORDS: readonly {
  readonly reason: string;
  readonly about: RegExp;
  readonly since: number;
  readonly until: number;
  readonly words: RegExp;
}[] = [
  {
    reason: "Unhealthy",
    about: / probe errored/,
    since: 33,
    until: Infinity,
    words: / probe errored and resulted in \w+ state: /,
  },
  { reason: "Unhealthy", about: / probe errored/, since: 0, until: 32, words: / probe errored: / },
  { reason: "Created", about: /./, since: 35, until: Infinity, words: /^Container created$/ },
  { reason: "Created", about: /./, since: 32, until: 34, words: /^Created container: / },
  { reason: "Started", about: /./, since: 35, until: Infinity, words: /^Container started$/ },
  { reason: "Started", about: /./, since: 0, until: 34, words: /^Started container / },
];

export const eventsHaveTheirWords: Property = {
  id: "events-have-the-words-of-their-release",
  statement:
    "Events of starts and errors have the words of their release, and the kill of an init container says that it is one.",
  sources: ["KLT-093", "KLT-035", "KLT-082"],
  exercised: "an event of a start, an error or a kill by a probe",
  appliesTo: () => true,
  observe: (run, found) => {
    const { minor } = run.facts.version;
    const ofRelease = WORDS.filter(({ since, until }) => minor >= since && minor <= until);
    return {
      event: ({ t, step, reason, message }, _pod, container) => {
        if (container === undefined) return;
        const wanted = ofRelease.find((words) => words.reason === reason && words.about.test(message));
        if (wanted !== undefined) {
          found.tried++;
          if (!wanted.words.test(message)) violate(found, t, [step], `"${message}" are not the words of 1.${minor}`);
        }
        if (reason !== "Killing" || !/ failed (startup|liveness) probe/.test(message)) return;
        found.tried++;
        if (message.startsWith("Init container ") !== container.facts.isInit)
          violate(found, t, [step], `"${message}" is said of ${container.facts.name}`);
      },
    };
  },
};
