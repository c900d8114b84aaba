import type { AttemptOutcome } from "../../model/trace.ts";
import type { ProbeType } from "../../model/probe.ts";
import type { EventOf } from "../eventOf.ts";
import type { Property } from "../property.ts";
import { verdictOf } from "../probeRun.ts";
import { violate } from "../property.ts";
import type { ContainerFacts } from "../runFacts.ts";
import { hasProbes } from "./probed.ts";

/** How late the runtime notices an exec time-out (KLT-030). */
const EXEC_REACTION_MS = 7;
const TYPES: readonly ProbeType[] = ["startup", "liveness", "readiness"];

export const attemptsDoNotOverlap: Property = {
  id: "attempts-do-not-overlap",
  statement: "An attempt of a container's probe begins only after the one before it has ended.",
  sources: ["KLT-005"],
  exercised: "two attempts of one probe",
  appliesTo: hasProbes,
  observe: (run, found) => {
    const last = run.containers.map((): Partial<Record<ProbeType, EventOf<"probe">>> => ({}));
    return {
      probe: (event, { index, facts }) => {
        const ofContainer = last[index] ?? {};
        const before = ofContainer[event.probe];
        ofContainer[event.probe] = event;
        if (before === undefined) return;
        found.tried++;
        if (before.end !== undefined && before.end <= event.t) return;
        violate(
          found,
          event.t,
          [before.step, event.step],
          `${event.probe} of ${facts.name} is asked while its attempt of ${before.t} ms is still on`,
        );
      },
    };
  },
};

export const attemptsEndInTime: Property = {
  id: "attempts-end-in-time",
  statement: "An attempt ends at its time-out at the latest (of a command: 7 ms later), and is a time-out only then.",
  sources: ["KLT-030"],
  exercised: "an attempt that ends",
  appliesTo: hasProbes,
  observe: (run, found) => ({
    probeEnd: ({ t, step, probe, end, out }, { facts }) => {
      const plan = facts.probes[probe];
      if (plan === undefined || end === undefined) return;
      found.tried++;
      const latestMs = plan.timeoutMs + (plan.handler === "exec" ? EXEC_REACTION_MS : 0);
      const lastedMs = end - t;
      // A machine that was suspended meanwhile loses no time of its own.
      if (run.facts.hasNodeFaults || (lastedMs <= latestMs && (out !== "timeout" || lastedMs === latestMs))) return;
      violate(
        found,
        end,
        [step],
        `${probe} of ${facts.name} lasts ${lastedMs} ms as ${out}, its time-out is ${plan.timeoutMs} ms`,
      );
    },
  }),
};

const COUNTS_AS_NOTHING: ReadonlySet<AttemptOutcome | undefined> = new Set(["error", "notRunning", "cancelled"]);
const ATTEMPTS_PER_ROUND = 3;

export const errorsAreRepeated: Property = {
  id: "errors-are-repeated",
  statement: "An attempt that comes to an error is repeated at once, three attempts in all, and no other attempt is.",
  sources: ["KLT-031"],
  exercised: "an attempt that comes to an error",
  appliesTo: hasProbes,
  observe: (run, found) => {
    const rounds = run.containers.map(() =>
      TYPES.map(() => ({ errors: 0, isOn: false, endMs: Number.NEGATIVE_INFINITY, step: 0, kubeletCount: 0 })),
    );
    const roundOf = (index: number, probe: ProbeType) => rounds[index]?.[TYPES.indexOf(probe)];
    return {
      probe: ({ t, step, probe }, { index, facts, pod }) => {
        const round = roundOf(index, probe);
        if (round === undefined || round.errors === 0 || round.kubeletCount !== pod.kubeletCount) return;
        found.tried++;
        const { errors, endMs } = round;
        round.isOn = true;
        if (endMs === t) return;
        round.errors = 0;
        const words = `${probe} of ${facts.name} came to an error at ${endMs} ms, attempt ${errors} of its round`;
        violate(found, t, [round.step, step], `${words}, and is asked again only at ${t} ms`);
      },
      probeEnd: ({ step, probe, end, out }, { index, facts, pod }) => {
        const round = roundOf(index, probe);
        if (round === undefined || end === undefined) return;
        const plan = facts.probes[probe];
        const isIgnored = out === "timeout" && plan !== undefined && verdictOf(run.facts, plan, out) === undefined;
        if (isIgnored || COUNTS_AS_NOTHING.has(out)) round.errors = (round.errors + 1) % ATTEMPTS_PER_ROUND;
        else round.errors = 0;
        round.isOn = false;
        round.endMs = end;
        round.step = step;
        round.kubeletCount = pod.kubeletCount;
      },
      finish: (untilMs) => {
        for (const { facts, index, pod } of run.containers)
          for (const probe of TYPES) {
            const round = roundOf(index, probe);
            if (round === undefined || round.errors === 0 || round.isOn || round.kubeletCount !== pod.kubeletCount)
              continue;
            if (round.endMs >= untilMs || pod.kubeletSinceMs === Infinity) continue;
            found.tried++;
            violate(found, round.endMs, [round.step], `${probe} of ${facts.name} came to an error and is not repeated`);
          }
      },
    };
  },
};

/** Where no process listens any more a connection is refused, which is a failure; a command has nobody to run it. */
const isCommand = ({ probes }: ContainerFacts, type: ProbeType): boolean => probes[type]?.handler === "exec";

export const attemptsMeetTheInstance: Property = {
  id: "attempts-meet-the-instance",
  statement:
    "An attempt asks the instance that the container's status shows as running; one whose process has died meanwhile answers nothing.",
  sources: ["KLT-014", "KLT-009", "KLT-036"],
  exercised: "an attempt",
  appliesTo: hasProbes,
  observe: (_run, found) => ({
    probe: ({ t, step, probe, n, out }, { held, facts, instance, previous }) => {
      found.tried++;
      const asked = instance?.n === n ? instance : previous?.n === n ? previous : undefined;
      if (held?.state !== "running" || held.n !== n)
        violate(
          found,
          t,
          [step],
          `${probe} of ${facts.name} is asked of instance ${n}, its status says ${held?.state} ${held?.n}`,
        );
      else if (asked?.startMs === undefined)
        violate(found, t, [step], `${probe} of ${facts.name} is asked of instance ${n}, which has not started`);
      else if (
        asked.exit !== undefined &&
        asked.exit.t < t &&
        (out === "ok" || (out === "fail" && isCommand(facts, probe)))
      )
        violate(
          found,
          t,
          [asked.exit.step, step],
          `${probe} of ${facts.name} is answered by instance ${n}, which has ended`,
        );
    },
  }),
};

/** The real kubelet of 1.35 and 1.36 breaks it in terminations (KLT-037). */
export const attemptsAreNotCancelled: Property = {
  id: "attempts-are-not-cancelled",
  statement: "No attempt is cancelled by the kubelet that makes it.",
  sources: ["KLT-037"],
  exercised: "an attempt ends in a termination",
  appliesTo: hasProbes,
  observe: (_run, found) => ({
    probeEnd: ({ step, probe, end = 0, out }, { facts, pod }) => {
      if (end >= pod.terminatingMs) found.tried++;
      if (out !== "cancelled") return;
      // It comes with the request to terminate, before the sync that does.
      violate(found, end, [step], `${probe} of ${facts.name} is cancelled at ${end} ms`, "in termination");
    },
  }),
};
