import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Difference } from "../../src/conformance/vectorKind.ts";
import type { Draw, SeedRange } from "./draw.ts";
import type { Judgement } from "./judgeRecording.ts";

/** What was found of one draw; a line of the result file. */
export interface Series {
  readonly family: string;
  readonly kubernetes: string;
  readonly weights: Draw["weights"];
  /** The seeds that were compared: ascending, without overlap. */
  readonly seeds: readonly SeedRange[];
  readonly scenarios: number;
  /** Probe executions in the real traces. */
  readonly attempts: number;
  readonly matched: number;
  readonly ties: readonly { readonly seed: number; readonly tie: string }[];
  /** Seeds whose recording another run of the real code did not repeat, and where our trace is one of those seen. */
  readonly raced: readonly number[];
  /** Those where ours is none of those seen, though they had parted from one another before. */
  readonly unreached?: readonly ({ readonly seed: number } & Difference)[];
  readonly differences: readonly ({ readonly seed: number } & Difference)[];
  /** Scenarios that cannot be compared, and why. */
  readonly unusable: readonly { readonly seed: number; readonly why: string }[];
}

export const emptySeries = ({ family, release, weights }: Draw): Series => ({
  family,
  kubernetes: release,
  weights,
  seeds: [],
  scenarios: 0,
  attempts: 0,
  matched: 0,
  ties: [],
  raced: [],
  differences: [],
  unusable: [],
});

export function withJudgement(series: Series, seed: number, attempts: number, judgement: Judgement): Series {
  const counted = { ...series, scenarios: series.scenarios + 1, attempts: series.attempts + attempts };
  switch (judgement.verdict) {
    case "matched":
      return { ...counted, matched: series.matched + 1 };
    case "tie":
      return { ...counted, ties: [...series.ties, { seed, tie: judgement.tie }] };
    case "raced":
      return { ...counted, raced: [...series.raced, seed] };
    case "unreached":
      return { ...counted, unreached: [...(series.unreached ?? []), { seed, ...judgement.difference }] };
    case "different":
      return { ...counted, differences: [...series.differences, { seed, ...judgement.difference }] };
    case "unusable":
      return { ...counted, unusable: [...series.unusable, { seed, why: judgement.why }] };
  }
}

/** Adds a range that has none of the seeds there are; ranges that touch become one. */
export function withSeeds(series: Series, added: SeedRange): Series {
  const seeds: SeedRange[] = [];
  for (const range of [...series.seeds, added].sort((a, b) => a.first - b.first)) {
    const before = seeds.at(-1);
    if (before !== undefined && before.last + 1 === range.first)
      seeds[seeds.length - 1] = { first: before.first, last: range.last };
    else seeds.push(range);
  }
  return { ...series, seeds };
}

/** What of the wanted seeds is not in the series, in pieces of at most `size`. */
export function missingSeeds({ seeds }: Series, wanted: SeedRange, size: number): readonly SeedRange[] {
  const missing: SeedRange[] = [];
  let first = wanted.first;
  const addUpTo = (end: number): void => {
    for (; first <= end; first += size) missing.push({ first, last: Math.min(first + size - 1, end) });
  };
  for (const done of seeds) {
    addUpTo(Math.min(done.first - 1, wanted.last));
    if (done.last >= wanted.first) first = Math.max(wanted.first, done.last + 1);
  }
  addUpTo(wanted.last);
  return missing;
}

const keyOf = ({ family, kubernetes, weights }: Series): string => `${family} ${kubernetes} ${weights}`;

/** The series of a result file; none if there is no such file yet. */
export function readResults(path: string): Map<string, Series> {
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  const all = lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Series);
  return new Map(all.map((series) => [keyOf(series), series]));
}

export function seriesOf(results: ReadonlyMap<string, Series>, draw: Draw): Series {
  const empty = emptySeries(draw);
  return results.get(keyOf(empty)) ?? empty;
}

/** Puts the series into the results and writes them all; a reader never sees half a file. */
export function saveSeries(path: string, results: Map<string, Series>, series: Series): void {
  results.set(keyOf(series), series);
  const sorted = [...results.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(`${path}.new`, sorted.map(([, one]) => `${JSON.stringify(one)}\n`).join(""));
  renameSync(`${path}.new`, path);
}
