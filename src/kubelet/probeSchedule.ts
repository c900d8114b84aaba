import type { PodWorld, ProbeWorker, Process } from "./podWorld.ts";
import { NEVER } from "./podWorld.ts";

/**
 * What the trace calls the outcome codes: those of `AttemptSchedule`, and what only the kubelet's side knows.
 * A warning passes and a broken answer counts as nothing; only their events tell more.
 */
export const OUTCOME_NAMES = [
  "ok",
  "fail",
  "error",
  "timeout",
  "ok",
  "error",
  "killed",
  "notRunning",
  "cancelled",
  "kubeletGone",
] as const;
export const OK = 0;
export const FAIL = 1;
export const ERROR = 2;
export const TIMEOUT = 3;
export const WARNING = 4;
export const BROKEN_ANSWER = 5;
export const KILLED = 6;
export const NOT_RUNNING = 7;
export const CANCELLED = 8;

/** Verdicts of the result caches. */
export const SUCCESS = 0;
export const FAILURE = 1;
export const UNKNOWN = 2;
export const NO_RESULT = -1;

/**
 * The order of workers within one millisecond: by the status generation that last set the worker's ticker, of one
 * generation triggered ones before created ones, then by place (README-kubelet.md, "What comes first", 2).
 */
export function sortWorkers(pod: PodWorld): void {
  const order: ProbeWorker[] = [];
  for (const worker of pod.probeWorkers) if (worker !== undefined) insertWorker(order, worker);
  pod.probeOrder = order;
  workersChanged(pod);
}

/** Puts it where it belongs in an order that stands. */
function insertWorker(order: ProbeWorker[], worker: ProbeWorker): void {
  let place = order.length;
  for (; place > 0; place--) {
    const before = order[place - 1] as ProbeWorker;
    if (compareWorkers(before, worker) <= 0) break;
    order[place] = before;
  }
  order[place] = worker;
}

function compareWorkers(a: ProbeWorker, b: ProbeWorker): number {
  if (a.generation !== b.generation) return a.generation - b.generation;
  if (a.triggered !== b.triggered) return a.triggered ? -1 : 1;
  return a.place === b.place ? a.type - b.type : a.place - b.place;
}

/** When workers wake by themselves: those that took a trigger at a container's exit wake with the exits. */
export function workersChanged(pod: PodWorld): void {
  let probes = NEVER;
  let late = NEVER;
  const { probeOrder, processes, due } = pod;
  for (let place = 0; place < probeOrder.length; place++) {
    const worker = probeOrder[place] as ProbeWorker;
    const { wakeMs } = worker;
    if (worker.late) {
      if (wakeMs < late) late = wakeMs;
    } else if (wakeMs < probes) probes = wakeMs;
  }
  for (let place = 0; place < processes.length; place++) {
    const { exitAtMs, killAtMs } = processes[place] as Process;
    if (exitAtMs < late) late = exitAtMs;
    if (killAtMs < late) late = killAtMs;
  }
  due.probes = probes;
  // Each write of such a number can cost an object, and this one hardly ever changes.
  if (due.exits !== late) due.exits = late;
}

/** Takes the pending tick, if there is one: of several that passed only one is left (prober spec §1.4). */
export function takePendingTick(worker: ProbeWorker, t: number): boolean {
  if (worker.nextTickMs > t) return false;
  // KLT-005
  worker.nextTickMs += (Math.floor((t - worker.nextTickMs) / worker.plan.periodMs) + 1) * worker.plan.periodMs;
  return true;
}
