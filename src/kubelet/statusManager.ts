import { allContainersCouldRestart, containerShouldRestart } from "./restartPolicy.ts";
import type { PodCondition } from "../model/status.ts";
import { conditionOf, isKubeletCondition, sameByKubelet, sameWords } from "./compareStatus.ts";
import { containersReadyCondition, podReadyIfContainersAre } from "./conditions.ts";
import type { Engine } from "./engine.ts";
import { toWholeSecond } from "./engine.ts";
import type { EndedState, HeldContainer, PodObject, PodStatus, PodWorld } from "./podWorld.ts";
import { mapChanged } from "./mapChanged.ts";
import { containerPlan } from "./runtime.ts";
import { traceStatus } from "./traceStatus.ts";

/** The condition with the observed generation of the pod, from 1.34 on. */
export function withGeneration(engine: Engine, object: PodObject, condition: PodCondition): PodCondition {
  // KLT-092
  return engine.profile.observedGeneration && object.generation > 0
    ? { ...condition, observedGeneration: object.generation }
    : condition;
}

/** lastTransitionTime moves only with the status (prober spec §5); API times are whole seconds. */
function withTransitionTimes(
  engine: Engine,
  t: number,
  conditions: readonly PodCondition[],
  old: PodStatus,
): readonly PodCondition[] {
  return mapChanged(conditions, (condition, place) => {
    const before = conditionOf(old.conditions, condition.type, place);
    const isHeld = condition === before && condition.sinceMs !== undefined;
    if (isHeld || !isKubeletCondition(condition)) return condition;
    // KLT-043
    const sinceMs = toWholeSecond(
      engine,
      before !== undefined && before.status === condition.status ? (before.sinceMs ?? t) : t,
    );
    if (condition.sinceMs === sinceMs) return condition;
    const isAsBefore =
      before?.sinceMs === sinceMs &&
      before.observedGeneration === condition.observedGeneration &&
      sameWords(before, condition);
    return isAsBefore ? before : withTransitionTime(condition, sinceMs);
  });
}

/** The usual ones made in one piece: a field that is added to a copy makes it twice as large. */
function withTransitionTime(condition: PodCondition, sinceMs: number): PodCondition {
  const { type, status, reason, message, observedGeneration } = condition;
  if (observedGeneration !== undefined) return { ...condition, sinceMs };
  if (reason === undefined && message === undefined) return { type, status, sinceMs };
  if (reason !== undefined && message !== undefined) return { type, status, sinceMs, reason, message };
  return { ...condition, sinceMs };
}

function normalizeState<S extends HeldContainer["state"] | EndedState>(engine: Engine, state: S): S {
  if (state.kind === "waiting") return state;
  if (state.kind === "running") {
    const startedAtMs = toWholeSecond(engine, state.startedAtMs);
    return startedAtMs === state.startedAtMs ? state : { ...state, startedAtMs };
  }
  const { startedAtMs, finishedAtMs } = state;
  const isWhole = (ms: number | undefined): boolean => ms === undefined || toWholeSecond(engine, ms) === ms;
  if (isWhole(startedAtMs) && isWhole(finishedAtMs)) return state;
  return {
    ...state,
    ...(startedAtMs !== undefined && { startedAtMs: toWholeSecond(engine, startedAtMs) }),
    ...(finishedAtMs !== undefined && { finishedAtMs: toWholeSecond(engine, finishedAtMs) }),
  };
}

function normalizeContainer(engine: Engine, container: HeldContainer): HeldContainer {
  const state = normalizeState(engine, container.state);
  const lastState = container.lastState && normalizeState(engine, container.lastState);
  if (state === container.state && lastState === container.lastState) return container;
  return { ...container, state, ...(lastState && { lastState }) };
}

/**
 * Whether a container that ended for good would come back to life: such a status is not taken
 * (checkContainerStateTransition; lifecycle spec §9).
 */
function isIllegalTransition(engine: Engine, pod: PodWorld, old: PodStatus, status: PodStatus): boolean {
  const policy = pod.plan.spec.restartPolicy ?? "Always";
  const { profile } = engine;
  if (policy === "Always" || (profile.restartAllContainers && allContainersCouldRestart(pod.plan.spec))) return false;
  return old.containers.some((container, place) => {
    const plan = containerPlan(pod, place);
    if (plan.isSidecar || container.state.kind !== "terminated") return false;
    const { exitCode } = container.state;
    if (exitCode !== 0 && policy === "OnFailure") return false;
    if (profile.restartRules && containerShouldRestart(plan.spec, policy, exitCode, profile)) return false;
    return status.containers[place]?.state.kind !== "terminated";
  });
}

interface Update {
  /** Taken even if equal. */
  readonly force: boolean;
  /** SyncTerminatedPod is through: the object may go. */
  readonly finished: boolean;
  readonly src: StatusSource;
}

function updateStatus(
  engine: Engine,
  pod: PodWorld,
  t: number,
  object: PodObject,
  status: PodStatus,
  update: Update,
): void {
  const old = pod.held ?? object.status;
  // Equal before times are cut to whole seconds is equal after it too.
  // KLT-044
  if (pod.held !== null && !update.force && sameByKubelet(pod.held, status)) return;
  if (isIllegalTransition(engine, pod, old, status)) return;
  const stored: PodStatus = {
    ...status,
    conditions: withTransitionTimes(engine, t, status.conditions, old),
    containers: mapChanged(status.containers, (container) => normalizeContainer(engine, container)),
  };
  if (pod.held !== null && !update.force && sameByKubelet(pod.held, stored)) return;
  pod.heldFinished ||= update.finished;
  hold(engine, pod, t, stored, update.src);
}

