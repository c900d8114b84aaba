import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Mutation } from "./mutate.ts";

/** A wrong model that a vector finds out. */
export interface Mutant extends Mutation {
  /** The rule that it breaks. */
  readonly rule: string;
  /** Name of a vector (`shippedVectors.ts`). */
  readonly caughtBy: string;
}

/** `mutants.jsonl`, one a line. */
export const MUTANTS: readonly Mutant[] = readFileSync(join(import.meta.dirname, "mutants.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Mutant);

/** Rules whose mutant no vector finds out, and why. */
export const SURVIVORS: Readonly<Record<string, string>> = {
  "KLT-083": "the phase is Failed before the actions are asked; case A17 asks the function",
  "KLT-106": "the oracle changes no image; case B21 asks",
  "KLT-107": "the oracle changes no image; case A9 asks the function",
  "KLT-117": "recorded with whole clusters, whose controllers are others; case E15 asks",
  "KLT-118": "a vector has all orders that were seen; properties/oracle/tied.test.ts asks for one",
};
