import { forgetPod } from "./kubeletLife.ts";
import { EMPTY_SNAPSHOT } from "./pleg.ts";
import type { PodPlan, PodWorld } from "./podWorld.ts";
import { NEVER } from "./podWorld.ts";
import { NO_RESULT } from "./probeSchedule.ts";
import { UNKNOWN_POD_WORKER } from "./unknownPodWorker.ts";

/** A pod before anybody has heard of it. */
export function newPodWorld(index: number, plan: PodPlan, node: number, addedAtMs: number): PodWorld {
  const places = plan.containers.length;
  const pod: PodWorld = {
    index,
    plan,
    node,
    object: null,
    lastObject: null,
    records: [],
    sandboxes: [],
    sandboxCount: 0,
    instanceCount: plan.containers.map(() => 0),
    processes: [],
    hooks: [],
    died: [],
    managed: null,
    held: null,
    heldFinished: false,
    settled: null,
    version: 0,
    apiVersion: 0,
    patchFirst: null,
    patchCause: 0,
    worker: { ...UNKNOWN_POD_WORKER, lastSyncEndMs: 0 },
    taken: null,
    sync: null,
    seen: EMPTY_SNAPSHOT,
    cache: EMPTY_SNAPSHOT,
    cacheTimeMs: 0,
    runtimeChanged: false,
    probeWorkers: Array.from({ length: places * 3 }, () => undefined),
    probeOrder: [],
    resultInstance: Array.from({ length: places * 3 }, () => NO_RESULT),
    resultValue: Array.from({ length: places * 3 }, () => NO_RESULT),
    backoff: plan.containers.map(() => undefined),
    reasons: plan.containers.map(() => undefined),
    generation: 0,
    turn: 1,
    requestTurn: 0,
    traced: null,
    cause: 0,
    due: {
      arrival: addedAtMs,
      probes: NEVER,
      sync: NEVER,
      exits: NEVER,
      patch: NEVER,
      collection: NEVER,
      relist: NEVER,
      tick: NEVER,
    },
    phase: 0,
  };
  forgetPod(pod);
  return pod;
}
