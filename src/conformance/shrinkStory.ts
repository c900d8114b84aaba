import * as fc from "fast-check";
import type { Scenario } from "../model/scenario.ts";

/** Others are asked by the line, and some need a tenth of a second for each. */
const TRIES_MAX = 150;

export interface ShrunkStory {
  readonly scenario: Scenario;
  /** Where it stands in the tree of its seed. */
  readonly path: string;
}

/** Makes the scenario of a seed simpler as long as `isSo`. Undefined: it is not so any more, not even of the first. */
export async function shrinkStory(
  scenarios: fc.Arbitrary<Scenario>,
  seed: number,
  isSo: (scenario: Scenario) => Promise<boolean>,
): Promise<ShrunkStory | undefined> {
  let tries = 0;
  let found: Scenario | undefined;
  const { counterexamplePath } = await fc.check(
    fc.asyncProperty(scenarios, async (scenario) => {
      if (tries++ > TRIES_MAX || !(await isSo(scenario))) return true;
      found = scenario;
      return false;
    }),
    { seed, path: "0", numRuns: 1 },
  );
  return found === undefined ? undefined : { scenario: found, path: counterexamplePath ?? "0" };
}
