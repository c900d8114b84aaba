import { parentPort } from "node:worker_threads";
import { findStoryBounds } from "../analyze/checkWorkload.ts";
import type { FoundBounds, SharedTasks } from "./storyHelpers.ts";
import { claimTask } from "./storyHelpers.ts";

// A thread of `startHelpers`: takes tasks from the last on, until it meets those who took the others.

parentPort?.once("message", (shared: SharedTasks) => {
  const found: FoundBounds[number][] = [];
  for (const [index, task] of [...shared.tasks.entries()].reverse())
    if (claimTask(shared, index)) found.push([index, findStoryBounds(task)]);
  parentPort?.postMessage(found satisfies FoundBounds);
});
