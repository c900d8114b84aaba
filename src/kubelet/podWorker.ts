import { isTerminalPhase } from "../model/status.ts";
import type { Engine } from "./engine.ts";
import { instantOf, nextOfAge, partOf, PHASE } from "./engine.ts";
import { hasAnythingRunning } from "./runtime.ts";
import type { PodObject, PodWorld } from "./podWorld.ts";
import { NEVER } from "./podWorld.ts";
import { cancelProbeContexts } from "./probeTurns.ts";
import { beginSync } from "./beginSync.ts";

/**
 * A probe result, a relist or a tick asks for a sync. Requests of one turn are one; an idle worker takes it at once, a
 * busy one keeps the latest (README-kubelet.md, "Requests for a sync").
 */
export function requestSync(engine: Engine, pod: PodWorld, t: number): void {
  // KLT-050
  if (pod.managed === null || pod.requestTurn === pod.turn) return;
  pod.requestTurn = pod.turn;
  updatePod(engine, pod, t, pod.managed, false);
}

/** The pod worker hears of the pod (UpdatePod). `kill`: the kubelet wants it gone. */
export function updatePod(engine: Engine, pod: PodWorld, t: number, object: PodObject, kill: boolean): void {
  const { worker } = pod;
  if (!worker.known) {
    worker.known = true;
    const isOver = isTerminalPhase(object.status.phase) && !pod.cache.records.some(({ state }) => state === "running");
    worker.terminating = worker.terminated = isOver && !pod.cache.sandboxes.some(({ ready }) => ready);
  }
  if (worker.finished) return;
  const becameTerminating =
    !worker.terminating && (object.deletionRequested || isTerminalPhase(object.status.phase) || kill);
  if (becameTerminating) {
    worker.terminating = true;
    worker.deleted = object.deletionRequested;
  }
  let graceOverride: number | undefined;
  let shortened = false;
  if (worker.terminating && !worker.terminated) {
    graceOverride = effectiveGrace(pod, object);
    shortened = worker.graceSeconds !== 0 && worker.graceSeconds !== graceOverride;
    worker.graceSeconds = graceOverride;
  }
  worker.pending =
    graceOverride === undefined ? { object, cause: pod.cause } : { object, graceOverride, cause: pod.cause };
  if ((becameTerminating || shortened) && worker.hasContext) {
    worker.hasContext = false;
    cancelProbeContexts(engine, pod, t);
  }
  if (worker.state === "idle") takePending(engine, pod, t);
}

/** Never grows, and is at least a second (calculateEffectiveGracePeriod; lifecycle spec §4.2). */
function effectiveGrace(pod: PodWorld, object: PodObject): number {
  let grace = pod.worker.graceSeconds;
  const asked = object.deletionGracePeriodSeconds;
  // KLT-068
  if (asked !== undefined && (grace === 0 || asked < grace)) grace = asked;
  else if (grace === 0) grace = pod.plan.terminationGracePeriodSeconds;
  return Math.max(grace, 1);
}

/** Takes the pending update; the sync begins as soon as the runtime was looked at since the last one ended (freshness barrier). */
export function takePending(engine: Engine, pod: PodWorld, t: number): void {
  const { worker } = pod;
  const update = worker.pending;
  if (update === null) {
    worker.state = "idle";
    return;
  }
  worker.pending = null;
  worker.hasContext = true;
  worker.started = true;
  const graceOverride = update.graceOverride ?? worker.active?.graceOverride;
  worker.active =
    graceOverride === update.graceOverride || graceOverride === undefined ? update : { ...update, graceOverride };
  worker.state = "waiting";
  pod.sync = null;
  const fn = worker.terminated ? "SyncTerminatedPod" : worker.terminating ? "SyncTerminatingPod" : "SyncPod";
  const { object, cause } = update;
  pod.taken = update.graceOverride === undefined ? { object, cause, fn } : { ...update, fn };
  beginSyncIfFresh(engine, pod, t);
  if (worker.state === "waiting")
    pod.due.relist = Math.min(pod.due.relist, nextOfAge(engine, pod, t, PHASE.relist, 1000));
}

export function beginSyncIfFresh(engine: Engine, pod: PodWorld, t: number): void {
  const { worker, taken } = pod;
  // KLT-051
  if (worker.state !== "waiting" || taken === null || lastLookMs(engine, pod, t) <= worker.lastSyncEndMs) return;
  worker.state = "syncing";
  pod.taken = null;
  beginSync(engine, pod, t, taken);
}

/** When the runtime was last looked at: relists happen whether or not there is anything new to see. */
function lastLookMs(engine: Engine, pod: PodWorld, t: number): number {
  return Math.max(
    pod.cacheTimeMs,
    nextOfAge(engine, pod, t, PHASE.relist, 1000) - 1000 + partOf(engine, pod, PHASE.relist),
  );
}

/** A worker whose pod changed from one kind of work to the next takes its last update up again, unless another one waits. */
export function requeueLastUpdate(pod: PodWorld): void {
  const { worker } = pod;
  if (worker.pending === null && worker.active !== null) worker.pending = { ...worker.active, cause: pod.cause };
}

/** When the work queue hands the pod out again: at the sync tick that follows. */
export function enqueue(engine: Engine, pod: PodWorld, t: number, delayMs: number): void {
  pod.worker.queueDeadlineMs = instantOf(engine, pod, t) + delayMs;
  scheduleTick(engine, pod, t);
}

export function scheduleTick(engine: Engine, pod: PodWorld, t: number): void {
  const { queueDeadlineMs } = pod.worker;
  const housekeepingMs = housekeepingDue(engine, pod, t);
  const servedMs = Math.ceil(queueDeadlineMs - partOf(engine, pod, PHASE.tick));
  const syncTickMs = queueDeadlineMs === NEVER ? NEVER : nextOfAge(engine, pod, t, PHASE.tick, 1000, servedMs);
  pod.due.tick = Math.min(syncTickMs, housekeepingMs);
}

/** Housekeeping (every 2 s) has something to do: a pod that is gone to let go of, or a back-off entry to drop. */
function housekeepingDue(engine: Engine, pod: PodWorld, t: number): number {
  let neededMs = NEVER;
  if (pod.managed === null && (pod.worker.known || pod.held !== null || hasAnythingRunning(pod))) neededMs = t;
  for (const entry of pod.backoff) {
    if (entry !== undefined) neededMs = Math.min(neededMs, Math.floor(entry.lastUpdateMs + engine.backoff.expiryMs));
  }
  return neededMs === NEVER ? NEVER : nextOfAge(engine, pod, t, PHASE.tick, 2000, neededMs);
}

/** The API server no longer has the pod: the kubelet ends what is left of it (HandlePodRemoves). */
export function podRemoved(engine: Engine, pod: PodWorld, t: number): void {
  const last = pod.managed;
  pod.managed = null;
  if (last !== null) updatePod(engine, pod, t, last, true);
  scheduleTick(engine, pod, t);
}
