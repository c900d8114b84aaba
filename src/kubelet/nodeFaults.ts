import { exitOf } from "../app/lifetime.ts";
import { objectReconciled } from "./statusPatch.ts";
import type { Engine } from "./engine.ts";
import { PHASE } from "./engine.ts";
import { scheduleCollection } from "./kubeletLife.ts";
import type { KubeletWorld } from "./kubeletWorld.ts";
import { schedulesOf } from "./podPlan.ts";
import { podRemoved, updatePod } from "./podWorker.ts";
import type { PodObject, PodWorld, Process } from "./podWorld.ts";
import { NEVER } from "./podWorld.ts";
import { containerPlan, exitsChanged } from "./runtime.ts";

/** The kubelet hears what has become of the pod since it last heard of it: the node's network is back, or news take their time. */
export function hearAgain(engine: Engine, pod: PodWorld, t: number, object: PodObject | null = pod.object): void {
  const { managed } = pod;
  if (pod.lastObject === null || object === managed) return;
  pod.phase = PHASE.action;
  pod.turn++;
  pod.cause = 0;
  if (object === null) podRemoved(engine, pod, t);
  else if (managed === null || wantsOther(object, managed)) {
    pod.managed = object;
    updatePod(engine, pod, t, object, false);
  } else objectReconciled(engine, pod, t, object);
  scheduleCollection(engine, pod, t);
  pod.phase = 0;
}

/** Whether more than the status differs. */
function wantsOther(object: PodObject, before: PodObject): boolean {
  return (
    object.generation !== before.generation ||
    object.deletionRequested !== before.deletionRequested ||
    object.deletionGracePeriodSeconds !== before.deletionGracePeriodSeconds
  );
}

const later = (atMs: number, byMs: number): number => (atMs >= NEVER ? NEVER : atMs + byMs);

/**
 * The machine is suspended for `forMs`: nothing on it happens meanwhile, and all that was waited for comes as much later.
 * Assumption: Go's timers and the apps' stand still with Linux' CLOCK_MONOTONIC (golang/go#24595), while what is compared
 * with times from the API (initial delays, back-offs) goes by the wall clock, which runs on.
 */
export function suspendKubelet(kubelet: KubeletWorld, t: number, forMs: number): void {
  const untilMs = t + forMs;
  kubelet.suspendedMs += forMs;
  kubelet.startedAtMs += forMs;
  kubelet.restartAtMs = later(kubelet.restartAtMs, forMs);
  kubelet.suspendedUntilMs = untilMs;
  kubelet.disconnectedUntilMs = Math.max(kubelet.disconnectedUntilMs, untilMs);
  if (kubelet.execFailsUntilMs > t) kubelet.execFailsUntilMs += forMs;
}

/** As `suspendKubelet`, for a pod on the node. */
export function suspendPod(pod: PodWorld, t: number, forMs: number): void {
  const { due, worker, sync } = pod;
  for (const kind of Object.keys(due) as (keyof typeof due)[])
    if (kind !== "arrival") due[kind] = later(due[kind], forMs);
  for (const one of pod.probeOrder) {
    one.nextTickMs = later(one.nextTickMs, forMs);
    one.wakeMs = later(one.wakeMs, forMs);
  }
  worker.lastSyncEndMs += forMs;
  worker.queueDeadlineMs = later(worker.queueDeadlineMs, forMs);
  pod.cacheTimeMs += forMs;
  if (sync !== null) {
    sync.statusDueMs = later(sync.statusDueMs, forMs);
    if (sync.call !== null) sync.call = { ...sync.call, endMs: later(sync.call.endMs, forMs) };
    for (const kill of sync.kills) {
      kill.sinceMs += forMs;
      kill.untilMs = later(kill.untilMs, forMs);
    }
  }
  pod.hooks.splice(0, pod.hooks.length, ...pod.hooks.map((hook) => ({ ...hook, endMs: later(hook.endMs, forMs) })));
  pod.processes.splice(
    0,
    pod.processes.length,
    ...pod.processes.map((process) => suspendedProcess(pod, process, t, forMs)),
  );
  exitsChanged(pod);
}

/** Its own time stands still; what goes by the scenario's clock does not wait for it. */
function suspendedProcess(pod: PodWorld, process: Process, t: number, forMs: number): Process {
  const startedAtMs = process.startedAtMs + forMs;
  const life = { ...process.life, startedAtMs };
  const delayed: Process = {
    ...process,
    life,
    startedAtMs,
    schedules: schedulesOf(containerPlan(pod, process.place), life),
    killAtMs: later(process.killAtMs, forMs),
  };
  if (process.exitBy === "term") return { ...delayed, exitAtMs: process.exitAtMs + forMs };
  if (process.exitAtMs <= t + forMs && exitsByClock(process)) return { ...delayed, exitAtMs: t + forMs };
  const exit = exitOf(life);
  if (exit === undefined) return delayed;
  return { ...delayed, exitAtMs: startedAtMs + exit.afterMs, exitCode: exit.code, oom: exit.oom === true };
}

function exitsByClock({ life, exitAtMs }: Process): boolean {
  return (life.container?.clock ?? []).some(
    ({ fromMs, toMs = fromMs }) => fromMs === exitAtMs || (fromMs < exitAtMs && exitAtMs < toMs),
  );
}
