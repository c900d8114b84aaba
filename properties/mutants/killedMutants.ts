import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Mutation } from "./mutate.ts";
import { MUTANTS } from "./mutants.ts";

/** A wrong model by its name: the rule that it breaks, or the misconception that it is. */
export interface WrongModel extends Mutation {
  readonly name: string;
}

/** Which property finds a wrong model out, and with which schedule of the seed. */
export interface Killed {
  readonly name: string;
  readonly property: string;
  /** From 0: so many schedules before it did not. */
  readonly run: number;
}

/** Schedules are those of `properties/invariants/generated.ts` by this seed. */
export const HUNT_SEED = 1;

const linesOf = (file: string): readonly string[] =>
  readFileSync(join(import.meta.dirname, file), "utf8")
    .split("\n")
    .filter((line) => line !== "");

const MISCONCEPTIONS: readonly WrongModel[] = linesOf("misconceptions.jsonl").map(
  (line) => JSON.parse(line) as WrongModel,
);

export const WRONG_MODELS: readonly WrongModel[] = [
  ...MUTANTS.map((mutant) => ({ ...mutant, name: mutant.rule })),
  ...MISCONCEPTIONS,
];

/** Made by `scripts/huntMutants.ts`. */
export const KILLED: readonly Killed[] = linesOf("killed.jsonl").map((line) => JSON.parse(line) as Killed);
