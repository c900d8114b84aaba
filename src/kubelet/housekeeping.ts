import { collectBackoff } from "./backoff.ts";
import type { Engine } from "./engine.ts";
import { instantOf, kubeletOf } from "./engine.ts";
import { takePending, requestSync, requeueLastUpdate, scheduleTick } from "./podWorker.ts";
import type { PodWorld } from "./podWorld.ts";
import { NEVER } from "./podWorld.ts";
import { newSync } from "./beginSync.ts";
import { goOnWithSync } from "./podSync.ts";
import { stopWorkers } from "./probeTurns.ts";
import { isContentToBeRemoved } from "./pleg.ts";
import { currentSnapshot, hasAnythingRunning, removeContainer, removeSandbox } from "./runtime.ts";
import { UNKNOWN_POD_WORKER } from "./unknownPodWorker.ts";

/** The sync tick (every second) and housekeeping (every two) of the kubelet's age, as far as this pod needs them. */
export function runTick(engine: Engine, pod: PodWorld, t: number): void {
  const { worker } = pod;
  pod.turn++;
  pod.cause = 0;
  if (worker.queueDeadlineMs <= instantOf(engine, pod, t)) {
    worker.queueDeadlineMs = NEVER;
    requestSync(engine, pod, t);
  }
  if ((t - kubeletOf(engine, pod).startedAtMs) % 2000 === 0) keepHouse(engine, pod, t);
  scheduleTick(engine, pod, t);
}

function keepHouse(engine: Engine, pod: PodWorld, t: number): void {
  pod.turn++;
  if (pod.managed === null) letGo(engine, pod, t);
  for (let place = 0; place < pod.backoff.length; place++) {
    const entry = pod.backoff[place];
    // KLT-073
    if (collectBackoff(entry, instantOf(engine, pod, t), engine.backoff) === undefined) pod.backoff[place] = undefined;
  }
}

/** A pod that the API server no longer has: its worker ends it, then it is forgotten; a container nobody knows is killed (lifecycle spec §4). */
function letGo(engine: Engine, pod: PodWorld, t: number): void {
  const { worker } = pod;
  if (worker.known) {
    if (worker.finished || !worker.started) forget(pod);
    else {
      worker.deleted = true;
      if (!worker.terminating) {
        worker.terminating = true;
        worker.graceSeconds = Math.max(
          1,
          worker.active?.object.deletionGracePeriodSeconds ?? pod.plan.terminationGracePeriodSeconds,
        );
      }
      requeueLastUpdate(pod);
      if (worker.state === "idle") takePending(engine, pod, t);
    }
  }
  if (!worker.known || worker.terminated) stopWorkers(pod, () => true);
  pod.held = null;
  // KLT-098
  if (!worker.known && hasAnythingRunning(pod)) killOrphan(engine, pod, t);
}

function forget(pod: PodWorld): void {
  Object.assign(pod.worker, UNKNOWN_POD_WORKER);
}

/** Containers of a pod that this kubelet never heard of get one second (HandlePodCleanups). */
function killOrphan(engine: Engine, pod: PodWorld, t: number): void {
  const { worker } = pod;
  if (pod.lastObject === null) return;
  worker.known = worker.started = worker.terminating = worker.deleted = true;
  worker.state = "syncing";
  worker.graceSeconds = 1;
  const sync = newSync(
    "SyncTerminatingRuntimePod",
    { object: pod.lastObject, graceOverride: 1, cause: 0 },
    currentSnapshot(pod),
  );
  sync.stage = "runtime";
  sync.operations = [{ op: "killAll", graceOverride: 1 }, { op: "stopSandboxes" }];
  pod.sync = sync;
  goOnWithSync(engine, pod, t);
}

/** Container GC at whole minutes of the kubelet's age: what is worth it, and doing it (README-kubelet.md "Termination and cleaning up"). */
export function hasGarbage(engine: Engine, pod: PodWorld): boolean {
  if (pod.sandboxes.length <= 1 && pod.sandboxes[0]?.ready === true && pod.records.length === pod.processes.length)
    return false;
  return garbageRecords(engine, pod).length > 0 || garbageSandboxes(engine, pod).length > 0;
}

function garbageRecords(
  engine: Engine,
  pod: PodWorld,
): readonly { readonly place: number; readonly instance: number }[] {
  const resting = pod.records.filter(({ state }) => state !== "running");
  if (isContentToBeRemoved(engine, pod)) return resting;
  // KLT-097
  return resting.filter((record) => resting.find(({ place }) => place === record.place) !== record);
}

function garbageSandboxes(engine: Engine, pod: PodWorld): readonly number[] {
  const all = isContentToBeRemoved(engine, pod);
  const gone = garbageRecords(engine, pod);
  const isKept = (id: number): boolean =>
    pod.records.some(
      (record) =>
        record.sandbox === id &&
        !gone.some(({ place, instance }) => place === record.place && instance === record.instance),
    );
  return pod.sandboxes
    .filter(({ id, ready }, index) => !ready && !isKept(id) && (all || index > 0))
    .map(({ id }) => id);
}

export function collectGarbage(engine: Engine, pod: PodWorld, t: number): void {
  for (const { place, instance } of garbageRecords(engine, pod)) removeContainer(engine, pod, t, place, instance);
  for (const id of garbageSandboxes(engine, pod)) removeSandbox(engine, pod, t, id);
}
