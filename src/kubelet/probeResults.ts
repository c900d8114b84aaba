import type { Engine } from "./engine.ts";
import type { PodWorld, ProbeWorker } from "./podWorld.ts";
import { LIVENESS, READINESS } from "./podWorld.ts";
import { FAILURE, NO_RESULT, SUCCESS } from "./probeSchedule.ts";
import { requestSync } from "./podWorker.ts";
import { setContainerReadiness, setContainerStartup } from "./statusManager.ts";

/**
 * Stores a result and, if it is news, lets the sync loop know: readiness and startup change the held status at once,
 * and all but a live liveness ask for a sync (prober spec §3).
 */
export function publishResult(engine: Engine, pod: PodWorld, worker: ProbeWorker, t: number, value: number): void {
  const slot = worker.place * 3 + worker.type;
  if (pod.resultInstance[slot] === worker.instance && pod.resultValue[slot] === value) return;
  pod.resultInstance[slot] = worker.instance;
  pod.resultValue[slot] = value;
  if (worker.type === LIVENESS) {
    if (value === FAILURE) requestSync(engine, pod, t);
    return;
  }
  if (worker.type === READINESS) setContainerReadiness(engine, pod, t, worker.place, worker.instance, value === SUCCESS);
  else setContainerStartup(engine, pod, t, worker.place, worker.instance, value === SUCCESS);
  requestSync(engine, pod, t);
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
