import type { Engine } from "./engine.ts";
import type { PodWorld, ProbeWorker } from "./podWorld.ts";
import { NO_RESULT } from "./probeSchedule.ts";

/** Stores a result and, if it is news, passes it on (prober spec §3.1). */
export function publishResult(engine: Engine, pod: PodWorld, worker: ProbeWorker, t: number, value: number): void {
  const slot = worker.place * 3 + worker.type;
  if (pod.resultInstance[slot] === worker.instance && pod.resultValue[slot] === value) return;
  pod.resultInstance[slot] = worker.instance;
  pod.resultValue[slot] = value;
  engine.environment.onResult(engine, pod, worker, t, value);
}

/** Forgets the result of the worker's container; says nothing. */
export function removeResult(pod: PodWorld, worker: ProbeWorker): void {
  const slot = worker.place * 3 + worker.type;
  if (pod.resultInstance[slot] !== worker.instance) return;
  pod.resultInstance[slot] = NO_RESULT;
  pod.resultValue[slot] = NO_RESULT;
}

/** The result known of this instance, or NO_RESULT. */
export function resultOf(pod: PodWorld, place: number, type: number, instance: number): number {
  const slot = place * 3 + type;
  return pod.resultInstance[slot] === instance ? (pod.resultValue[slot] as number) : NO_RESULT;
}
