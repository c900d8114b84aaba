import type { Deployment, ReplicaSet } from "./deployment.ts";
import { isRollingUpdate, maxSurge } from "./fenceposts.ts";
import type { Scaling } from "./scaling.ts";
import {
  annotatedReplicas,
  byCreation,
  DESIRED_REPLICAS,
  isActive,
  MAX_REPLICAS,
  replicasAnnotations,
  wantedReplicas,
} from "./scaling.ts";

/** Whether the Deployment's size was changed since its ReplicaSets were last scaled: that is answered before any rollout goes on. */
export function isResized(spec: Pick<Deployment["spec"], "replicas">, replicaSets: readonly ReplicaSet[]): boolean {
  return replicaSets.filter(isActive).some((replicaSet) => {
    const desired = annotatedReplicas(replicaSet, DESIRED_REPLICAS);
    return desired !== undefined && desired !== spec.replicas;
  });
}

/** The only ReplicaSet with pods; of none with pods the newest. undefined: there are several, or none at all. */
function activeOrLatest(newest: ReplicaSet | undefined, old: readonly ReplicaSet[]): ReplicaSet | undefined {
  const active = [...old, ...(newest === undefined ? [] : [newest])].filter(isActive);
  if (active.length > 1) return undefined;
  return active[0] ?? newest ?? [...old].sort(byCreation).at(-1);
}

/** Whether the newest ReplicaSet is all that is wanted, so that the old ones can go. */
function isSaturated({ replicas }: Deployment["spec"], newest: ReplicaSet | undefined): boolean {
  return (
    newest !== undefined &&
    newest.spec.replicas === replicas &&
    newest.status.availableReplicas === replicas &&
    annotatedReplicas(newest, DESIRED_REPLICAS) === replicas
  );
}

/** The size nearest to the same share of the new size, half a pod rounded away from zero, less the present one. */
function proportionOf(deployment: Deployment, replicaSet: ReplicaSet): number {
  const { spec, status } = deployment;
  const size = replicaSet.spec.replicas;
  if (spec.replicas === 0) return -size;
  const before = annotatedReplicas(replicaSet, MAX_REPLICAS) || status.replicas;
  if (before === 0) return 0;
  return Math.round((size * (spec.replicas + maxSurge(spec))) / before) - size;
}

/** Shares among the ReplicaSets what a rolling update in flight gains or loses by the new size; the largest takes the rest. */
function proportionalSizes(deployment: Deployment, active: readonly ReplicaSet[]): readonly Scaling[] {
  const { spec } = deployment;
  const allowed = spec.replicas > 0 ? spec.replicas + maxSurge(spec) : 0;
  const toAdd = allowed - wantedReplicas(active);
  const sorted = [...active].sort((left, right) => {
    if (left.spec.replicas !== right.spec.replicas) return right.spec.replicas - left.spec.replicas;
    return toAdd > 0 ? byCreation(right, left) : byCreation(left, right);
  });
  let added = 0;
  const sizes = sorted.map((replicaSet) => {
    const left = toAdd - added;
    const share = left === 0 ? 0 : proportionOf(deployment, replicaSet);
    const proportion = toAdd > 0 ? Math.min(share, left) : Math.max(share, left);
    added += proportion;
    return replicaSet.spec.replicas + proportion;
  });
  return sorted.map(({ metadata: { name } }, index) => {
    const size = sizes[index] ?? 0;
    return { name, replicas: index === 0 ? Math.max(0, size + toAdd - added) : size };
  });
}

function remembersOtherSize(spec: Deployment["spec"], { metadata }: ReplicaSet): boolean {
  return Object.entries(replicasAnnotations(spec)).some(([key, value]) => metadata.annotations[key] !== value);
}

/**
 * What follows a change of the Deployment's size, and every sync of a paused one. A set whose size stays is only called for
 * where it must remember the new size (`withReplicas`).
 */
export function resize(
  deployment: Deployment,
  newest: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
): readonly Scaling[] {
  const { spec } = deployment;
  const only = activeOrLatest(newest, old);
  if (only !== undefined) {
    return only.spec.replicas === spec.replicas ? [] : [{ name: only.metadata.name, replicas: spec.replicas }];
  }
  if (isSaturated(spec, newest)) return old.filter(isActive).map(({ metadata: { name } }) => ({ name, replicas: 0 }));
  if (!isRollingUpdate(spec)) return [];
  const active = [...old, ...(newest === undefined ? [] : [newest])].filter(isActive);
  const byName = new Map(active.map((replicaSet) => [replicaSet.metadata.name, replicaSet]));
  return proportionalSizes(deployment, active).filter(({ name, replicas }) => {
    const replicaSet = byName.get(name);
    return replicaSet !== undefined && (replicaSet.spec.replicas !== replicas || remembersOtherSize(spec, replicaSet));
  });
}
