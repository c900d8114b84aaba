import { isTerminalPhase } from "../model/status.ts";
import { beginStatus, syncChanged } from "./beginSync.ts";
import { conditionOf } from "./compareStatus.ts";
import type { Engine } from "./engine.ts";
import { instantOf } from "./engine.ts";
import { generateStatus } from "./generateStatus.ts";
import { relistPod } from "./pleg.ts";
import { inKillOrder } from "./killOrder.ts";
import { computePodActions, nothingToDo, operationsOf } from "./podActions.ts";
import { enqueue, requeueLastUpdate, scheduleTick, takePending, updatePod } from "./podWorker.ts";
import type { PodStatus, PodSync, PodWorld } from "./podWorld.ts";
import { NEVER } from "./podWorld.ts";
import { addProbeWorkers, runTriggeredWorkers, stopWorkers } from "./probeTurns.ts";
import { isLivenessOrStartup } from "./probeWorker.ts";
import { containerPlan, currentSnapshot } from "./runtime.ts";
import { setPodStatus, terminatePod } from "./statusManager.ts";
import { runOperations } from "./syncOperations.ts";

/** Resync interval, and the wait after an error (lifecycle spec §1.1). */
// KLT-055
const RESYNC_MS = 60_000;
const ERROR_BACKOFF_MS = 10_000;
const JITTER_FACTOR = 0.5;

/** The status falls due: probe results are asked, it is stored, workers are triggered, stopped or created, and the sync goes on. */
export function finishStatus(engine: Engine, pod: PodWorld, t: number, sync: PodSync): void {
  const status = generateStatus(engine, pod, sync, sync.statusBefore as PodStatus);
  sync.statusBefore = null;
  sync.stage = "runtime";
  setPodStatus(engine, pod, t, sync.object, status);
  const { cause } = pod;
  runTriggeredWorkers(engine, pod, t);
  pod.cause = cause;
  const { pauses } = engine.order;
  if (pauses === undefined) return afterStatus(engine, pod, t, sync, status);
  sync.stage = "settling";
  sync.settling = { status, untilMs: t + pauses.settleMs };
  syncChanged(pod);
}

/** The status has been stored, and the sync goes on. */
export function afterStatus(engine: Engine, pod: PodWorld, t: number, sync: PodSync, status: PodStatus): void {
  sync.stage = "runtime";
  sync.settling = null;
  if (sync.fn === "SyncPod") continueSyncPod(engine, pod, t, sync, status);
  else if (sync.fn === "SyncTerminatingPod") continueTerminating(engine, pod, t, sync);
  else {
    terminatePod(engine, pod, t, sync.object);
    endSync(engine, pod, t, sync, "terminated");
  }
}

function continueSyncPod(engine: Engine, pod: PodWorld, t: number, sync: PodSync, status: PodStatus): void {
  if (isTerminalPhase(status.phase)) return endSync(engine, pod, t, sync, "terminal");
  const { cause } = pod;
  // KLT-120
  if (engine.profile.addsWorkersAtEachSync || isFirstSync(pod))
    addProbeWorkers(engine, pod, t, sync.object.deletionRequested);
  pod.cause = cause;
  const restartAll = conditionOf(status.conditions, "AllContainersRestarting")?.status === "True";
  if (restartAll || !nothingToDo(pod, sync.object, sync.snapshot)) {
    const actions = computePodActions(engine, pod, sync.object, sync.snapshot, restartAll);
    sync.operations = operationsOf(pod, { ...actions, toKill: inKillOrder(engine, pod, t, actions.toKill) });
  }
  goOnWithSync(engine, pod, t);
}

/** None of this kubelet has ended yet. */
const isFirstSync = (pod: PodWorld): boolean => pod.worker.lastSyncEndMs <= 0;

function continueTerminating(engine: Engine, pod: PodWorld, t: number, sync: PodSync): void {
  if (sync.isFinalStatus) return endSync(engine, pod, t, sync, "terminating");
  // KLT-095
  if (engine.profile.terminationStopsLiveness) {
    stopWorkers(pod, (worker) => isLivenessOrStartup(worker) && !containerPlan(pod, worker.place).isInit);
  }
  const grace = sync.graceOverride;
  sync.operations = [{ op: "killAll", ...(grace !== undefined && { graceOverride: grace }) }, { op: "stopSandboxes" }];
  goOnWithSync(engine, pod, t);
}

/** Operations go on until one waits; then the sync ends, or a terminating pod gets its last status. */
export function goOnWithSync(engine: Engine, pod: PodWorld, t: number): void {
  const { sync } = pod;
  if (sync === null || sync.stage !== "runtime") return;
  if (!runOperations(engine, pod, t, sync)) return syncChanged(pod);
  if (sync.fn === "SyncPod") return endSync(engine, pod, t, sync, "done");
  if (sync.fn === "SyncTerminatingRuntimePod") return endSync(engine, pod, t, sync, "terminated");
  stopWorkers(pod, () => true);
  sync.isFinalStatus = true;
  const { podIp } = sync.snapshot;
  const stopped = currentSnapshot(pod);
  sync.snapshot = { ...stopped, podIp: stopped.podIp === "" ? podIp : stopped.podIp };
  sync.operations = [];
  sync.next = 0;
  beginStatus(engine, pod, t, sync);
}

type Ending = "done" | "terminal" | "terminating" | "terminated";

/** The sync is over: what comes next for the pod, and when (completeWork; lifecycle spec §1.1). */
function endSync(engine: Engine, pod: PodWorld, t: number, sync: PodSync, ending: Ending): void {
  const { worker } = pod;
  pod.sync = null;
  worker.state = "idle";
  worker.lastSyncEndMs = instantOf(engine, pod, t) - (engine.order.pauses?.slowClockMs ?? 0);
  syncChanged(pod);
  if (ending === "done" && sync.removedForReset && !sync.failed) {
    updateWhileBusy(engine, pod, t, sync);
  }
  if (ending === "terminated") {
    // So it is already but for a container that no kubelet knew (X11orphan).
    worker.terminated = true;
    worker.finished = true;
    worker.pending = null;
    return scheduleTick(engine, pod, t);
  }
  if (ending === "terminal") worker.terminating = true;
  if (ending === "terminating") worker.terminated = true;
  if (ending === "done") enqueue(engine, pod, t, requeueDelay(engine, pod, t, sync));
  else {
    requeueLastUpdate(pod);
    enqueue(engine, pod, t, 0);
  }
  takePending(engine, pod, t);
  // KLT-054
  if (ending === "done" && engine.profile.relistsOnDemand && sync.results > 0 && !sync.failed)
    relistPod(engine, pod, t);
}

/** RestartAllContainers asks for the next sync directly: it starts what was removed. */
function updateWhileBusy(engine: Engine, pod: PodWorld, t: number, sync: PodSync): void {
  pod.worker.state = "syncing";
  updatePod(engine, pod, t, sync.object, false);
  pod.worker.state = "idle";
}

function requeueDelay(engine: Engine, pod: PodWorld, t: number, sync: PodSync): number {
  const jittered = (ms: number): number => ms * (1 + engine.settings.rand * JITTER_FACTOR);
  if (!sync.failed) return jittered(RESYNC_MS);
  // KLT-056
  if (!engine.profile.requeuesAtBackoffEnd || sync.backoffEndMs === NEVER) return jittered(ERROR_BACKOFF_MS);
  return jittered(Math.min(Math.max(sync.backoffEndMs - instantOf(engine, pod, t), 0), RESYNC_MS));
}
