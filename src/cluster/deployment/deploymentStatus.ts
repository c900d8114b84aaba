import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import { isAtLeast } from "../../model/kubernetesVersion.ts";
import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from "./deployment.ts";
import { findCondition, withCondition, withoutCondition } from "./deploymentConditions.ts";
import { maxUnavailable } from "./fenceposts.ts";
import {
  hasProgressDeadline,
  isDeploymentComplete,
  isDeploymentProgressing,
  isDeploymentTimedOut,
} from "./progress.ts";
import { availableReplicas, wantedReplicas } from "./scaling.ts";

/** What releases do differently about the status of Deployments. */
export interface DeploymentStatusRules {
  /** Terminating pods are counted: from 1.35 on (DeploymentReplicaSetTerminatingReplicas; corrections C3.7). */
  readonly countsTerminating: boolean;
}

export function deploymentStatusRules(version: KubernetesVersion): DeploymentStatusRules {
  return { countsTerminating: isAtLeast(version, 35) };
}

/** What a Deployment is judged by: itself, all its ReplicaSets, and the one of the current template if there is one. */
export interface DeploymentView {
  readonly deployment: Deployment;
  readonly replicaSets: readonly ReplicaSet[];
  readonly newest: ReplicaSet | undefined;
}

/** Unknown as long as one ReplicaSet that was looked at does not say. */
function terminatingReplicas(replicaSets: readonly ReplicaSet[]): number | undefined {
  let sum = 0;
  for (const { status } of replicaSets) {
    if (status.terminatingReplicas === undefined && status.observedGeneration !== 0) return undefined;
    sum += status.terminatingReplicas ?? 0;
  }
  return sum;
}

function withAvailable(view: DeploymentView, available: number, storedNowMs: number): readonly DeploymentCondition[] {
  const { spec, status } = view.deployment;
  const isEnough = available >= spec.replicas - maxUnavailable(spec);
  const said = isEnough
    ? { status: "True", reason: "MinimumReplicasAvailable", message: "Deployment has minimum availability." }
    : {
        status: "False",
        reason: "MinimumReplicasUnavailable",
        message: "Deployment does not have minimum availability.",
      };
  return withCondition(status.conditions, { type: "Available", ...said }, storedNowMs);
}

/**
 * The status of a Deployment that is paused, deleted or has just been given another size: counts and Available; nothing about progress.
 * @param storedNowMs now, as the API stores it
 */
export function deploymentStatus(
  view: DeploymentView,
  storedNowMs: number,
  { countsTerminating }: DeploymentStatusRules,
): DeploymentStatus {
  const { deployment, replicaSets, newest } = view;
  const available = availableReplicas(replicaSets);
  const terminating = countsTerminating ? terminatingReplicas(replicaSets) : undefined;
  return {
    observedGeneration: deployment.metadata.generation,
    replicas: replicaSets.reduce((sum, { status }) => sum + status.replicas, 0),
    updatedReplicas: newest?.status.replicas ?? 0,
    readyReplicas: replicaSets.reduce((sum, { status }) => sum + status.readyReplicas, 0),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, wantedReplicas(replicaSets) - available),
    ...(terminating === undefined ? {} : { terminatingReplicas: terminating }),
    conditions: withAvailable(view, available, storedNowMs),
  };
}

/**
 * The status in a rollout, with Progressing: complete, or something got better, or the deadline has passed. Once complete, it says
 * so for ever, whatever happens to the pods (F11).
 * @param storedNowMs now, as the API stores it
 */
export function rolloutStatus(
  view: DeploymentView,
  nowMs: number,
  storedNowMs: number,
  rules: DeploymentStatusRules,
): DeploymentStatus {
  const { deployment, newest } = view;
  const { spec, metadata } = deployment;
  const status = deploymentStatus(view, storedNowMs, rules);
  const set = (conditions: readonly DeploymentCondition[]): DeploymentStatus => ({ ...status, conditions });
  if (!hasProgressDeadline(spec)) return set(withoutCondition(status.conditions, "Progressing"));
  const present = findCondition(deployment.status.conditions, "Progressing");
  if (status.replicas === status.updatedReplicas && present?.reason === "NewReplicaSetAvailable") return status;

  const subject = newest === undefined ? `Deployment "${metadata.name}"` : `ReplicaSet "${newest.metadata.name}"`;
  const progressing = (condition: "True" | "False", reason: string, said: string) => ({
    type: "Progressing",
    status: condition,
    reason,
    message: `${subject} ${said}`,
  });
  if (isDeploymentComplete(spec.replicas, metadata.generation, status)) {
    const complete = progressing("True", "NewReplicaSetAvailable", "has successfully progressed.");
    return set(withCondition(status.conditions, complete, storedNowMs));
  }
  if (isDeploymentProgressing(deployment.status, status)) {
    // Said anew each time, so that the clock of the deadline starts again.
    const better = progressing("True", "ReplicaSetUpdated", "is progressing.");
    const sinceMs = present?.status === "True" ? present.sinceMs : storedNowMs;
    const said = { ...better, sinceMs, updatedMs: storedNowMs };
    return set([...withoutCondition(status.conditions, "Progressing"), said]);
  }
  if (isDeploymentTimedOut(spec, present, nowMs)) {
    const stuck = progressing("False", "ProgressDeadlineExceeded", "has timed out progressing.");
    return set(withCondition(status.conditions, stuck, storedNowMs));
  }
  return status;
}

/**
 * When a rollout whose status did not change is looked at again, to see whether its deadline has passed: in ms from now; 0: at
 * once, by the queue's own back-off; undefined: never. A second late, so that the law is deadline + 1 s (corrections C1.4).
 */
export function progressCheckAfterMs(
  deployment: Deployment,
  status: DeploymentStatus,
  nowMs: number,
): number | undefined {
  const { spec, metadata } = deployment;
  const present = findCondition(deployment.status.conditions, "Progressing");
  if (!hasProgressDeadline(spec) || present === undefined) return undefined;
  if (isDeploymentComplete(spec.replicas, metadata.generation, status)) return undefined;
  if (present.reason === "ProgressDeadlineExceeded") return undefined;
  // Once complete it cannot time out, and is looked at ten times a second from its deadline on. That finds what nothing else
  // tells of: that the last old pod of a Recreate has ended (`cluster` 1.34 rollout-1010, at 142845 ms).
  const afterMs = present.updatedMs + (spec.progressDeadlineSeconds ?? 0) * 1000 - nowMs;
  return afterMs < 1000 ? 0 : afterMs + 1000;
}
