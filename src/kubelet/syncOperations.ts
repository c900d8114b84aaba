import type { Engine } from "./engine.ts";
import { beginKill, continueKills } from "./killContainer.ts";
import type { PodSync, PodWorld, SyncOperation } from "./podWorld.ts";
import { recordOf, removeContainer, sandboxCreated, stopSandboxes } from "./runtime.ts";
import { beginStart, continueStart } from "./startContainer.ts";
import { emit, emitEvent } from "./engine.ts";
import { completeEvent } from "../model/recorder.ts";
import { setPodStatus } from "./statusManager.ts";
import { podReadyToStartContainersCondition } from "./conditions.ts";
import { withGeneration } from "./statusManager.ts";

/** Runs the sync's operations one after the other. False: one of them waits. */
export function runOperations(engine: Engine, pod: PodWorld, t: number, sync: PodSync): boolean {
  for (;;) {
    if (sync.kills.length > 0 && !continueKills(engine, pod, t, sync)) return false;
    if (sync.call !== null && !continueCall(engine, pod, t, sync)) return false;
    if (sync.kills.length > 0 || sync.call !== null) continue;
    const operation = sync.operations[sync.next];
    if (operation === undefined) return true;
    if (begin(engine, pod, t, sync, operation)) sync.next++;
  }
}

/** Begins an operation; true: it is complete, or its end is left to the kills and the call. */
function begin(engine: Engine, pod: PodWorld, t: number, sync: PodSync, operation: SyncOperation): boolean {
  switch (operation.op) {
    case "killAll":
      killAll(engine, pod, t, sync, operation.graceOverride);
      return true;
    case "stopSandboxes":
      stopSandboxes(
        engine,
        pod,
        t,
        sync.snapshot.sandboxes.map(({ id }) => id),
      );
      sync.results++;
      return true;
    case "purgeInit":
      for (const { place, instance } of sync.snapshot.records)
        if (place < pod.plan.initCount) removeContainer(engine, pod, t, place, instance);
      return true;
    case "kill":
      sync.results++;
      beginKill(engine, pod, t, sync, operation.place, operation.instance, {
        message: operation.message,
        ...(operation.probe !== undefined && { probe: operation.probe }),
      });
      return true;
    case "reset":
      return reset(engine, pod, t, sync, operation);
    case "pruneInit":
      pruneInitContainers(engine, pod, t, sync);
      return true;
    case "createSandbox":
      beginSandbox(engine, pod, t, sync, operation.attempt);
      return true;
    case "start":
      sync.results++;
      beginStart(engine, pod, t, sync, operation.place);
      return true;
  }
}

/** All running containers at once; sidecars after those that need them (lifecycle spec §1.5.3, §3.4). */
function killAll(engine: Engine, pod: PodWorld, t: number, sync: PodSync, graceOverride: number | undefined): void {
  const running = sync.snapshot.records.filter(({ state }) => state === "running");
  const isRunning = (place: number): boolean => running.some((record) => record.place === place);
  const { containers, initCount } = pod.plan;
  const isOrphan = sync.fn === "SyncTerminatingRuntimePod";
  // KLT-102
  const sidecars = containers
    .slice(0, initCount)
    .filter(({ isSidecar }) => isSidecar && engine.profile.sidecars && !isOrphan);
  const mains = containers.slice(initCount).map(({ place }) => place);
  for (const { place, instance } of running) {
    sync.results++;
    let after: number[] | undefined;
    if (sidecars.length > 0) {
      const later = sidecars.find((sidecar) => sidecar.place > place);
      const isSidecar = sidecars.some((sidecar) => sidecar.place === place);
      // KLT-065
      after = isSidecar ? [...mains, ...(later === undefined ? [] : [later.place])].filter(isRunning) : [];
    }
    beginKill(engine, pod, t, sync, place, instance, {
      message: "",
      ...(graceOverride !== undefined && { graceOverride }),
      ...(after && { after }),
    });
  }
}

/** RestartAllContainers: kill without grace, then remove (corrections.md, kubelet 1.17). */
function reset(
  engine: Engine,
  pod: PodWorld,
  t: number,
  sync: PodSync,
  operation: Extract<SyncOperation, { op: "reset" }>,
): boolean {
  const { place, instance, kill } = operation;
  if (kill && !sync.resetKilled) {
    sync.resetKilled = true;
    beginKill(engine, pod, t, sync, place, instance, { message: "killing", graceOverride: 0 });
    return false;
  }
  sync.resetKilled = false;
  sync.results++;
  if (recordOf(pod, place, instance) !== undefined) sync.removedForReset = true;
  removeContainer(engine, pod, t, place, instance);
  return true;
}

/** Of each init container only the newest exited instance stays. */
function pruneInitContainers(engine: Engine, pod: PodWorld, t: number, sync: PodSync): void {
  for (let place = 0; place < pod.plan.initCount; place++) {
    const exited = sync.snapshot.records.filter((record) => record.place === place && record.state === "exited");
    for (const { instance } of exited.slice(1)) removeContainer(engine, pod, t, place, instance);
  }
}

function beginSandbox(engine: Engine, pod: PodWorld, t: number, sync: PodSync, attempt: number): void {
  sync.results++;
  if (sync.snapshot.sandboxes.length > 0) {
    emitEvent(engine, pod, t, "Normal", "SandboxChanged", "Pod sandbox changed, it will be killed and re-created.");
  }
  const step = emit(engine, pod, t, { kind: "sandboxRun" }, true);
  sync.call = { kind: "sandbox", place: -1, instance: attempt, step, endMs: t + engine.settings.sandboxMs };
}

/** The call that the sync waits for has ended, if its time has come; false: not yet. */
function continueCall(engine: Engine, pod: PodWorld, t: number, sync: PodSync): boolean {
  const { call } = sync;
  if (call === null || call.endMs > t) return false;
  if (call.kind !== "sandbox") return continueStart(engine, pod, t, sync, call);
  sync.call = null;
  completeEvent(engine.recorder, call.step, { end: t });
  pod.cause = call.step;
  sandboxCreated(engine, pod, t, call.instance);
  // KLT-090
  if (engine.profile.readyToStartDuringSync) sandboxIsReady(engine, pod, t, sync);
  return true;
}

/** From 1.36 on the status says at once that containers can start (corrections.md, kubelet 1.5). */
function sandboxIsReady(engine: Engine, pod: PodWorld, t: number, sync: PodSync): void {
  const existing = pod.held ?? sync.object.status;
  const ready = withGeneration(
    engine,
    sync.object,
    podReadyToStartContainersCondition(false, [{ ready: true }], false),
  );
  const has = existing.conditions.some(({ type }) => type === ready.type);
  const conditions = has
    ? existing.conditions.map((condition) => (condition.type === ready.type ? ready : condition))
    : [...existing.conditions, ready];
  setPodStatus(engine, pod, t, sync.object, { ...existing, conditions });
}
