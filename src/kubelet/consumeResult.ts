import type { Engine } from "./engine.ts";
import { requestSync } from "./podWorker.ts";
import type { PodWorld, ProbeWorker } from "./podWorld.ts";
import { LIVENESS, READINESS } from "./podWorld.ts";
import { FAILURE, SUCCESS } from "./probeSchedule.ts";
import { setContainerReadiness, setContainerStartup } from "./statusManager.ts";

/**
 * The sync loop takes a result: readiness and startup change the held status at once, and all but a live liveness ask
 * for a sync (prober spec §3.2).
 */
export function consumeResult(engine: Engine, pod: PodWorld, worker: ProbeWorker, t: number, value: number): void {
  if (worker.type === LIVENESS) {
    // KLT-038
    if (value === FAILURE) requestSync(engine, pod, t);
    return;
  }
  // KLT-039
  if (worker.type === READINESS)
    setContainerReadiness(engine, pod, t, worker.place, worker.instance, value === SUCCESS);
  // KLT-040
  else setContainerStartup(engine, pod, t, worker.place, worker.instance, value === SUCCESS);
  requestSync(engine, pod, t);
}
