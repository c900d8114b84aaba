import { isTerminalPhase } from "../model/status.ts";
import { recordPatch } from "../model/recorder.ts";
import type { PodCondition } from "../model/status.ts";
import { isKubeletCondition, sameByKubelet, sameStatus } from "./compareStatus.ts";
import { podReadyCondition } from "./conditions.ts";
import type { Engine } from "./engine.ts";
import { emit, hearsApiServer, toWholeSecond } from "./engine.ts";
import { podRemoved, updatePod } from "./podWorker.ts";
import type { PodObject, PodStatus, PodWorld } from "./podWorld.ts";

/** What the API server would have after the patch: conditions of others stay, a terminal phase waits for the containers (mergePodStatus). */
function mergedStatus(engine: Engine, pod: PodWorld, t: number, old: PodStatus, status: PodStatus): PodStatus {
  const isOwn = status.conditions.every(isKubeletCondition) && old.conditions.every(isKubeletCondition);
  // KLT-049
  const foreign = isOwn ? [] : old.conditions.filter((condition) => !isKubeletCondition(condition));
  const conditions = isOwn ? status.conditions : [...foreign, ...status.conditions.filter(isKubeletCondition)];
  const couldRun = pod.worker.known ? !pod.worker.terminated : engine.kubelets[pod.node]?.podsSynced !== true;
  // KLT-047
  const phase = !isTerminalPhase(old.phase) && isTerminalPhase(status.phase) && couldRun ? old.phase : status.phase;
  const merged = isOwn && phase === status.phase ? status : { ...status, conditions, phase };
  return isTerminalPhase(phase) ? withoutReadiness(engine, t, merged) : merged;
}

/** A terminal phase is never published together with Ready (#108594). */
function withoutReadiness(engine: Engine, t: number, status: PodStatus): PodStatus {
  const isTrue = ({ type, status: value }: PodCondition): boolean =>
    (type === "Ready" || type === "ContainersReady") && value === "True";
  if (!status.conditions.some(isTrue)) return status;
  const reason = status.phase === "Failed" ? "PodFailed" : "PodCompleted";
  const conditions = status.conditions.map((condition) => {
    if (condition.type !== "Ready" && condition.type !== "ContainersReady") return condition;
    const sinceMs = condition.status === "False" ? (condition.sinceMs ?? t) : t;
    const { type, observedGeneration } = condition;
    return {
      type,
      status: "False",
      reason,
      sinceMs: toWholeSecond(engine, sinceMs),
      ...(observedGeneration && { observedGeneration }),
    };
  });
  return { ...status, conditions };
}

/**
 * The kubelet puts the conditions of others first. One that was added since its last patch stands behind, and a patch for the
 * order alone is sent, if any is made (condition-order of properties/oracle/found.jsonl.gz).
 */
function isOtherwiseOrdered({ conditions }: PodStatus): boolean {
  const firstOwn = conditions.findIndex(isKubeletCondition);
  return firstOwn !== -1 && conditions.some((condition, index) => index > firstOwn && !isKubeletCondition(condition));
}

interface Update {
  readonly status: PodStatus;
  readonly version: number;
  readonly finished: boolean;
  readonly cause: number;
}

/** GET, PATCH and, for a pod that is done, the final DELETE (syncPod of the status manager; lifecycle spec §9). */
function sendStatus(engine: Engine, pod: PodWorld, t: number, update: Update): void {
  const { object } = pod;
  // Tried again by the next full pass.
  if (object === null || !hearsApiServer(engine, pod, t)) return;
  pod.cause = update.cause;
  const merged = mergedStatus(engine, pod, t, object.status, update.status);
  pod.apiVersion = update.version;
  let current = object;
  if (!sameStatus(object.status, merged) || isOtherwiseOrdered(object.status)) {
    current = { ...object, status: merged };
    pod.object = current;
    pod.cause = recordPatch(engine.recorder, t, pod.plan.name, pod.cause);
    if (engine.outbox === undefined) objectReconciled(engine, pod, t, current);
    else
      engine.outbox.push({
        pod: pod.index,
        status: { before: object.status, after: merged },
        sentMs: t,
        posted: false,
      });
  }
  if (current.deletionRequested && isTerminalPhase(current.status.phase) && update.finished) {
    pod.object = null;
    pod.held = null;
    if (engine.outbox !== undefined) {
      engine.outbox.push({ pod: pod.index, sentMs: t, posted: false });
      return;
    }
    emit(engine, pod, t, { kind: "apiRemoved", by: "kubelet" });
    podRemoved(engine, pod, t);
  }
}

/** The kubelet sees a change of the status only; with readiness gates it may ask for a sync (NeedToReconcilePodReadiness). */
export function objectReconciled(engine: Engine, pod: PodWorld, t: number, object: PodObject): void {
  pod.managed = object;
  const { spec } = pod.plan;
  if ((spec.readinessGates?.length ?? 0) === 0) return;
  const { conditions, containers, phase } = object.status;
  const ready = conditions.find(({ type }) => type === "Ready");
  // KLT-101
  if (ready === undefined) return;
  const expected = podReadyCondition(spec, containers.slice(pod.plan.initCount), phase, conditions);
  if (ready.status !== expected.status || (ready.message ?? "") !== (expected.message ?? ""))
    updatePod(engine, pod, t, object, false);
}

/** The status manager's turn in a millisecond in which the held status changed: the first change, then what came after it. */
export function runPatch(engine: Engine, pod: PodWorld, t: number): void {
  const first = pod.patchFirst;
  pod.patchFirst = null;
  if (first !== null && pod.apiVersion < first.version) sendStatus(engine, pod, t, first);
  sendLatest(engine, pod, t);
}

function sendLatest(engine: Engine, pod: PodWorld, t: number): void {
  const { held } = pod;
  if (held === null || pod.apiVersion >= pod.version) return;
  sendStatus(engine, pod, t, { status: held, version: pod.version, finished: pod.heldFinished, cause: pod.patchCause });
}

/** Whether the full pass (every 10 s) would send something: a status that differs from the API server's, or a delete. */
export function needsFullPass(pod: PodWorld): boolean {
  const { held, managed } = pod;
  if (held === null) return false;
  if (pod.apiVersion < pod.version) return true;
  if (managed === null) return false;
  return canBeDeleted(managed, pod.heldFinished) || !sameByKubelet(managed.status, held);
}

const canBeDeleted = (object: PodObject, finished: boolean): boolean =>
  object.deletionRequested && isTerminalPhase(object.status.phase) && finished;

export function runFullPass(engine: Engine, pod: PodWorld, t: number): void {
  if (!needsFullPass(pod) || pod.held === null) return;
  sendStatus(engine, pod, t, { status: pod.held, version: pod.version, finished: pod.heldFinished, cause: 0 });
}
