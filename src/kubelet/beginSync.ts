import type { Engine } from "./engine.ts";
import { emit } from "./engine.ts";
import type { PodSync, PodUpdate, PodWorld, RuntimeSnapshot, SyncFunction, TakenUpdate } from "./podWorld.ts";
import { NEVER } from "./podWorld.ts";

/** A sync of the pod begins: it reads the runtime's state and then takes `syncMs` to make a status of it. */
export function beginSync(engine: Engine, pod: PodWorld, t: number, update: TakenUpdate): void {
  pod.sync = newSync(update.fn, update, pod.cache);
  pod.cause = update.cause;
  beginStatus(engine, pod, t, pod.sync);
}

export function newSync(fn: SyncFunction, update: PodUpdate, snapshot: RuntimeSnapshot): PodSync {
  const sync: PodSync = {
    fn,
    object: update.object,
    cause: update.cause,
    snapshot,
    stage: "status",
    settling: null,
    isFinalStatus: false,
    statusDueMs: NEVER,
    statusBefore: null,
    operations: [],
    next: 0,
    kills: [],
    call: null,
    results: 0,
    failed: false,
    backoffEndMs: NEVER,
    removedForReset: false,
    resetKilled: false,
  };
  return update.graceOverride === undefined ? sync : { ...sync, graceOverride: update.graceOverride };
}

/** A status begins to be made of what is held now; the probe manager is asked when it falls due. */
export function beginStatus(engine: Engine, pod: PodWorld, t: number, sync: PodSync): void {
  if (sync.fn !== "SyncTerminatingRuntimePod") pod.cause = emit(engine, pod, t, { kind: "sync", fn: sync.fn });
  sync.statusBefore = pod.held ?? sync.object.status;
  sync.stage = "status";
  pod.generation++;
  sync.statusDueMs = t + engine.settings.syncMs;
  syncChanged(pod);
}

/** When the sync goes on by itself: its status falls due, or a call, hook or wait of it ends. */
export function syncChanged(pod: PodWorld): void {
  const { sync } = pod;
  let due = NEVER;
  if (sync !== null) {
    if (sync.stage === "status") due = sync.statusDueMs;
    else if (sync.settling !== null) due = sync.settling.untilMs;
    else {
      if (sync.call !== null) due = sync.call.endMs;
      for (const kill of sync.kills)
        if (kill.stage === "hook" || kill.stage === "turn") due = Math.min(due, kill.untilMs);
    }
  }
  for (const hook of pod.hooks) due = Math.min(due, hook.endMs);
  pod.due.sync = due;
}
