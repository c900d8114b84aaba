import { isAtLeast } from "../../model/kubernetesVersion.ts";
import { isTerminalPhase } from "../../model/status.ts";
import type { EventOf } from "../eventOf.ts";
import type { Property } from "../property.ts";
import { awaitNextInstant, someContainer, violate } from "../property.ts";
import type { RunFacts } from "../runFacts.ts";
import { hasAction } from "../runFacts.ts";
import type { PodView, ProbeView } from "../traceView.ts";
import { probeOf } from "../traceView.ts";
import { hasProbeOf } from "./probed.ts";

const RESYNC_MS = 60_000;
const TICK_MS = 1_000;

const syncMsOf = ({ scenario }: RunFacts): number => Math.floor((scenario.syncUs ?? 1_000) / 1_000);

export const resyncComes: Property = {
  id: "a-pod-is-synced-again",
  statement: "A pod of which nothing is heard is synced again after 60 to 90 s and a tick of the sync loop.",
  sources: ["KLT-055"],
  exercised: "a sync that follows one that did nothing",
  appliesTo: (facts) => !facts.hasNodeFaults,
  observe: (run, found) => {
    const longestMs = RESYNC_MS * (1 + run.facts.rand / 2) + syncMsOf(run.facts) + TICK_MS;
    const last = run.pods.map((): EventOf<"sync"> | undefined => undefined);
    const isIdle = ({ callsOn, lastCallEndMs }: PodView, since: number): boolean =>
      callsOn === 0 && lastCallEndMs <= since;
    const judge = (pod: PodView, t: number, step: number | undefined): void => {
      const before = last[pod.index];
      if (before?.fn !== "SyncPod" || !isIdle(pod, before.t) || isTerminalPhase(pod.phase ?? "")) return;
      if (pod.removedMs < Infinity || pod.kubeletSinceMs >= before.t) return;
      if (step !== undefined) found.tried++;
      if (t - before.t > longestMs)
        violate(
          found,
          t,
          [before.step, step],
          `the pod was synced at ${before.t} ms and not again by ${before.t + longestMs} ms`,
        );
    };
    return {
      sync: (event, pod) => {
        judge(pod, event.t, event.step);
        last[pod.index] = event;
      },
      kubeletEnd: () => last.fill(undefined),
      finish: (untilMs) => {
        for (const pod of run.pods) judge(pod, untilMs, undefined);
      },
    };
  },
};

/** A look at the runtime each second, once the sync that runs has ended. */
const NOTICE_SLACK_MS = 2_100;

export const deathsAreNoticed: Property = {
  id: "an-end-is-noticed",
  statement:
    "A process that ends by itself is followed by a sync within two seconds, unless the kubelet waits for the runtime.",
  sources: ["KLT-053", "KLT-050", "KLT-051"],
  exercised: "a process ends by itself",
  appliesTo: (facts) => !facts.hasNodeFaults,
  observe: (_run, found) => {
    const waiting = new Map<PodView, EventOf<"exit">>();
    return {
      exit: (event, { pod, instance }) => {
        if (event.by !== "self" || instance?.kill !== undefined || pod.kubeletSinceMs === Infinity) return;
        if (!waiting.has(pod)) waiting.set(pod, event);
        awaitNextInstant(found);
      },
      sync: ({ t }, pod) => {
        const exit = waiting.get(pod);
        if (exit === undefined || t < exit.t) return;
        found.tried++;
        waiting.delete(pod);
      },
      kubeletEnd: () => waiting.clear(),
      passed: (t) => {
        for (const [pod, exit] of waiting) {
          if (pod.removedMs < Infinity || pod.terminatingMs < Infinity || isTerminalPhase(pod.phase ?? ""))
            waiting.delete(pod);
          else if (pod.callsOn === 0 && t > Math.max(exit.t, pod.lastCallEndMs) + NOTICE_SLACK_MS) {
            found.tried++;
            waiting.delete(pod);
            violate(found, t, [exit.step], `${exit.c} ended at ${exit.t} ms and no sync follows`);
          }
        }
        if (waiting.size > 0) awaitNextInstant(found);
      },
    };
  },
};

