import { parentPort, workerData } from "node:worker_threads";
import type { RunRange } from "../../analyze/fuzz/fuzzRuns.ts";
import { createFuzzer } from "../../analyze/fuzz/fuzzRuns.ts";
import type { FuzzTask } from "./fuzzOnWorkers.ts";

// A thread of `fuzzOnWorkers`: gets ranges of runs, answers with what they came to.

const { plan, seed } = workerData as FuzzTask;
const fuzz = createFuzzer(plan, seed);
parentPort?.on("message", (range: RunRange) => parentPort?.postMessage(fuzz(range)));
