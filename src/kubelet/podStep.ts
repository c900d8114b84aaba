import { createPod } from "./apiServer.ts";
import type { Engine } from "./engine.ts";
import { kubeletOf, PHASE } from "./engine.ts";
import { runTick } from "./housekeeping.ts";
import { preStopEnded } from "./killContainer.ts";
import { isCollectionTick, runCollection, scheduleCollection } from "./kubeletLife.ts";
import { BROKEN_OFF_EXIT_CODE, endHook, isRelay } from "./lifecycleHook.ts";
import { relist } from "./pleg.ts";
import { syncChanged } from "./beginSync.ts";
import { afterStatus, finishStatus, goOnWithSync } from "./podSync.ts";
import type { Due, PodWorld, RunningHook } from "./podWorld.ts";
import { NEVER } from "./podWorld.ts";
import { killProbes, resumeKilled, runProbeWorkers } from "./probeTurns.ts";
import { dueExit, exitsChanged, processExits } from "./runtime.ts";
import { postStartEnded } from "./startContainer.ts";
import { runPatch } from "./statusPatch.ts";

/** The earliest instant at which anything of this pod falls due. */
export function nextDue(due: Due): number {
  return Math.min(due.arrival, due.probes, due.sync, due.exits, due.patch, due.collection, due.relist, due.tick);
}

/**
 * Everything of one pod in one millisecond, in the fixed order of README-kubelet.md, "What comes first within a
 * millisecond". Actions (step 1) but the pod's own arrival have been done by the caller.
 */
export function stepPod(engine: Engine, pod: PodWorld, t: number): void {
  const { due } = pod;
  if (due.arrival <= t) arrive(engine, pod, t);
  const { alive } = kubeletOf(engine, pod);
  if (alive && engine.order.pauses !== undefined) stepTickers(engine, pod, t);
  if (alive && due.probes <= t) {
    pod.phase = PHASE.probes;
    runProbeWorkers(engine, pod, t, false);
  }
  if (alive && due.sync <= t) {
    pod.phase = PHASE.sync;
    runSync(engine, pod, t);
  }
  if (due.exits <= t) {
    pod.phase = PHASE.exits;
    runExits(engine, pod, t);
  }
  if (alive) stepKubelet(engine, pod, t);
  pod.phase = 0;
}

/** The API server takes the pod, and its kubelet hears of it. */
export function arrive(engine: Engine, pod: PodWorld, t: number): void {
  pod.due.arrival = NEVER;
  pod.phase = PHASE.action;
  pod.turn++;
  createPod(engine, pod, t);
  if (t >= kubeletOf(engine, pod).suspendedUntilMs) scheduleCollection(engine, pod, t);
  pod.phase = 0;
}

function stepKubelet(engine: Engine, pod: PodWorld, t: number): void {
  const { due } = pod;
  const isQuiet = due.patch > t && due.collection > t && due.relist > t && due.tick > t;
  if (isQuiet) {
    if (pod.runtimeChanged) scheduleCollection(engine, pod, t);
    return;
  }
  if (due.patch <= t) {
    due.patch = NEVER;
    pod.phase = PHASE.patch;
    runPatch(engine, pod, t);
  }
  if (engine.order.pauses === undefined) stepTickers(engine, pod, t);
  scheduleCollection(engine, pod, t);
}

/** What happens at whole seconds of the kubelet's age. */
function stepTickers(engine: Engine, pod: PodWorld, t: number): void {
  const { due } = pod;
  // What happened in this millisecond can be garbage already (1.33 lifecycle, seed 200120 of the oracle, at 59584 ms).
  if (isCollectionTick(engine, pod, t)) scheduleCollection(engine, pod, t);
  if (due.collection <= t) {
    due.collection = NEVER;
    pod.phase = PHASE.collection;
    runCollection(engine, pod, t);
  }
  if (due.relist <= t) {
    due.relist = NEVER;
    pod.phase = PHASE.relist;
    relist(engine, pod, t);
  }
  if (due.tick <= t) {
    due.tick = NEVER;
    pod.phase = PHASE.tick;
    runTick(engine, pod, t);
  }
}

