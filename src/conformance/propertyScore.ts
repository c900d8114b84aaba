import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import type { Scenario } from "../model/scenario.ts";
import type { Trace } from "../model/trace.ts";
import { checkProperties, type PropertyResult } from "../properties/checkProperties.ts";
import { newViolations } from "../properties/knownViolations.ts";
import type { Property } from "../properties/property.ts";

/** Where a property did not hold, in the scenario with this id. */
export interface Counterexample {
  readonly id: string;
  readonly atMs: number;
  readonly steps: readonly number[];
  readonly explanation: string;
}

/** How an orchestrator stands to one property, over all its traces. */
export interface PropertyScore {
  readonly property: string;
  readonly statement: string;
  /**
   * `violated`: some trace breaks it, as no real kubelet of that release is known to; `held`: some could have, and none did;
   * `vacuous`: none ever could.
   */
  readonly result: "held" | "violated" | "vacuous";
  /** Traces by what each says; `known`: broken, as real kubelets of that release break it. */
  readonly traces: Readonly<Record<PropertyResult | "known", number>>;
  readonly counterexamples: readonly Counterexample[];
}

const KEPT_COUNTEREXAMPLES = 3;

interface Tally {
  readonly property: Property;
  readonly traces: Record<PropertyResult | "known", number>;
  readonly counterexamples: Counterexample[];
}

export type PropertyTallies = readonly Tally[];

export function createPropertyTallies(properties: readonly Property[]): PropertyTallies {
  return properties.map((property) => ({
    property,
    traces: { held: 0, violated: 0, known: 0, vacuous: 0, inapplicable: 0 },
    counterexamples: [],
  }));
}

/** Holds one trace to the properties. @param id of its scenario. */
export function addTrace(
  tallies: PropertyTallies,
  id: string,
  scenario: Scenario,
  trace: Trace,
  version: KubernetesVersion,
): void {
  const judged = checkProperties(
    scenario,
    trace,
    tallies.map(({ property }) => property),
  );
  for (const [index, one] of judged.entries()) {
    const { traces, counterexamples } = tallies[index] as Tally;
    const news = newViolations(one, version);
    const result = one.result === "violated" && news.length === 0 ? "known" : one.result;
    traces[result]++;
    const [first] = news;
    if (first === undefined || counterexamples.length >= KEPT_COUNTEREXAMPLES) continue;
    const { atMs, steps, explanation } = first;
    counterexamples.push({ id, atMs, steps, explanation });
  }
}

export function propertyScores(tallies: PropertyTallies): readonly PropertyScore[] {
  return tallies.map(({ property: { id, statement }, traces, counterexamples }) => ({
    property: id,
    statement,
    result: traces.violated > 0 ? "violated" : traces.held + traces.known > 0 ? "held" : "vacuous",
    traces,
    counterexamples,
  }));
}
