import type { DeploymentCondition, DeploymentCounts, DeploymentSpec } from "./deployment.ts";

/** The largest int32 is how one says that there is no limit. */
const NO_LIMIT = 2 ** 31 - 1;

export function hasProgressDeadline({
  progressDeadlineSeconds,
}: Pick<DeploymentSpec, "progressDeadlineSeconds">): boolean {
  return progressDeadlineSeconds !== undefined && progressDeadlineSeconds !== NO_LIMIT;
}

export function hasRevisionHistoryLimit({
  revisionHistoryLimit,
}: Pick<DeploymentSpec, "revisionHistoryLimit">): boolean {
  return revisionHistoryLimit !== undefined && revisionHistoryLimit !== NO_LIMIT;
}

/** Whether all wanted pods are of the newest revision and available, and no other is left. Terminating pods do not count. */
export function isDeploymentComplete(replicas: number, generation: number, status: DeploymentCounts): boolean {
  return (
    status.updatedReplicas === replicas &&
    status.replicas === replicas &&
    status.availableReplicas === replicas &&
    status.observedGeneration >= generation
  );
}

/** Whether something got better: only that restarts the clock of the deadline. */
export function isDeploymentProgressing(before: DeploymentCounts, after: DeploymentCounts): boolean {
  return (
    after.updatedReplicas > before.updatedReplicas ||
    after.replicas - after.updatedReplicas < before.replicas - before.updatedReplicas ||
    after.readyReplicas > before.readyReplicas ||
    after.availableReplicas > before.availableReplicas
  );
}

/**
 * Whether the deadline has passed without progress. A rollout that was complete once never times out by pods that fail later; one
 * that has timed out stays so until there is progress.
 * @param progressing the Progressing condition
 */
export function isDeploymentTimedOut(
  spec: Pick<DeploymentSpec, "progressDeadlineSeconds">,
  progressing: Pick<DeploymentCondition, "reason" | "updatedMs"> | undefined,
  nowMs: number,
): boolean {
  if (!hasProgressDeadline(spec) || progressing === undefined) return false;
  if (progressing.reason === "NewReplicaSetAvailable") return false;
  if (progressing.reason === "ProgressDeadlineExceeded") return true;
  return progressing.updatedMs + (spec.progressDeadlineSeconds ?? 0) * 1000 < nowMs;
}