function runSync(engine: Engine, pod: PodWorld, t: number): void {
  if (pod.hooks.length > 0) endHooks(engine, pod, t);
  const { sync } = pod;
  if (sync === null) {
    syncChanged(pod);
    return;
  }
  pod.cause = sync.cause;
  if (sync.stage === "runtime") goOnWithSync(engine, pod, t);
  else if (sync.settling !== null) {
    if (sync.settling.untilMs <= t) afterStatus(engine, pod, t, sync, sync.settling.status);
    else syncChanged(pod);
  } else if (sync.statusDueMs <= t) finishStatus(engine, pod, t, sync);
  else syncChanged(pod);
  tellOfDeaths(engine, pod, t);
}

function endHooks(engine: Engine, pod: PodWorld, t: number): void {
  for (const hook of pod.hooks.filter(({ endMs }) => endMs <= t)) hookEnds(engine, pod, t, hook, hook.exitCode);
}

function hookEnds(engine: Engine, pod: PodWorld, t: number, hook: RunningHook, outcome: number | "killed"): void {
  pod.cause = hook.step;
  endHook(engine, pod, t, hook, outcome);
  if (hook.isPreStop) preStopEnded(pod.sync, hook.place, hook.instance);
  else postStartEnded(engine, pod, t, hook.place, hook.instance, outcome);
}

/** Containers exit; then probes and hooks in them end, the sync goes on, and workers that live here have their turn. */
function runExits(engine: Engine, pod: PodWorld, t: number): void {
  for (const process of [...pod.processes]) {
    const end = dueExit(process, t);
    if (end === undefined) continue;
    pod.cause = process.cause;
    processExits(engine, pod, t, process, end.code, end.by);
  }
  if (kubeletOf(engine, pod).alive) {
    tellOfDeaths(engine, pod, t);
    answerStopCall(engine, pod, t);
    runProbeWorkers(engine, pod, t, true);
  } else pod.died.length = 0;
  exitsChanged(pod);
}

/** A stop call that waited for its SIGKILL is answered, though its process had ended before. */
function answerStopCall(engine: Engine, pod: PodWorld, t: number): void {
  const answered = pod.sync?.kills.find(({ stage, untilMs }) => stage === "stopping" && untilMs <= t);
  if (answered === undefined) return;
  pod.cause = answered.cause;
  goOnWithSync(engine, pod, t);
}

/** Who waits for a relay to drain hears no more of it once it is gone; one that ends because it has drained has answered. */
function endDrains(engine: Engine, pod: PodWorld, t: number): void {
  for (const hook of pod.hooks.filter(({ drains }) => drains))
    hookEnds(engine, pod, t, hook, hook.endMs <= t ? hook.exitCode : BROKEN_OFF_EXIT_CODE);
}

/**
 * Probes in flight in dead containers end as killed and publish; the sync goes on; only then those workers do (README-kubelet.md
 * "Fine print"). Beside an API server they do so before it: a trigger that waits is taken before the stop (cluster, 1.37 statefulset,
 * seed 1000033 of the held weights).
 */
function tellOfDeaths(engine: Engine, pod: PodWorld, t: number): void {
  while (pod.died.length > 0) {
    const died = pod.died.splice(0);
    const { cause } = pod;
    const isDead = (place: number, instance: number): boolean =>
      died.some((other) => other.place === place && other.instance === instance);
    const killed = killProbes(engine, pod, t, isDead);
    for (const hook of pod.hooks.filter((running) => isDead(running.place, running.instance)))
      hookEnds(engine, pod, t, hook, "killed");
    if (died.some(({ place }) => isRelay(pod, place))) endDrains(engine, pod, t);
    pod.cause = cause;
    const isSyncFirst = engine.order.pauses === undefined;
    if (isSyncFirst) goOnWithSync(engine, pod, t);
    resumeKilled(engine, pod, t, killed, pod.phase === PHASE.exits);
    if (!isSyncFirst) goOnWithSync(engine, pod, t);
  }
}
