import type { IntOrPercent } from "../intOrPercent.ts";
import { resolveIntOrPercent } from "../intOrPercent.ts";

/** policy/v1.PodDisruptionBudgetSpec without its selector. */
export interface DisruptionBudgetSpec {
  readonly minAvailable?: IntOrPercent;
  readonly maxUnavailable?: IntOrPercent;
  /** IfHealthyBudget (default) or AlwaysAllow. */
  readonly unhealthyPodEvictionPolicy?: string;
}

/** A pod that a budget guards. */
export interface GuardedPod {
  readonly phase: string;
  readonly ready: boolean;
  readonly deleting: boolean;
}

/** What a budget allows at a moment. */
export interface DisruptionBudget {
  readonly currentHealthy: number;
  readonly desiredHealthy: number;
  readonly disruptionsAllowed: number;
}

/**
 * How many pods may be disrupted now. Shares are rounded up, in favour of the pods and against them.
 * @param wanted how many pods their controllers want; only shares and maxUnavailable ask for it
 */
export function disruptionBudget(
  { minAvailable, maxUnavailable }: DisruptionBudgetSpec,
  pods: readonly GuardedPod[],
  wanted: number,
): DisruptionBudget {
  const currentHealthy = pods.filter(({ ready, deleting }) => ready && !deleting).length;
  const share = (value: IntOrPercent): number => {
    const resolved = resolveIntOrPercent(value, wanted, "up");
    return "error" in resolved ? 0 : resolved.value;
  };
  const desiredHealthy =
    maxUnavailable === undefined ? share(minAvailable ?? 0) : Math.max(0, wanted - share(maxUnavailable));
  const expected = maxUnavailable === undefined && typeof minAvailable === "number" ? pods.length : wanted;
  const spare = expected > 0 ? Math.max(0, currentHealthy - desiredHealthy) : 0;
  return { currentHealthy, desiredHealthy, disruptionsAllowed: spare };
}

/** Whether the eviction of a pod is granted. One that is not ready may go if the others are enough, or if the budget always lets it (F15). */
export function mayBeEvicted(pod: GuardedPod, spec: DisruptionBudgetSpec, budget: DisruptionBudget): boolean {
  if (pod.deleting || ["Pending", "Succeeded", "Failed"].includes(pod.phase)) return true;
  if (!pod.ready) {
    if (spec.unhealthyPodEvictionPolicy === "AlwaysAllow") return true;
    if (budget.currentHealthy >= budget.desiredHealthy && budget.desiredHealthy > 0) return true;
  }
  return budget.disruptionsAllowed > 0;
}
