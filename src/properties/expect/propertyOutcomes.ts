import type { PropertyId } from "../../model/propertyIds.ts";
import type { Scenario } from "../../model/scenario.ts";
import type { Trace } from "../../model/trace.ts";
import { formatDuration } from "../../time/duration.ts";
import { checkProperties, type JudgedProperty } from "../checkProperties.ts";
import { PROPERTIES } from "../invariants/invariants.ts";
import { knownViolationOf } from "../knownViolations.ts";
import { runFactsOf } from "../runFacts.ts";
import type { Outcome, Verdict } from "./verdict.ts";
import { outcome } from "./verdict.ts";

/**
 * Whether a run keeps the properties that somebody names. Strictly: whoever names one wants to know of it, also where real
 * kubelets of the release are known to break it.
 */
export function judgeProperties(ids: readonly PropertyId[], scenario: Scenario, trace: Trace): readonly Verdict[] {
  if (ids.length === 0) return [];
  const properties = PROPERTIES.filter(({ id }) => ids.some((wanted) => wanted === id));
  const judged = new Map(checkProperties(scenario, trace, properties).map((one) => [one.property.id, one]));
  return ids.flatMap((id, index) => {
    const found = judged.get(id);
    return found === undefined ? [] : [{ path: ["holds", index], ...judgeOne(found, scenario) }];
  });
}

function judgeOne(judged: JudgedProperty, scenario: Scenario): Outcome {
  const { property, result, tried, failed, violations } = judged;
  const { id } = property;
  const [first] = violations;
  if (first !== undefined) {
    const known = knownViolationOf(id, first, runFactsOf(scenario).version);
    const why = known === undefined ? "" : `, as real kubelets of the release do (${known.why})`;
    const came = `broken ${times(failed)}, first at ${formatDuration(first.atMs)}: ${first.explanation}${why}`;
    return outcome(false, id, came, first.steps);
  }
  if (result === "held") return outcome(true, id, `kept, where it could have been broken ${times(tried)}`, []);
  const came = `not put to the test; that is when there is ${property.exercised}`;
  return { ...outcome(false, id, came, []), isVacuous: true };
}

const times = (count: number): string => (count === 1 ? "once" : `${count} times`);
