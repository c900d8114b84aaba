import * as fc from "fast-check";
import type { JsonValue } from "../../model/json.ts";
import type { Scenario } from "../../model/scenario.ts";
import { scenario } from "../../properties/arbitraries/scenarios.ts";
import { FAILURE_KINDS, type FailureKind, withFailures } from "../../properties/arbitraries/withFailures.ts";
import { podOfManifest } from "../podOfManifest.ts";
import { scenarioOf } from "../../scenario/readScenario.ts";
import { createRandomStream, nextUint32 } from "../../time/randomStream.ts";

/** What is fuzzed and how, as plain data: all that decides the scenario of a run but its seed. */
export interface FuzzPlan {
  /** What goes wrong is added to it. Absent: scenarios are made up as a whole. */
  readonly base?: Scenario;
  /** The contents of a file with ranges: each run draws them anew, and `said` counts in place of what it says. */
  readonly written?: { readonly value: JsonValue; readonly said: Partial<Scenario> };
  /** Default: all; `delete` only where nothing but properties is expected, as hardly anything else survives it. */
  readonly kinds?: readonly FailureKind[];
}

/** The scenarios that a plan can come to. */
export function scenariosOf(plan: FuzzPlan): fc.Arbitrary<Scenario> {
  const { base, written } = plan;
  if (base === undefined) return scenario();
  const options = { kinds: kindsOf(plan) };
  if (written === undefined) return withFailures(base, options);
  return withFailures((seed) => {
    const read = scenarioOf(written.value, { seed, podOf: podOfManifest });
    // Ranges that can go wrong are refused when the file is read.
    if ("problems" in read) throw new RangeError(`seed ${seed}: ${read.problems[0]?.message}`);
    const { failsWhen: _failsWhen, ...drawn } = read.scenario;
    return { ...drawn, ...written.said };
  }, options);
}

export function kindsOf({ kinds, base }: FuzzPlan): readonly FailureKind[] {
  if (kinds !== undefined) return kinds;
  const { holds: _holds, ...words } = base?.expect ?? {};
  return Object.keys(words).length === 0 ? FAILURE_KINDS : FAILURE_KINDS.filter((kind) => kind !== "delete");
}

/** Each run has a seed of its own, so that it can be made without those before it, wherever that is. */
export function seedOfRun(seed: number, run: number): number {
  return nextUint32(createRandomStream(seed, `fuzz/${run}`)) | 0;
}

/** Where in the tree of a seed a scenario stands that nothing was taken from yet. */
export const UNSHRUNK = "0";

/** The scenario at a place in the tree of simpler and simpler ones that a seed gives. Undefined: there is no such place. */
export function scenarioAt(arbitrary: fc.Arbitrary<Scenario>, seed: number, path: string): Scenario | undefined {
  try {
    return fc.sample(arbitrary, { seed, path, numRuns: 1 })[0];
  } catch {
    return undefined;
  }
}
