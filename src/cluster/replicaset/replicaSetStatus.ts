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
