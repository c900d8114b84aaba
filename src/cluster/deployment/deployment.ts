import type { IntOrPercent } from "../intOrPercent.ts";
import type { PodTemplate } from "../podTemplate.ts";

/** metav1.ObjectMeta, as far as controllers look at it. */
export interface ControlledMeta {
  readonly name: string;
  /** As the API stores it: cut to whole seconds of the wall clock, in ms of virtual time. */
  readonly creationMs: number;
  /** Counts the changes of the spec, from 1. */
  readonly generation: number;
  readonly annotations: Readonly<Record<string, string>>;
  /** Present once it was deleted. */
  readonly deletionMs?: number;
}

/** apps/v1.DeploymentStrategy. */
export interface DeploymentStrategy {
  /** RollingUpdate or Recreate. */
  readonly type: string;
  readonly rollingUpdate?: { readonly maxSurge?: IntOrPercent; readonly maxUnavailable?: IntOrPercent };
}

/** apps/v1.DeploymentSpec, defaulted. */
export interface DeploymentSpec {
  readonly replicas: number;
  readonly strategy: DeploymentStrategy;
  readonly minReadySeconds: number;
  /** Absent or 2147483647: there is no deadline. */
  readonly progressDeadlineSeconds?: number;
  /** Absent or 2147483647: all are kept. */
  readonly revisionHistoryLimit?: number;
  readonly paused: boolean;
  readonly template: PodTemplate;
}

/** apps/v1.DeploymentCondition; both times as the API stores them, in ms of virtual time. */
export interface DeploymentCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  /** lastTransitionTime. */
  readonly sinceMs: number;
  /** lastUpdateTime. */
  readonly updatedMs: number;
}

/** The numbers of apps/v1.DeploymentStatus by which a rollout is judged. */
export interface DeploymentCounts {
  readonly observedGeneration: number;
  readonly replicas: number;
  readonly updatedReplicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
}

/** apps/v1.DeploymentStatus. */
export interface DeploymentStatus extends DeploymentCounts {
  readonly unavailableReplicas: number;
  /** Absent before 1.35, and while one of the ReplicaSets does not say. */
  readonly terminatingReplicas?: number;
  readonly conditions: readonly DeploymentCondition[];
}

/** apps/v1.Deployment. */
export interface Deployment {
  readonly metadata: ControlledMeta;
  readonly spec: DeploymentSpec;
  readonly status: DeploymentStatus;
}

/** apps/v1.ReplicaSet, as the Deployment controller sees it. */
export interface ReplicaSet {
  readonly metadata: ControlledMeta;
  readonly spec: { readonly replicas: number; readonly minReadySeconds: number; readonly template: PodTemplate };
  readonly status: {
    readonly observedGeneration: number;
    readonly replicas: number;
    readonly readyReplicas: number;
    readonly availableReplicas: number;
    readonly terminatingReplicas?: number;
  };
}
