import { isPodAvailable } from "../podAvailability.ts";
import type { AvailabilityRules } from "../podAvailability.ts";
import { isPodReady, readyCondition } from "../api/podFacts.ts";
import type { Pod, ReplicaSet } from "../api/objects.ts";

/** The counts of a ReplicaSet's active pods. @param terminating absent where the release does not count them */
export function replicaSetStatus(
  { metadata, spec }: ReplicaSet,
  active: readonly Pod[],
  terminating: readonly Pod[] | undefined,
  nowMs: number,
  rules: AvailabilityRules,
): ReplicaSet["status"] {
  // KLT-122
  const available = active.filter((pod) => isPodAvailable(readyCondition(pod), spec.minReadySeconds, nowMs, rules));
  return {
    observedGeneration: metadata.generation,
    replicas: active.length,
    readyReplicas: active.filter(isPodReady).length,
    availableReplicas: available.length,
    ...(terminating === undefined ? {} : { terminatingReplicas: terminating.length }),
  };
}

/** When the next of the pods that are ready counts as available, in ms from now; undefined: none does by itself. */
export function nextAvailabilityMs(pods: readonly Pod[], minReadySeconds: number, nowMs: number): number | undefined {
  const waits = pods
    .filter(isPodReady)
    .map((pod) => (readyCondition(pod)?.sinceMs ?? 0) + minReadySeconds * 1000 - nowMs)
    .filter((waitMs) => waitMs > 0);
  return waits.length === 0 ? undefined : Math.min(...waits);
}
