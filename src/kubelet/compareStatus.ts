import type { PodCondition } from "../model/status.ts";
import type { EndedState, HeldContainer, PodStatus } from "./podWorld.ts";

/** Whether the kubelet writes this condition; all others belong to somebody else (kubetypes.PodConditionByKubelet). */
export function isKubeletCondition({ type }: PodCondition): boolean {
  switch (type) {
    case "PodScheduled":
    case "Ready":
    case "Initialized":
    case "PodReadyToStartContainers":
    case "ContainersReady":
    case "AllContainersRestarting":
      return true;
    default:
      return false;
  }
}

function sameState(a: HeldContainer["state"] | undefined, b: HeldContainer["state"] | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.kind !== b.kind) return false;
  if (a.kind === "running") return a.startedAtMs === (b as typeof a).startedAtMs;
  if (a.kind === "waiting") return a.reason === (b as typeof a).reason && a.message === (b as typeof a).message;
  const other = b as EndedState;
  return (
    a.exitCode === other.exitCode &&
    a.reason === other.reason &&
    a.message === other.message &&
    a.startedAtMs === other.startedAtMs &&
    a.finishedAtMs === other.finishedAtMs &&
    a.instance === other.instance
  );
}

/** Whether two statuses show the same; a last state that is waiting is not traced. */
export function sameContainer(a: HeldContainer, b: HeldContainer | undefined): boolean {
  if (a === b) return true;
  return (
    b !== undefined &&
    a.ready === b.ready &&
    a.started === b.started &&
    a.restartCount === b.restartCount &&
    a.instance === b.instance &&
    sameState(a.state, b.state) &&
    sameState(a.lastState, b.lastState)
  );
}

function sameRest(a: PodStatus, b: PodStatus): boolean {
  if (a.phase !== b.phase || a.podIp !== b.podIp || a.observedGeneration !== b.observedGeneration) return false;
  if (a.containers.length !== b.containers.length) return false;
  for (let place = 0; place < a.containers.length; place++) {
    const container = a.containers[place] as HeldContainer;
    const other = b.containers[place];
    if (!sameContainer(container, other) || container.lastIsWaiting !== other?.lastIsWaiting) return false;
  }
  return true;
}

export function sameWords(a: PodCondition, b: PodCondition | undefined): boolean {
  return b !== undefined && (a === b || (a.status === b.status && a.reason === b.reason && a.message === b.message));
}

function sameCondition(a: PodCondition, b: PodCondition | undefined): boolean {
  return (
    b !== undefined &&
    (a === b || (sameWords(a, b) && a.sinceMs === b.sinceMs && a.observedGeneration === b.observedGeneration))
  );
}

/** @param place where it is most likely to stand: the kubelet writes its conditions in one order. */
export function conditionOf(conditions: readonly PodCondition[], type: string, place = 0): PodCondition | undefined {
  const likely = conditions[place];
  if (likely?.type === type) return likely;
  for (const condition of conditions) if (condition.type === type) return condition;
  return undefined;
}

/** Whether two statuses are equal as far as the kubelet's own fields go; times of conditions do not count (isPodStatusByKubeletEqual). */
export function sameByKubelet(a: PodStatus, b: PodStatus): boolean {
  if (a === b) return true;
  if (!sameRest(a, b)) return false;
  let own = 0;
  for (let place = 0; place < a.conditions.length; place++) {
    const condition = a.conditions[place] as PodCondition;
    if (!isKubeletCondition(condition)) continue;
    own++;
    if (!sameWords(condition, conditionOf(b.conditions, condition.type, place))) return false;
  }
  for (const condition of b.conditions) if (isKubeletCondition(condition)) own--;
  return own === 0;
}

/** Whether a patch from `a` to `b` would change nothing at all. */
export function sameStatus(a: PodStatus, b: PodStatus): boolean {
  if (a === b) return true;
  if (a.conditions.length !== b.conditions.length || !sameRest(a, b)) return false;
  return a.conditions.every((condition, place) =>
    sameCondition(condition, conditionOf(b.conditions, condition.type, place)),
  );
}
