import * as fc from "fast-check";
import { scenario } from "../../src/properties/arbitraries/scenarios.ts";
import type { Scenario } from "../../src/model/scenario.ts";

/** What one run of a generated scenario is worth: `run` by `seed` gives the same again. */
export interface Generated {
  readonly run: number;
  readonly scenario: Scenario;
}

/** So many at a time: those that were looked at need not stay in memory. */
const BATCH = 250;

/** Scenarios by seed, a batch after the other; the n-th is always the same. */
export function* generatedScenarios(seed: number, count: number): Generator<Generated> {
  const arbitrary = scenario();
  for (let first = 0; first < count; first += BATCH) {
    const numRuns = Math.min(BATCH, count - first);
    // A batch has a seed of its own, so that any one can be made again without those before it.
    const drawn = fc.sample(arbitrary, { seed: seed + first, numRuns });
    for (const [index, value] of drawn.entries()) yield { run: first + index, scenario: value };
  }
}
