import * as fc from "fast-check";
import type { Scenario } from "../../model/scenario.ts";
import type { Trace } from "../../model/trace.ts";
import { simulate } from "../../simulate.ts";
import type { FuzzPlan } from "./fuzzPlan.ts";
import { scenariosOf, seedOfRun, UNSHRUNK } from "./fuzzPlan.ts";
import { judgeRun, type RunFailure } from "./judgeRun.ts";

/** The simplest story found that fails as a run did. */
export interface Counterexample {
  readonly seed: number;
  /** Where it stands in the seed's tree; `seed` and `path` are the story. */
  readonly path: string;
  readonly scenario: Scenario;
  readonly trace: Trace;
  readonly failure: RunFailure;
}

/** So many stories are tried on the way to the simplest: enough for all but long runs, and no matter of time. */
const TRIES_MAX = 1_000;

/** Makes the story of a run simpler as long as the same thing does not come out. @param what as `RunFailure` says it. */
export function shrinkRun(plan: FuzzPlan, seed: number, run: number, what: string): Counterexample | undefined {
  const runSeed = seedOfRun(seed, run);
  let tries = 0;
  let found: Omit<Counterexample, "seed" | "path"> | undefined;
  const { counterexamplePath } = fc.check(
    fc.property(scenariosOf(plan), (scenario) => {
      if (tries++ > TRIES_MAX) return true;
      const trace = simulate(scenario);
      const failure = judgeRun(scenario, trace).failures.find((one) => one.what === what);
      if (failure !== undefined) found = { scenario, trace, failure };
      return failure === undefined;
    }),
    { seed: runSeed, path: UNSHRUNK, numRuns: 1 },
  );
  // The last that failed is the one that fast-check's path leads to.
  return found === undefined ? undefined : { seed: runSeed, path: counterexamplePath ?? UNSHRUNK, ...found };
}
