import type { EventOf } from "../eventOf.ts";
import { verdictOf } from "../probeRun.ts";
import type { Property } from "../property.ts";
import { violate } from "../property.ts";
import type { ProbeFacts, RunFacts } from "../runFacts.ts";
import type { RunView } from "../traceView.ts";
import { hasLastingWorkers } from "../traceView.ts";
import { watchDueAttempts } from "./dueAttempts.ts";
import { hasProbeOf, hasProbes } from "./probed.ts";

/** A start as the API has it: cut to a whole second of the wall clock (KLT-042). */
export function cutToSecond({ facts }: RunView, ms: number): number {
  return Math.floor((ms + facts.wallMs) / 1000) * 1000 - facts.wallMs;
}

export const initialDelayPasses: Property = {
  id: "initial-delay-passes",
  statement:
    "No attempt begins before the probe's initial delay has passed since the instance's start, which counts from its whole second.",
  sources: ["KLT-012"],
  exercised: "an attempt of a probe with an initial delay",
  appliesTo: (facts) => facts.probes.some(({ initialDelaySeconds }) => initialDelaySeconds > 0),
  observe: (run, found) => ({
    watches: ({ plan }) => plan.initialDelaySeconds > 0,
    probe: ({ t, step, probe, n }, { plan, container: { facts, instance } }) => {
      if (instance?.n !== n || instance.startMs === undefined) return;
      found.tried++;
      const openMs = cutToSecond(run, instance.startMs) + plan.initialDelaySeconds * 1000;
      if (t >= openMs) return;
      violate(
        found,
        t,
        [instance.startStep, step],
        `${probe} of ${facts.name} is asked ${openMs - t} ms before its initial delay has passed`,
      );
    },
  }),
};

interface Grid {
  phaseMs: number;
  kubeletCount: number;
}

/** At once after one that came to an error, or that a tick passed by: of several that did one is kept (KLT-005). */
function isMadeUpFor(
  { t }: EventOf<"probe">,
  last: EventOf<"probe"> | undefined,
  facts: RunFacts,
  plan: ProbeFacts,
  phaseMs: number,
): boolean {
  if (last?.end !== t) return false;
  if (last.out === "killed" || verdictOf(facts, plan, last.out) === undefined) return true;
  const { periodMs } = plan;
  return Math.floor((t - phaseMs) / periodMs) > Math.floor((last.t - phaseMs) / periodMs);
}

export const attemptsKeepTheGrid: Property = {
  id: "attempts-keep-the-grid",
  statement:
    "Liveness and startup attempts begin whole periods apart, or at the very end of an attempt that lasted over the next one's time.",
  sources: ["KLT-004", "KLT-005"],
  exercised: "two attempts of one worker",
  appliesTo: hasProbeOf("liveness", "startup"),
  observe: (run, found) => {
    const grids = run.probes.map((): Grid => ({ phaseMs: 0, kubeletCount: 0 }));
    return {
      watches: ({ plan }) => plan.type !== "readiness" && !run.facts.hasNodeFaults,
      probe: (event, { index, plan, attemptBefore: before, container: { facts, pod } }) => {
        const grid = grids[index] as Grid;
        const phaseMs = event.t % plan.periodMs;
        if (grid.kubeletCount !== pod.kubeletCount || !hasLastingWorkers(pod, facts)) {
          grid.kubeletCount = pod.kubeletCount;
          grid.phaseMs = phaseMs;
          return;
        }
        found.tried++;
        if (phaseMs === grid.phaseMs || isMadeUpFor(event, before, run.facts, plan, grid.phaseMs)) return;
        violate(
          found,
          event.t,
          [before?.step, event.step],
          `${event.probe} of ${facts.name} is asked ${(event.t - grid.phaseMs) % plan.periodMs} ms off its grid`,
        );
      },
    };
  },
};

export const noTickIsLost: Property = {
  id: "no-tick-is-lost",
  statement:
    "While an instance runs and its probe is not done with it, attempts begin at most a period apart, or at once after one that lasted longer.",
  sources: ["KLT-005", "KLT-018", "KLT-029"],
  exercised: "an attempt that follows another one of the same instance",
  appliesTo: (facts) => hasProbes(facts) && !facts.hasNodeFaults,
  observe: (run, found) =>
    watchDueAttempts(
      run,
      found,
      "next",
      ({ dueMs }, { plan, container }) =>
        `${plan.type} of ${container.facts.name} is not asked again by ${dueMs} ms, a period after the last time`,
    ),
};

export const firstAttemptInTime: Property = {
  id: "first-attempt-in-time",
  statement:
    "The first attempt of an instance begins within one period once nothing holds it back: neither initial delay nor startup probe.",
  sources: ["KLT-004", "KLT-012", "KLT-019", "KLT-003"],
  exercised: "the first attempt of an instance",
  appliesTo: (facts) => hasProbes(facts) && !facts.hasNodeFaults,
  observe: (run, found) =>
    watchDueAttempts(
      run,
      found,
      "first",
      ({ n, dueMs }, { plan, container }) =>
        `${plan.type} of ${container.facts.name} is not asked of instance ${n} by ${dueMs} ms`,
    ),
};
