import type { DeploymentSpec, ReplicaSet } from "./deployment.ts";
import { maxSurge } from "./fenceposts.ts";

export const DESIRED_REPLICAS = "deployment.kubernetes.io/desired-replicas";
export const MAX_REPLICAS = "deployment.kubernetes.io/max-replicas";

const LARGEST_INT32 = 2 ** 31 - 1;

/** One call: this ReplicaSet gets this size. A list of them is in the order of the calls and may name a ReplicaSet twice. */
export interface Scaling {
  readonly name: string;
  readonly replicas: number;
}

/** The number that an annotation holds, unless something else stands there. */
export function annotatedReplicas({ metadata: { annotations } }: ReplicaSet, key: string): number | undefined {
  const text = annotations[key];
  if (text === undefined || !/^\d+$/.test(text)) return undefined;
  const replicas = Number(text);
  return replicas <= LARGEST_INT32 ? replicas : undefined;
}

/** What a ReplicaSet remembers of its Deployment's size: by it a later change of the size is told from a rollout. */
export function replicasAnnotations(
  spec: Pick<DeploymentSpec, "replicas" | "strategy">,
): Readonly<Record<string, string>> {
  return { [DESIRED_REPLICAS]: `${spec.replicas}`, [MAX_REPLICAS]: `${spec.replicas + maxSurge(spec)}` };
}

/** The ReplicaSet with another size, and with what it is to remember of its Deployment's. */
export function withReplicas(
  replicaSet: ReplicaSet,
  replicas: number,
  spec: Pick<DeploymentSpec, "replicas" | "strategy">,
): ReplicaSet {
  return {
    ...replicaSet,
    metadata: {
      ...replicaSet.metadata,
      annotations: { ...replicaSet.metadata.annotations, ...replicasAnnotations(spec) },
    },
    spec: { ...replicaSet.spec, replicas },
  };
}

export function isActive({ spec }: ReplicaSet): boolean {
  return spec.replicas > 0;
}

/** The older first; of one second the one whose name comes first. */
export function byCreation(left: ReplicaSet, right: ReplicaSet): number {
  const order = left.metadata.creationMs - right.metadata.creationMs;
  if (order !== 0) return order;
  return left.metadata.name < right.metadata.name ? -1 : Number(left.metadata.name > right.metadata.name);
}

/** How many pods are wanted of all of them together. */
export function wantedReplicas(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((sum, { spec }) => sum + spec.replicas, 0);
}

export function availableReplicas(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((sum, { status }) => sum + status.availableReplicas, 0);
}
