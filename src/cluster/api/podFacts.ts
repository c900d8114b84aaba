import type { PodCondition } from "../../model/status.ts";
import { isTerminalPhase } from "../../model/status.ts";
import type { Pod } from "./objects.ts";

/** The Ready condition, if the pod has one. */
export function readyCondition({ status }: Pod): PodCondition | undefined {
  return status.conditions.find(({ type }) => type === "Ready");
}

export function isPodReady(pod: Pod): boolean {
  return readyCondition(pod)?.status === "True";
}

/** Neither finished nor being deleted. */
export function isPodActive({ status, metadata }: Pod): boolean {
  return !isTerminalPhase(status.phase) && metadata.deletionMs === undefined;
}

/** Being deleted, and not finished. */
export function isPodTerminating({ status, metadata }: Pod): boolean {
  return !isTerminalPhase(status.phase) && metadata.deletionMs !== undefined;
}
