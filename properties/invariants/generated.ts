import * as fc from "fast-check";
import type { Scenario } from "../../src/model/scenario.ts";
import { scenario } from "../../src/properties/arbitraries/scenarios.ts";

/** The `run`-th scenario of a seed. */
export interface Generated {
  readonly run: number;
  readonly scenario: Scenario;
}

/** So many at a time: those that were looked at need not stay in memory. */
const BATCH = 250;

/** A batch has a seed of its own, so that any scenario can be made again without those before its batch. */
function batchOf(seed: number, batch: number): readonly Scenario[] {
  return fc.sample(scenario(), { seed: seed + batch * BATCH, numRuns: BATCH });
}

/** The first so many scenarios of a seed, the same each time. */
export function* generatedScenarios(seed: number, count: number): Generator<Generated> {
  for (let first = 0; first < count; first += BATCH)
    for (const [index, value] of batchOf(seed, first / BATCH)
      .slice(0, count - first)
      .entries())
      yield { run: first + index, scenario: value };
}

/** One of them. */
export function generatedScenario(seed: number, run: number): Scenario {
  return batchOf(seed, Math.floor(run / BATCH))[run % BATCH] as Scenario;
}
