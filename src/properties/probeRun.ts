import type { ProbeType } from "../model/probe.ts";
import type { AttemptOutcome } from "../model/trace.ts";
import type { EndedAttempt } from "./eventOf.ts";
import type { ProbeFacts, RunFacts } from "./runFacts.ts";

export type Verdict = "success" | "failure";

/**
 * The results of one probe, counted as its worker counts them: equal ones in a row, over restarts of the container too
 * (KLT-010). A worker that was made anew begins at nothing, and a trace does not always show that; hence two counts.
 */
export interface ProbeRun {
  last: Verdict | undefined;
  /** Equal results in a row if the worker is as old as it can be … */
  atMost: number;
  /** … and as young. */
  atLeast: number;
  /** Instance that `atLeast` speaks of. */
  n: number;
  /** Instance that got a fatal verdict for certain, and that may have got one; -1: none. */
  fatalFor: number;
  perhapsFatalFor: number;
  fatalMs: number;
  fatalStep: number;
}

export const newProbeRun = (): ProbeRun => ({
  last: undefined,
  atMost: 0,
  atLeast: 0,
  n: -1,
  fatalFor: -1,
  perhapsFatalFor: -1,
  fatalMs: 0,
  fatalStep: 0,
});

/** What an attempt counts as; undefined: nothing. */
export function verdictOf(facts: RunFacts, plan: ProbeFacts, outcome: AttemptOutcome | undefined): Verdict | undefined {
  if (outcome === "ok") return "success";
  if (outcome === "fail" || outcome === "killed") return "failure";
  if (outcome !== "timeout") return undefined;
  // Commands had no time limit before 1.20, and until 1.34 a gate could have it so (KLT-033).
  const { minor } = facts.version;
  const isIgnored =
    plan.handler === "exec" && (minor < 20 || (minor < 35 && facts.scenario.gates?.["ExecProbeTimeout"] === false));
  return isIgnored ? undefined : "failure";
}

/** Whether a verdict ends the worker's work on this instance. */
const isFatal = (type: ProbeType, verdict: Verdict): boolean => verdict === "failure" && type !== "readiness";

/** @param workerLived the worker is certainly the one of the instance before. */
export function countAttempt(
  run: ProbeRun,
  plan: ProbeFacts,
  verdict: Verdict,
  attempt: EndedAttempt,
  workerLived: boolean,
): void {
  if (run.n !== attempt.n) {
    run.n = attempt.n;
    if (!workerLived) run.atLeast = 0;
  }
  const isSame = run.last === verdict;
  run.last = verdict;
  run.atMost = isSame ? run.atMost + 1 : 1;
  run.atLeast = isSame ? run.atLeast + 1 : 1;
  const threshold = verdict === "failure" ? plan.failureThreshold : plan.successThreshold;
  if (run.atMost < threshold) return;
  if (isFatal(plan.type, verdict)) {
    run.perhapsFatalFor = attempt.n;
    if (run.atLeast >= threshold) {
      run.fatalFor = attempt.n;
      run.fatalMs = attempt.end;
      run.fatalStep = attempt.step;
    }
  }
  // A verdict that ends the work begins the count anew (KLT-017).
  if (run.atLeast >= threshold && (isFatal(plan.type, verdict) || plan.type === "startup")) {
    run.atMost = 0;
    run.atLeast = 0;
  }
}

export function forgetRun(run: ProbeRun): void {
  Object.assign(run, newProbeRun());
}
