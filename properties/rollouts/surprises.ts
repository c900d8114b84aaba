import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Mutation } from "../mutants/mutate.ts";

/** A surprise of `spec/corrections.md`, the scenario that shows it, and the change of the model that takes its rule away. */
export interface Surprise extends Mutation {
  /** `C1.2`: the second row of its part C1. */
  readonly surprise: string;
  /** Of `sims/rollouts`. */
  readonly sim: string;
}

export const SURPRISES: readonly Surprise[] = readFileSync(join(import.meta.dirname, "surprises.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Surprise);
