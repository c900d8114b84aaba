import type { VectorProblem } from "./planVectorRuns.ts";
import type { Comparison, Difference } from "./vectorKind.ts";

export interface Mismatch {
  readonly id: string;
  /** A raced vector whose outcome is none of those that were seen. */
  readonly raced: boolean;
  readonly difference: Difference;
}

/** How one family fared in one release. */
export interface FamilySummary {
  readonly family: string;
  readonly release: string;
  readonly matched: number;
  /** Without raced vectors. */
  readonly compared: number;
  readonly raced: number;
  /** Of `raced`, those whose outcome was seen in the recording. */
  readonly reached: number;
  /** Matched vectors that another order at a tie gave. */
  readonly ties: readonly { readonly id: string; readonly tie: string }[];
  /** The first few. */
  readonly mismatches: readonly Mismatch[];
}

/** Vectors that nothing could be compared with, because the manifests that they are about are not there. */
export interface NotCovered {
  readonly family: string;
  readonly vectors: number;
  /** The first manifest that is not there, as the user would write it. */
  readonly missing: string;
}

export interface ConformanceSummary {
  readonly families: readonly FamilySummary[];
  readonly notCovered: readonly NotCovered[];
  readonly problems: readonly VectorProblem[];
  readonly total: Readonly<Record<"matched" | "compared" | "raced" | "reached", number>>;
}

/** How many mismatches of a family and release are kept. */
export const KEPT_MISMATCHES = 3;

/** Share of the raced vectors that must be reached. */
const REQUIRED_REACHED = 0.9;

export type ConformanceVerdict =
  | "conforms"
  /** A vector did not match, or too few raced ones were reached. */
  | "differs"
  /** Something given could not be compared, and nothing else was. */
  | "unusable"
  /** Only raced vectors were there. */
  | "inconclusive";

/** What the run says as a whole: conforms only if something was compared, all of it matched and 9 of 10 raced vectors were reached. */
export function verdictOf({ total, notCovered, problems }: ConformanceSummary): ConformanceVerdict {
  if (problems.length > 0) return "unusable";
  if (total.matched < total.compared || total.reached < total.raced * REQUIRED_REACHED) return "differs";
  if (total.compared > 0) return "conforms";
  return notCovered.length > 0 ? "unusable" : "inconclusive";
}

/** A `FamilySummary` that is still being counted. */
export interface FamilyTally {
  readonly family: string;
  readonly release: string;
  matched: number;
  compared: number;
  raced: number;
  reached: number;
  readonly ties: { readonly id: string; readonly tie: string }[];
  readonly mismatches: Mismatch[];
}

export function createTally(family: string, release: string): FamilyTally {
  return { family, release, matched: 0, compared: 0, raced: 0, reached: 0, ties: [], mismatches: [] };
}

export function addToTally(
  tally: FamilyTally,
  id: string,
  { matched, raced = false, tie, difference }: Comparison,
): void {
  if (raced) {
    tally.raced += 1;
    tally.reached += Number(matched);
  } else {
    tally.compared += 1;
    tally.matched += Number(matched);
  }
  if (matched && tie !== undefined) tally.ties.push({ id, tie });
  if (!matched && difference !== undefined && tally.mismatches.length < KEPT_MISMATCHES)
    tally.mismatches.push({ id, raced, difference });
}
