import type { ReplicaSet } from "../api/objects.ts";
import { isPodAvailable } from "../podAvailability.ts";
import type { AvailabilityRules } from "../podAvailability.ts";
import type { PodCounts } from "./podCounts.ts";
import { readyAt } from "./podCounts.ts";

/** The counts of a ReplicaSet's active pods. @param countsTerminating whether the release counts those that are on their way out, too */
export function replicaSetStatus(
  { metadata, spec }: ReplicaSet,
  { active, terminating, readySince }: PodCounts,
  countsTerminating: boolean,
  nowMs: number,
  rules: AvailabilityRules,
): ReplicaSet["status"] {
  let [ready, available] = [0, 0];
  for (const [sinceMs, count] of readySince) {
    ready += count;
    // KLT-122
    if (isPodAvailable(readyAt(sinceMs), spec.minReadySeconds, nowMs, rules)) available += count;
  }
  return {
    observedGeneration: metadata.generation,
    replicas: active,
    readyReplicas: ready,
    availableReplicas: available,
    ...(countsTerminating ? { terminatingReplicas: terminating } : {}),
  };
}
