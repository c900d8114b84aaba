import { completeEvent, recordEvent } from "../model/recorder.ts";
import type { Engine } from "./engine.ts";
import { kubeletOf, nextOfAge, PHASE } from "./engine.ts";
import { collectGarbage, hasGarbage } from "./housekeeping.ts";
import { endHook } from "./lifecycleHook.ts";
import { EMPTY_SNAPSHOT, NEVER_LOOKED_MS, relist } from "./pleg.ts";
import { scheduleTick, updatePod } from "./podWorker.ts";
import type { PodObject, PodWorld } from "./podWorld.ts";
import { NEVER } from "./podWorld.ts";
import { dropWorkers } from "./probeTurns.ts";
import { NO_RESULT } from "./probeSchedule.ts";
import { exitsChanged } from "./runtime.ts";
import { needsFullPass, runFullPass } from "./statusPatch.ts";
import { NO_SYNC_YET_MS, UNKNOWN_POD_WORKER } from "./unknownPodWorker.ts";

/** Everything that one kubelet process knows of a pod, as a new process begins: nothing (lifecycle spec §5). */
export function forgetPod(pod: PodWorld): void {
  pod.managed = null;
  pod.held = null;
  pod.heldFinished = false;
  pod.settled = null;
  pod.version = 0;
  pod.apiVersion = 0;
  pod.patchFirst = null;
  pod.taken = null;
  pod.sync = null;
  Object.assign(pod.worker, UNKNOWN_POD_WORKER, { lastSyncEndMs: NO_SYNC_YET_MS });
  pod.seen = EMPTY_SNAPSHOT;
  pod.cache = EMPTY_SNAPSHOT;
  pod.cacheTimeMs = NEVER_LOOKED_MS;
  pod.resultInstance.fill(NO_RESULT);
  pod.resultValue.fill(NO_RESULT);
  // KLT-100
  pod.backoff.fill(undefined);
  pod.reasons.fill(undefined);
  pod.traced = null;
  Object.assign(pod.due, { probes: NEVER, sync: NEVER, patch: NEVER, collection: NEVER, relist: NEVER, tick: NEVER });
}

/** The kubelet dies: what it asked for is not answered any more. Containers run on; a stop signal stays given, SIGKILL is not. */
export function kubeletDies(engine: Engine, pod: PodWorld, t: number): void {
  for (const worker of pod.probeWorkers) {
    if (worker?.state === "probing") completeEvent(engine.recorder, worker.attemptStep, { end: t, out: "kubeletGone" });
  }
  for (const hook of [...pod.hooks]) endHook(engine, pod, t, hook, "kubeletGone");
  dropWorkers(pod);
  forgetPod(pod);
  // KLT-099
  for (const process of pod.processes) process.killAtMs = NEVER;
  exitsChanged(pod);
}

/** A new kubelet: it collects garbage, looks at the runtime, and then hears of its pods. */
export function kubeletStarts(engine: Engine, node: number, t: number): void {
  const kubelet = engine.kubelets[node];
  if (kubelet === undefined) return;
  kubelet.alive = true;
  kubelet.startedAtMs = t;
  kubelet.suspendedMs = 0;
  kubelet.podsSynced = false;
  kubelet.restartAtMs = NEVER;
  const named = engine.outbox === undefined ? {} : { node: kubelet.name };
  recordEvent(engine.recorder, t, undefined, 0, { kind: "kubeletStart", ...named });
}

/** @param object the pod as the API server has it */
export function podAtKubeletStart(
  engine: Engine,
  pod: PodWorld,
  t: number,
  object: PodObject | null = pod.object,
): void {
  pod.phase = PHASE.collection;
  collectGarbage(engine, pod, t);
  pod.phase = PHASE.relist;
  relist(engine, pod, t);
  pod.due.relist = NEVER;
  pod.phase = PHASE.tick;
  pod.cause = 0;
  pod.turn++;
  if (object !== null) {
    pod.managed = object;
    updatePod(engine, pod, t, object, false);
  }
  scheduleCollection(engine, pod, t);
  scheduleTick(engine, pod, t);
  pod.phase = 0;
}

/** Container GC (whole minutes of age) and the status manager's full pass (every 10 s), if they have something to do. */
export function scheduleCollection(engine: Engine, pod: PodWorld, t: number): void {
  let due = NEVER;
  pod.due.collection = due;
  if (!kubeletOf(engine, pod).alive) return;
  if (needsFullPass(pod)) due = nextOfAge(engine, pod, t, PHASE.collection, 10_000);
  if (hasGarbage(engine, pod)) due = Math.min(due, nextOfAge(engine, pod, t, PHASE.collection, 60_000));
  pod.due.collection = due;
}

/** Every 10 s of the kubelet's age, whole minutes among them. */
export function isCollectionTick(engine: Engine, pod: PodWorld, t: number): boolean {
  return (t - kubeletOf(engine, pod).startedAtMs) % 10_000 === 0;
}

export function runCollection(engine: Engine, pod: PodWorld, t: number): void {
  const age = t - (engine.kubelets[pod.node]?.startedAtMs ?? 0);
  if (age % 60_000 === 0) collectGarbage(engine, pod, t);
  if (age % 10_000 === 0) runFullPass(engine, pod, t);
}