type StatusSource = "sync" | "readiness" | "startup" | "terminate";

/** A status that is news: from now on it is the one that is held, and it goes to the API server. */
function hold(engine: Engine, pod: PodWorld, t: number, stored: PodStatus, src: StatusSource): void {
  pod.held = stored;
  pod.version++;
  traceStatus(engine, pod, t, stored, src);
  // KLT-041: the patch of this millisecond carries the first change; a later one follows at once. What a readiness worker
  // finds in one turn is one change (mostly: the real kubelet races there; patch-of-a-turn of properties/oracle/found.jsonl.gz).
  const turn = src === "readiness" ? pod.turn : -1;
  if (pod.patchFirst === null || (turn !== -1 && pod.patchFirst.turn === turn))
    pod.patchFirst = { status: stored, version: pod.version, finished: pod.heldFinished, cause: pod.cause, turn };
  pod.patchCause = pod.cause;
  pod.due.patch = Math.min(pod.due.patch, t + (engine.order.pauses?.readMs ?? 0));
}

/** Stores a status that a sync generated; a pod that is being deleted forces it. */
export function setPodStatus(engine: Engine, pod: PodWorld, t: number, object: PodObject, status: PodStatus): void {
  const generation = engine.profile.observedGeneration ? object.generation : 0;
  const observedGeneration = Math.max(generation, (pod.held ?? object.status).observedGeneration);
  const update: Update = { force: object.deletionRequested, finished: false, src: "sync" };
  updateStatus(
    engine,
    pod,
    t,
    object,
    status.observedGeneration === observedGeneration ? status : { ...status, observedGeneration },
    update,
  );
}

/** A readiness result changes the held status at once, with the two conditions that follow from it. */
export function setContainerReadiness(
  engine: Engine,
  pod: PodWorld,
  t: number,
  place: number,
  instance: number,
  ready: boolean,
): void {
  const { managed, held } = pod;
  const container = held?.containers[place];
  if (managed === null || held === null || container?.instance !== instance || container.ready === ready) return;
  const containers = held.containers.with(place, { ...container, ready });
  const { spec } = pod.plan;
  const containersReady = containersReadyCondition(spec, containers, held.phase);
  const podReady = podReadyIfContainersAre(spec, containersReady, held.conditions);
  const conditions = mapChanged(held.conditions, (condition) => {
    if (condition.type === "Ready") return withGeneration(engine, managed, podReady);
    return condition.type === "ContainersReady" ? withGeneration(engine, managed, containersReady) : condition;
  });
  const timed = withTransitionTimes(engine, t, conditions, held);
  hold(engine, pod, t, { ...held, containers, conditions: timed }, "readiness");
}

/** A startup result changes `started` at once, and nothing else. */
export function setContainerStartup(
  engine: Engine,
  pod: PodWorld,
  t: number,
  place: number,
  instance: number,
  started: boolean,
): void {
  const { managed, held } = pod;
  const container = held?.containers[place];
  if (managed === null || held === null || container?.instance !== instance || container.started === started) return;
  const containers = held.containers.with(place, { ...container, started });
  hold(engine, pod, t, { ...held, containers }, "startup");
}

const COULD_NOT_BE_LOCATED: EndedState = {
  kind: "terminated",
  exitCode: 137,
  reason: "ContainerStatusUnknown",
  message: "The container could not be located when the pod was terminated",
};

/** The last status of a pod: whatever is not terminated ends as lost, and a phase that is not terminal becomes Failed (TerminatePod). */
export function terminatePod(engine: Engine, pod: PodWorld, t: number, object: PodObject): void {
  const old = pod.held ?? object.status;
  const { initCount } = pod.plan;
  const initialized = hasPodInitialized(pod, object.status);
  const lastStarted = old.containers
    .slice(0, initCount)
    .findLastIndex((container) => container.state.kind !== "waiting" || container.lastState !== undefined);
  const containers = old.containers.map((container, place) => {
    const isLost = place < initCount ? place <= Math.max(0, lastStarted) : initialized;
    return container.state.kind !== "terminated" && isLost ? { ...container, state: COULD_NOT_BE_LOCATED } : container;
  });
  // KLT-046
  const phase = old.phase === "Succeeded" ? "Succeeded" : "Failed";
  updateStatus(
    engine,
    pod,
    t,
    object,
    { ...old, containers, phase },
    { force: true, finished: true, src: "terminate" },
  );
}

function hasPodInitialized(pod: PodWorld, status: PodStatus): boolean {
  const { initCount } = pod.plan;
  if (initCount === 0) return true;
  const { containers } = status;
  if (containers.slice(initCount).some(({ state, lastState }) => lastState !== undefined || state.kind !== "waiting"))
    return true;
  const last = containers[initCount - 1];
  if (last === undefined) return false;
  if (containerPlan(pod, initCount - 1).isSidecar) return last.state.kind === "running" && last.started === true;
  return last.lastState?.exitCode === 0 || (last.state.kind === "terminated" && last.state.exitCode === 0);
}