/** Events on pods that the controllers of nodes record, not kubelets. */
const OF_CONTROLLERS: ReadonlySet<string> = new Set(["NodeNotReady", "TaintManagerEviction"]);

export const nobodyActsWithoutKubelet: Property = {
  id: "nothing-is-done-without-a-kubelet",
  statement: "Between the end of a kubelet and the start of the next one nothing is asked, told, created or stopped.",
  sources: ["KLT-099", "KLT-100"],
  exercised: "a kubelet ends",
  appliesTo: (facts) => hasAction(facts, "restartKubelet"),
  observe: (_run, found) => {
    let endedMs = Number.NEGATIVE_INFINITY;
    // In the instant of its end what came before it counts.
    const judge = (event: { readonly t: number; readonly step: number; readonly kind: string }, pod: PodView): void => {
      if (pod.kubeletSinceMs === Infinity && event.t > endedMs)
        violate(found, event.t, [event.step], `${event.kind} although there is no kubelet`);
    };
    return {
      kubeletEnd: ({ t }) => {
        found.tried++;
        endedMs = t;
      },
      sync: judge,
      status: judge,
      patch: judge,
      event: (event, pod) => {
        if (!OF_CONTROLLERS.has(event.reason)) judge(event, pod);
      },
      probe: (event, { container }) => judge(event, container.pod),
      create: (event, { pod }) => judge(event, pod),
      stop: (event, { pod }) => judge(event, pod),
    };
  },
};

interface Expected {
  readonly readiness: ProbeView;
  readonly n: number;
  /** When the status is generated. */
  readonly atMs: number;
  readonly step: number;
  /** A look at the attempts: one has begun since, or one was in flight. */
  isServed: boolean;
}

export const syncsAskReadiness: Property = {
  id: "a-sync-asks-readiness-again",
  statement:
    "Each sync of a started container that is not ready has its readiness probe asked at once, or when the attempt in flight is over.",
  sources: ["KLT-025", "KLT-006"],
  exercised: "a sync tells the status of a started container whose readiness probe does not succeed",
  appliesTo: (facts) =>
    hasProbeOf("readiness")(facts) &&
    isAtLeast(facts.version, 22) &&
    !facts.hasNodeFaults &&
    someContainer(facts, ({ isInit }) => !isInit),
  observe: (run, found) => {
    const syncMs = syncMsOf(run.facts);
    let expected: Expected[] = [];
    return {
      sync: ({ t, step, fn }, pod) => {
        if (fn !== "SyncPod") return;
        for (const container of pod.containers) {
          const readiness = probeOf(container, "readiness");
          const { held } = container;
          if (
            readiness === undefined ||
            held?.state !== "running" ||
            held.started !== true ||
            held.ready ||
            held.n === undefined
          )
            continue;
          // A worker that is new may still wait for its first turn.
          const { plan, isOn } = readiness;
          if (t - pod.kubeletSinceMs < 2 * plan.periodMs || isOn) continue;
          if ((t + syncMs - (held.startedAt ?? t)) / 1000 < plan.initialDelaySeconds + 1) continue;
          expected.push({ readiness, n: held.n, atMs: t + syncMs, step, isServed: false });
          awaitNextInstant(found);
        }
      },
      watches: ({ plan }) => plan.type === "readiness",
      probe: ({ t, n }, readiness) => {
        for (const one of expected)
          if (one.readiness === readiness && one.n === n && t <= one.atMs) one.isServed = true;
      },
      kubeletEnd: () => {
        expected = [];
      },
      passed: (t) => {
        const rest: Expected[] = [];
        for (const one of expected) {
          const { readiness, n, atMs, step, isServed } = one;
          if (t <= atMs) {
            rest.push(one);
            continue;
          }
          const { held, pod, instance, facts } = readiness.container;
          if (held?.state !== "running" || held.n !== n || held.started !== true || held.ready) continue;
          if (
            instance?.exit !== undefined ||
            pod.terminatingMs < Infinity ||
            pod.removedMs < Infinity ||
            isTerminalPhase(pod.phase ?? "")
          )
            continue;
          found.tried++;
          if (!isServed)
            violate(
              found,
              atMs,
              [step],
              `${facts.name} is not ready, and the sync at ${atMs - syncMs} ms does not have it asked`,
            );
        }
        expected = rest;
        if (rest.length > 0) awaitNextInstant(found);
      },
    };
  },
};

