import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Bounds } from "../analyze/bounds.ts";
import type { StoryTask } from "../analyze/checkWorkload.ts";
import type { ManifestText } from "../manifest/readManifest.ts";

/** Other threads that find out what stories come to. Where something goes wrong with one, its part is left to the caller. */
export interface StoryHelpers {
  /** To be called once: they begin, with the last task first. */
  readonly give: (tasks: readonly StoryTask[]) => void;
  /** Takes a task upon oneself; false: somebody is at it. */
  readonly claim: (index: number) => boolean;
  /** What they have found, by the number of the task; once they are done. */
  readonly found: () => Promise<ReadonlyMap<number, readonly Bounds[]>>;
  /** Ends them at once. */
  readonly dismiss: () => void;
}

/** What a thread is told. */
export interface SharedTasks {
  readonly tasks: readonly StoryTask[];
  /** By task: 0 as long as nobody is at it. */
  readonly claims: Int32Array<SharedArrayBuffer>;
}

/** What a thread answers. */
export type FoundBounds = readonly (readonly [index: number, bounds: readonly Bounds[]])[];

/**
 * Texts of so many characters keep a thread busy for longer than it takes to start and to warm up, where all ends are searched for.
 * Where they are not, nothing is gained (measured up to 297 manifests).
 */
const SIZE_OF_A_HELPER = 50_000;

/** In the bundle the thread lies beside the command (`scripts/build.ts`). */
const WORKER_URL = new URL(import.meta.url.endsWith(".ts") ? "./storyWorker.ts" : "./storyWorker.js", import.meta.url);

/** Takes a task; false: somebody is at it. */
export function claimTask({ claims }: Pick<SharedTasks, "claims">, index: number): boolean {
  return Atomics.compareExchange(claims, index, 0, 1) === 0;
}

/** How many threads these texts are worth. @param isExact all ends are searched for */
export function helpersWorth(texts: readonly ManifestText[], isExact: boolean): number {
  if (!isExact) return 0;
  const size = texts.reduce((sum, { text }) => sum + text.length, 0);
  return Math.min(availableParallelism() - 1, Math.floor(size / SIZE_OF_A_HELPER));
}

/** They load at once, while their caller finds out what there is to do. */
export function startHelpers(count: number): StoryHelpers {
  const workers = Array.from({ length: count }, () => new Worker(WORKER_URL));
  const answers = workers.map(answerOf);
  let shared: SharedTasks | undefined;
  return {
    give: (tasks) => {
      shared = { tasks, claims: new Int32Array(new SharedArrayBuffer(tasks.length * Int32Array.BYTES_PER_ELEMENT)) };
      for (const worker of workers) worker.postMessage(shared);
    },
    claim: (index) => shared === undefined || claimTask(shared, index),
    found: async () => new Map((await Promise.all(answers)).flat()),
    dismiss: () => {
      for (const worker of workers) void worker.terminate();
    },
  };
}

function answerOf(worker: Worker): Promise<FoundBounds> {
  return new Promise((resolve) => {
    worker.once("message", resolve);
    worker.once("error", () => resolve([]));
    worker.once("exit", () => resolve([]));
  });
}
