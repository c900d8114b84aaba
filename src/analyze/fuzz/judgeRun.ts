import type { Scenario } from "../../model/scenario.ts";
import type { Trace } from "../../model/trace.ts";
import { checkProperties } from "../../properties/checkProperties.ts";
import { judgeExpectations } from "../../properties/expect/judgeExpectations.ts";
import { newViolations } from "../../properties/knownViolations.ts";
import { runFactsOf } from "../../properties/runFacts.ts";
import { nameOf } from "../../scenario/shapeProblem.ts";

/** One thing that did not come out in a run. */
export interface RunFailure {
  /** The same in all runs that fail so: `expect.restarts`, or the id of a property. */
  readonly what: string;
  readonly text: string;
  readonly steps: readonly number[];
}

export interface JudgedRun {
  readonly failures: readonly RunFailure[];
  /** What could have failed, as `what` says it. */
  readonly tested: readonly string[];
  /** Properties that were broken as real kubelets of the release break them. */
  readonly known: readonly string[];
}

/** Holds a run to what its scenario expects, and to all properties: what is not said is looked at too. */
export function judgeRun(scenario: Scenario, trace: Trace): JudgedRun {
  const failures: RunFailure[] = [];
  const tested: string[] = [];
  const known: string[] = [];
  for (const { path, holds, isVacuous, expected, came, steps } of judgeExpectations(
    scenario.expect ?? {},
    scenario,
    trace,
  )) {
    if (isVacuous) continue;
    const what = nameOf(["expect", ...path]);
    tested.push(what);
    if (!holds) failures.push({ what, text: `expected ${expected}, came ${came}`, steps });
  }
  const { version } = runFactsOf(scenario);
  for (const judged of checkProperties(scenario, trace)) {
    const { id } = judged.property;
    if (judged.result === "held" || judged.result === "violated") tested.push(id);
    if (judged.result !== "violated") continue;
    const [first] = newViolations(judged, version);
    if (first === undefined) known.push(id);
    else failures.push({ what: id, text: `at ${first.atMs} ms: ${first.explanation}`, steps: first.steps });
  }
  return { failures, tested, known };
}