export const livenessSilentInTermination: Property = {
  id: "termination-silences-liveness",
  statement: "Once a pod's termination has begun no liveness or startup probe of a main container is asked any more.",
  sources: ["KLT-095", "KLT-028"],
  exercised: "the termination begins of a pod with such probes",
  appliesTo: (facts) =>
    isAtLeast(facts.version, 22) &&
    someContainer(
      facts,
      ({ isInit, probes }) => !isInit && (probes.liveness !== undefined || probes.startup !== undefined),
    ),
  observe: (run, found) => {
    const syncMs = syncMsOf(run.facts);
    const errorEndMs = run.probes.map(() => Number.NEGATIVE_INFINITY);
    return {
      watches: ({ plan, container }) => plan.type !== "readiness" && !container.facts.isInit,
      sync: ({ t, fn }, pod) => {
        if (fn === "SyncTerminatingPod" && pod.terminatingMs === t) found.tried++;
      },
      probeEnd: ({ out, end }, { index }) => {
        if (out === "error" || out === "cancelled" || out === "notRunning") errorEndMs[index] = end;
      },
      probe: ({ t, step, probe }, { index, plan, container: { facts, pod } }) => {
        if (t <= pod.terminatingMs + syncMs) return;
        // What is in flight ends, its repetitions too (KLT-029).
        if (errorEndMs[index] === t) return;
        // A worker of a young kubelet sleeps before its first round, and hears of no stop meanwhile (KLT-003).
        if (t - pod.kubeletSinceMs < 2 * plan.periodMs) return;
        violate(
          found,
          t,
          [step],
          `${probe} of ${facts.name} is asked although termination began at ${pod.terminatingMs} ms`,
        );
      },
    };
  },
};

export const readinessLivesOn: Property = {
  id: "readiness-is-asked-in-termination",
  statement: "While its container ends in a termination the readiness probe is asked on.",
  sources: ["KLT-095", "KLT-029"],
  exercised: "a container needs longer than a period and an attempt of its readiness probe to end",
  appliesTo: (facts) => hasProbeOf("readiness")(facts) && !facts.hasNodeFaults && hasAction(facts, "delete"),
  observe: (run, found) => {
    const startedMs = run.containers.map(() => Number.NEGATIVE_INFINITY);
    return {
      held: ({ t }, { held, before, index }) => {
        if (held?.started === true && (before?.started !== true || before.n !== held.n)) startedMs[index] = t;
      },
      exit: ({ t, step, n }, container) => {
        const { facts, pod, index, instance, held } = container;
        const readiness = probeOf(container, "readiness");
        if (readiness === undefined || pod.terminatingMs === Infinity || instance?.n !== n || pod.removedMs < Infinity)
          return;
        if (
          held?.state !== "running" ||
          held.started !== true ||
          isTerminalPhase(pod.phase ?? "") ||
          pod.kubeletCount > 1
        )
          return;
        const { plan, attempt } = readiness;
        const openMs = Math.max(
          pod.terminatingMs,
          startedMs[index] ?? 0,
          (instance.startMs ?? 0) + plan.initialDelaySeconds * 1000,
        );
        if (t - openMs < plan.periodMs + 3 * plan.timeoutMs + 100) return;
        found.tried++;
        if (attempt === undefined || attempt.t < pod.terminatingMs)
          violate(
            found,
            t,
            [step],
            `readiness of ${facts.name} is not asked in the ${t - pod.terminatingMs} ms of its termination`,
          );
      },
    };
  },
};
