import { EMPTY_SNAPSHOT, NEVER_LOOKED_MS } from "./pleg.ts";
import type { PodPlan, PodWorld } from "./podWorld.ts";
import { NEVER } from "./podWorld.ts";
import { NO_RESULT } from "./probeSchedule.ts";
import { NO_SYNC_YET_MS, UNKNOWN_POD_WORKER } from "./unknownPodWorker.ts";

/** A pod before anybody has heard of it. */
export function newPodWorld(index: number, plan: PodPlan, node: number, addedAtMs: number): PodWorld {
  const slots = plan.containers.length * 3;
  return {
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
    worker: { ...UNKNOWN_POD_WORKER, lastSyncEndMs: NO_SYNC_YET_MS },
    taken: null,
    sync: null,
    seen: EMPTY_SNAPSHOT,
    cache: EMPTY_SNAPSHOT,
    cacheTimeMs: NEVER_LOOKED_MS,
    runtimeChanged: false,
    probeWorkers: Array.from({ length: slots }, () => undefined),
    probeOrder: [],
    resultInstance: Array.from({ length: slots }, () => NO_RESULT),
    resultValue: Array.from({ length: slots }, () => NO_RESULT),
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
}
