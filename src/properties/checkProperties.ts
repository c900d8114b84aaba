import type { Scenario } from "../model/scenario.ts";
import type { Trace, TraceEvent } from "../model/trace.ts";
import { PROPERTIES } from "./invariants/invariants.ts";
import type { Findings, Property, Violation } from "./property.ts";
import { newRunView } from "./traceView.ts";
import { walkTrace } from "./walkTrace.ts";

/**
 * What a run says of a property. `vacuous`: it could never have failed, so that it held says nothing; `inapplicable`: nothing
 * in the scenario could bring that about.
 */
export type PropertyResult = "held" | "violated" | "vacuous" | "inapplicable";

export interface JudgedProperty {
  readonly property: Property;
  readonly result: PropertyResult;
  /** How often it could have failed. */
  readonly tried: number;
  /** How often it did. */
  readonly failed: number;
  /** The first of them. */
  readonly violations: readonly Violation[];
}

/** As `checkProperties`, of the events alone. */
export function checkEvents(
  scenario: Scenario,
  events: readonly TraceEvent[],
  properties: readonly Property[] = PROPERTIES,
): readonly JudgedProperty[] {
  const run = newRunView(scenario);
  const found = properties.map((): Findings => ({ tried: 0, failed: 0, violations: [], wakeMs: Infinity }));
  const applies = properties.map((property) => property.appliesTo(run.facts));
  const watches = properties.flatMap((property, index) => {
    const own = found[index] as Findings;
    return applies[index] === true ? [{ observer: property.observe(run, own), found: own }] : [];
  });
  walkTrace(events, run, watches);
  return properties.map((property, index) => {
    const { tried, failed, violations } = found[index] as Findings;
    const result = applies[index] !== true ? "inapplicable" : failed > 0 ? "violated" : tried > 0 ? "held" : "vacuous";
    return { property, result, tried, failed, violations };
  });
}

/**
 * Holds a run to the properties, by whatever orchestrator it was made. Throws a RangeError for a trace that was not recorded
 * in full: what is not kept would count as not having happened.
 */
export function checkProperties(
  scenario: Scenario,
  trace: Trace,
  properties: readonly Property[] = PROPERTIES,
): readonly JudgedProperty[] {
  if (trace.header.recorder !== "full")
    throw new RangeError(`properties need the recorder "full", not "${trace.header.recorder}"`);
  return checkEvents(scenario, trace.events, properties);
}
