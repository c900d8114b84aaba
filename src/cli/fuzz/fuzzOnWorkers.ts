import { Worker } from "node:worker_threads";
import type { FuzzPlan } from "../../analyze/fuzz/fuzzPlan.ts";
import type { RunRange } from "../../analyze/fuzz/fuzzRuns.ts";
import type { FuzzTally } from "../../analyze/fuzz/fuzzTally.ts";
import { addTallies, NO_RUNS } from "../../analyze/fuzz/fuzzTally.ts";

/** What every thread is told at its start. */
export interface FuzzTask {
  readonly plan: FuzzPlan;
  readonly seed: number;
}

export interface FuzzLimits {
  /** Infinity: time alone decides. */
  readonly runs: number;
  /** Real time; Infinity: runs alone decide. */
  readonly timeMs: number;
  readonly workers: number;
  /** Ends it at once; what is done counts. */
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  readonly onTally: (tally: FuzzTally) => void;
}

export interface FuzzEnd {
  readonly tally: FuzzTally;
  readonly end: "allRuns" | "time" | "interrupted";
}

/** In the bundle the thread lies beside the command (`scripts/build.ts`). */
const WORKER_URL = new URL(import.meta.url.endsWith(".ts") ? "./fuzzWorker.ts" : "./fuzzWorker.js", import.meta.url);
/** A thread comes back so often: seldom enough to cost nothing, often enough for progress. */
const RANGE_MS = 100;
const RANGE_MAX = 256;
/** Fewer runs are not worth a thread. */
const RUNS_OF_A_WORKER = 20;
/** After the time is up runs may be finished for so long; then they count no more. One run is always waited for. */
const GRACE_MS = 1_000;

interface State {
  next: number;
  tally: FuzzTally;
  /** Ranges that somebody is at. */
  open: number;
}

/**
 * Makes the runs of a plan on several threads. What they come to does not depend on how many there are, or who makes which;
 * only where time ends it, how many runs there are does.
 */
export function fuzzOnWorkers(task: FuzzTask, limits: FuzzLimits): Promise<FuzzEnd> {
  const { runs, timeMs, signal, nowMs } = limits;
  const count = Math.max(1, Math.min(limits.workers, Math.ceil(runs / RUNS_OF_A_WORKER)));
  const pool = Array.from({ length: count }, () => new Worker(WORKER_URL, { workerData: task }));
  const state: State = { next: 0, tally: NO_RUNS, open: 0 };
  const endMs = nowMs() + timeMs;
  let impatience: NodeJS.Timeout | undefined;
  return new Promise<FuzzEnd>((resolve, reject) => {
    const finish = (end: FuzzEnd["end"]): void => resolve({ tally: state.tally, end });
    signal.addEventListener("abort", () => finish("interrupted"), { once: true });
    if (signal.aborted) finish("interrupted");
    const isTimeUp = (): boolean => state.next > 0 && nowMs() >= endMs;
    const leave = (): void => {
      if (state.tally.runs > 0) finish("time");
    };
    if (timeMs < Infinity) impatience = setTimeout(leave, timeMs + GRACE_MS);
    for (const worker of pool) {
      let asked: RunRange & { readonly atMs: number };
      const ask = (length: number): void => {
        if (state.next >= runs || isTimeUp()) {
          if (state.open === 0) finish(state.next >= runs ? "allRuns" : "time");
          return;
        }
        asked = { first: state.next, count: Math.min(length, runs - state.next), atMs: nowMs() };
        state.next += asked.count;
        state.open++;
        worker.postMessage({ first: asked.first, count: asked.count } satisfies RunRange);
      };
      worker.on("message", (tally: FuzzTally) => {
        state.open--;
        state.tally = addTallies(state.tally, tally);
        limits.onTally(state.tally);
        if (nowMs() >= endMs + GRACE_MS) leave();
        const tookMs = Math.max(1, nowMs() - asked.atMs);
        ask(Math.max(1, Math.min(RANGE_MAX, 2 * asked.count, Math.round((asked.count * RANGE_MS) / tookMs))));
      });
      worker.on("error", reject);
      ask(1);
    }
  }).finally(() => {
    clearTimeout(impatience);
    for (const worker of pool) void worker.terminate();
  });
}
