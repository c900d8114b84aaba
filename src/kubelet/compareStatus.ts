import type { PodCondition } from "../model/status.ts";
import type { EndedState, HeldContainer, PodStatus } from "./podWorld.ts";

/** Conditions that the kubelet writes; all others belong to somebody else (kubetypes.PodConditionByKubelet). */
const KUBELET_CONDITIONS: ReadonlySet<string> = new Set([
  "PodScheduled",
  "Ready",
  "Initialized",
  "PodReadyToStartContainers",
  "ContainersReady",
  "AllContainersRestarting",
]);

export function isKubeletCondition(condition: PodCondition): boolean {
  return KUBELET_CONDITIONS.has(condition.type);
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

function sameContainer(a: HeldContainer, b: HeldContainer | undefined): boolean {
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
  return (
    a.phase === b.phase &&
    a.podIp === b.podIp &&
    a.observedGeneration === b.observedGeneration &&
    a.containers.length === b.containers.length &&
    a.containers.every((container, place) => sameContainer(container, b.containers[place]))
  );
}

/** Whether two statuses are equal as far as the kubelet's own fields go; times of conditions do not count (isPodStatusByKubeletEqual). */
export function sameByKubelet(a: PodStatus, b: PodStatus): boolean {
  const own = a.conditions.filter(isKubeletCondition);
  const others = b.conditions.filter(isKubeletCondition);
  return (
    own.length === others.length &&
    own.every((condition) => {
      const other = others.find(({ type }) => type === condition.type);
      return other !== undefined && other.status === condition.status && other.reason === condition.reason && other.message === condition.message;
    }) &&
    sameRest(a, b)
  );
}

/** Whether a patch from `a` to `b` would change nothing at all. */
export function sameStatus(a: PodStatus, b: PodStatus): boolean {
  return (
    a.conditions.length === b.conditions.length &&
    a.conditions.every((condition) => {
      const other = b.conditions.find(({ type }) => type === condition.type);
      return (
        other !== undefined &&
        other.status === condition.status &&
        other.reason === condition.reason &&
        other.message === condition.message &&
        other.sinceMs === condition.sinceMs &&
        other.observedGeneration === condition.observedGeneration
      );
    }) &&
    sameRest(a, b)
  );
}
