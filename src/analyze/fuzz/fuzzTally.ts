import type { JudgedRun } from "./judgeRun.ts";

/** Runs in which something did not come out. */
export interface FailingRuns {
  readonly runs: number;
  /** The number of the first. */
  readonly first: number;
}

/** What many runs came to. The same whatever parts it was put together from. */
export interface FuzzTally {
  readonly runs: number;
  readonly virtualMs: number;
  readonly attempts: number;
  readonly failedRuns: number;
  /** By what did not come out. */
  readonly failing: Readonly<Record<string, FailingRuns>>;
  /** By what could have failed: in how many runs. */
  readonly tested: Readonly<Record<string, number>>;
  /** By property: in how many runs it was broken as real kubelets of the release break it. */
  readonly known: Readonly<Record<string, number>>;
}

export const NO_RUNS: FuzzTally = {
  runs: 0,
  virtualMs: 0,
  attempts: 0,
  failedRuns: 0,
  failing: {},
  tested: {},
  known: {},
};

/** What one run adds. */
export function tallyOf(run: number, virtualMs: number, attempts: number, judged: JudgedRun): FuzzTally {
  const once = (names: readonly string[]): Record<string, number> => Object.fromEntries(names.map((name) => [name, 1]));
  return {
    runs: 1,
    virtualMs,
    attempts,
    failedRuns: judged.failures.length === 0 ? 0 : 1,
    failing: Object.fromEntries(judged.failures.map(({ what }) => [what, { runs: 1, first: run }])),
    tested: once(judged.tested),
    known: once(judged.known),
  };
}

export function addTallies(a: FuzzTally, b: FuzzTally): FuzzTally {
  return {
    runs: a.runs + b.runs,
    virtualMs: a.virtualMs + b.virtualMs,
    attempts: a.attempts + b.attempts,
    failedRuns: a.failedRuns + b.failedRuns,
    failing: merge(a.failing, b.failing, (one, other) => ({
      runs: one.runs + other.runs,
      first: Math.min(one.first, other.first),
    })),
    tested: merge(a.tested, b.tested, (one, other) => one + other),
    known: merge(a.known, b.known, (one, other) => one + other),
  };
}

function merge<Value>(
  a: Readonly<Record<string, Value>>,
  b: Readonly<Record<string, Value>>,
  add: (one: Value, other: Value) => Value,
): Readonly<Record<string, Value>> {
  const merged: Record<string, Value> = { ...a };
  for (const [name, value] of Object.entries(b)) {
    const own = Object.hasOwn(merged, name) ? merged[name] : undefined;
    merged[name] = own === undefined ? value : add(own, value);
  }
  return merged;
}
