import type { Scenario } from "../model/scenario.ts";
import type { Trace, TraceEvent } from "../model/trace.ts";
import { PROPERTIES } from "./invariants/invariants.ts";
import type { Findings, Property, Violation, Watch } from "./property.ts";
import { newFindings } from "./property.ts";
import type { RunView } from "./traceView.ts";
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
  const watches = properties.map((property) => (property.appliesTo(run.facts) ? watch(property, run) : undefined));
  walkTrace(
    events,
    run,
    watches.filter((one) => one !== undefined),
  );
  return properties.map((property, index) => judge(property, watches[index]?.found));
}

function watch(property: Property, run: RunView): Watch {
  const found = newFindings(run);
  return { observer: property.observe(run, found), found };
}

function judge(property: Property, found: Findings | undefined): JudgedProperty {
  if (found === undefined) return { property, result: "inapplicable", tried: 0, failed: 0, violations: [] };
  const { tried, failed, violations } = found;
  return { property, result: failed > 0 ? "violated" : tried > 0 ? "held" : "vacuous", tried, failed, violations };
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
