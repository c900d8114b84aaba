import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import { isAtLeast } from "../model/kubernetesVersion.ts";
import type { PodCondition } from "../model/status.ts";

/** What releases do differently about the availability of pods. */
export interface AvailabilityRules {
  /** A pod counts as available at the very instant at which it has been ready for minReadySeconds: from 1.34 on (`rollout/deployment` pod-available/00005). */
  readonly countsExactInstant: boolean;
}

export function availabilityRules(version: KubernetesVersion): AvailabilityRules {
  return { countsExactInstant: isAtLeast(version, 34) };
}

/**
 * Whether a pod counts as available: ready for `minReadySeconds`. The transition is known to the API in whole seconds, cut, so
 * that a pod counts up to a second too early.
 * @param ready the pod's Ready condition; absent while it has none
 */
export function isPodAvailable(
  ready: Pick<PodCondition, "status" | "sinceMs"> | undefined,
  minReadySeconds: number,
  nowMs: number,
  { countsExactInstant }: AvailabilityRules,
): boolean {
  if (ready?.status !== "True") return false;
  if (minReadySeconds === 0) return true;
  if (ready.sinceMs === undefined) return false;
  const availableAtMs = ready.sinceMs + minReadySeconds * 1000;
  return countsExactInstant ? availableAtMs <= nowMs : availableAtMs < nowMs;
}

/**
 * In how many ms the next of the ready pods becomes available; undefined: none will by time alone.
 * @param ready the pods' Ready conditions
 * @param lookedMs when they were looked at
 * @param nowMs from when on it is counted: writing down what was seen takes time, and if that was all there was, what is left
 * is 0 (cluster 1.34 rollout-1045)
 */
export function nextAvailabilityMs(
  ready: readonly (Pick<PodCondition, "status" | "sinceMs"> | undefined)[],
  minReadySeconds: number,
  lookedMs: number,
  nowMs: number,
): number | undefined {
  if (minReadySeconds === 0) return undefined;
  let nextAtMs: number | undefined;
  for (const condition of ready) {
    if (condition?.status !== "True" || condition.sinceMs === undefined) continue;
    const atMs = condition.sinceMs + minReadySeconds * 1000;
    if (atMs > lookedMs) nextAtMs = Math.min(atMs, nextAtMs ?? atMs);
  }
  return nextAtMs === undefined ? undefined : Math.max(0, nextAtMs - nowMs);
}
