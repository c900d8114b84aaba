import { isPodAvailable, nextAvailabilityMs } from "../podAvailability.ts";
import type { StatefulPod, StatefulSet, StatefulSetRules, StatefulSetStatus } from "./statefulSet.ts";

export function isRunningAndReady({ phase, ready }: StatefulPod): boolean {
  return phase === "Running" && ready?.status === "True";
}

/** Counts the pods. Terminating ones are replicas, and can be ready, but are of no revision any more. */
export function countedStatus(
  set: StatefulSet,
  pods: readonly StatefulPod[],
  revisions: { readonly current: string; readonly update: string },
  nowMs: number,
  rules: StatefulSetRules,
): StatefulSetStatus {
  const ready = pods.filter(isRunningAndReady);
  const ofRevision = (name: string): number =>
    pods.filter(({ deleting, revision }) => !deleting && revision === name).length;
  return {
    observedGeneration: set.metadata.generation,
    replicas: pods.length,
    readyReplicas: ready.length,
    availableReplicas: ready.filter((pod) => isPodAvailable(pod.ready, set.spec.minReadySeconds, nowMs, rules)).length,
    currentReplicas: ofRevision(revisions.current),
    updatedReplicas: ofRevision(revisions.update),
    currentRevision: revisions.current,
    updateRevision: revisions.update,
  };
}

/** An update is complete, and the new revision becomes the current one, once all wanted pods are of it and ready; availability does not count. */
export function withCompletedUpdate(
  { spec }: StatefulSet,
  status: StatefulSetStatus,
  { completesOnDelete }: StatefulSetRules,
): StatefulSetStatus {
  const { replicas, readyReplicas, updatedReplicas, updateRevision } = status;
  const isComplete = [replicas, readyReplicas, updatedReplicas].every((count) => count === spec.replicas);
  if (!isComplete || (spec.updateStrategy.type === "OnDelete" && !completesOnDelete)) return status;
  return { ...status, currentReplicas: updatedReplicas, currentRevision: updateRevision };
}

/** Whether the status says something new, so that it is written. */
export function isNewStatus(before: StatefulSetStatus, after: StatefulSetStatus): boolean {
  return (
    after.observedGeneration > before.observedGeneration ||
    after.replicas !== before.replicas ||
    after.readyReplicas !== before.readyReplicas ||
    after.availableReplicas !== before.availableReplicas ||
    after.currentReplicas !== before.currentReplicas ||
    after.updatedReplicas !== before.updatedReplicas ||
    after.currentRevision !== before.currentRevision ||
    after.updateRevision !== before.updateRevision
  );
}

/**
 * When a set that was synced without error is looked at again, because a pod gets available by time alone: in ms from `nowMs`;
 * undefined: never.
 * @param lookedMs when the status was made
 */
export function availabilityCheckAfterMs(
  { spec }: StatefulSet,
  pods: readonly StatefulPod[],
  status: StatefulSetStatus,
  lookedMs: number,
  nowMs: number,
  rules: StatefulSetRules,
): number | undefined {
  if (spec.minReadySeconds === 0) return undefined;
  const afterMs = spec.minReadySeconds * 1000;
  if (!rules.looksAtNextAvailability) return status.availableReplicas === spec.replicas ? undefined : afterMs;
  if (status.readyReplicas === status.availableReplicas) return undefined;
  const ready = pods.map((pod) => pod.ready);
  return nextAvailabilityMs(ready, spec.minReadySeconds, lookedMs, nowMs) ?? afterMs;
}

/** The same, after one of its pods was seen to have become ready. */
export function checkAfterReadyMs({ spec }: StatefulSet, rules: StatefulSetRules): number | undefined {
  if (spec.minReadySeconds === 0) return undefined;
  return spec.minReadySeconds * 1000 + (rules.looksAtNextAvailability ? 0 : 1000);
}
