import type { Finding, WitnessStep } from "../../model/finding.ts";
import type { Scenario } from "../../model/scenario.ts";
import type { TraceEvent } from "../../model/trace.ts";
import { simulate } from "../../simulate.ts";
import { countsOf } from "./rolloutOutcome.ts";

/** More than that nobody reads. */
const STEPS_MAX = 12;
const LAST_STEPS = 4;

/** The run of a rollout as the proof of a finding: what the workload's pods are from the update on, and what is said of them. */
export function rolloutWitness(scenario: Scenario): NonNullable<Finding["witness"]> {
  const [update] = scenario.actions ?? [];
  const fromMs = update?.atMs ?? 0;
  const steps: WitnessStep[] = [];
  let said = "";
  let countedMs = -1;
  for (const event of simulate(scenario).events) {
    if (event.t < fromMs) continue;
    const text = textOf(event);
    if (text === undefined || text === said) continue;
    said = text;
    // Counts that are written anew within one instant are one step.
    const isCounted = countsOf(event) !== undefined;
    if (isCounted && countedMs === event.t) steps.pop();
    countedMs = isCounted ? event.t : -1;
    steps.push({ tMs: event.t, step: event.step, text });
  }
  return { scenario, steps: shortened(steps) };
}

function textOf(event: TraceEvent): string | undefined {
  const counts = countsOf(event);
  if (counts !== undefined) {
    const { spec, replicas, updated, ready } = counts;
    return `${replicas} pods, ${updated} of them new; ${ready} of ${spec} ready`;
  }
  if (event.kind === "action")
    return event.do === "apply" ? "the older revision is applied again" : "a new revision is applied";
  if (event.kind === "condition" && event.type === "Progressing" && event.status === "False") return event.message;
  return undefined;
}

function shortened(steps: readonly WitnessStep[]): readonly WitnessStep[] {
  return steps.length <= STEPS_MAX ? steps : [...steps.slice(0, STEPS_MAX - LAST_STEPS), ...steps.slice(-LAST_STEPS)];
}
