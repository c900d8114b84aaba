import { simulate } from "../../simulate.ts";
import type { FuzzPlan } from "./fuzzPlan.ts";
import { scenarioAt, scenariosOf, seedOfRun, UNSHRUNK } from "./fuzzPlan.ts";
import type { FuzzTally } from "./fuzzTally.ts";
import { addTallies, NO_RUNS, tallyOf } from "./fuzzTally.ts";
import { judgeRun } from "./judgeRun.ts";

/** Some runs of a fuzz, one after the other, each the same whoever makes it. */
export interface RunRange {
  readonly first: number;
  readonly count: number;
}

/** Makes runs of a plan and judges them. @param seed of the whole fuzz. */
export function createFuzzer(plan: FuzzPlan, seed: number): (range: RunRange) => FuzzTally {
  const scenarios = scenariosOf(plan);
  return ({ first, count }) => {
    let tally = NO_RUNS;
    for (let run = first; run < first + count; run++) {
      const scenario = scenarioAt(scenarios, seedOfRun(seed, run), UNSHRUNK);
      if (scenario === undefined) throw new RangeError(`run ${run} of seed ${seed} draws no scenario`);
      try {
        const trace = simulate(scenario);
        tally = addTallies(tally, tallyOf(run, scenario.untilMs, trace.header.attempts, judgeRun(scenario, trace)));
      } catch (error) {
        // A fault of ours: without the run nobody could look for it.
        throw new Error(`run ${run} of seed ${seed}: ${String(error)}`, { cause: error });
      }
    }
    return tally;
  };
}
