import type { DeploymentSpec, ReplicaSet } from "./deployment.ts";
import { minAvailable } from "./fenceposts.ts";
import type { Scaling } from "./scaling.ts";
import { availableReplicas, byCreation, isActive, wantedReplicas } from "./scaling.ts";

/** Old pods that are not available go first: nobody misses them. */
function cleanUpUnhealthy(
  oldest: readonly ReplicaSet[],
  most: number,
): { readonly scalings: readonly Scaling[]; readonly gaveUp: boolean } {
  const scalings: Scaling[] = [];
  let left = most;
  for (const { metadata, spec, status } of oldest) {
    if (left <= 0) break;
    if (spec.replicas === status.availableReplicas) continue;
    // A status from before the set shrank tells of more pods than are wanted: the real controller gives up here.
    if (status.availableReplicas > spec.replicas) return { scalings, gaveUp: true };
    const count = Math.min(left, spec.replicas - status.availableReplicas);
    left -= count;
    scalings.push({ name: metadata.name, replicas: spec.replicas - count });
  }
  return { scalings, gaveUp: false };
}

/**
 * How a rolling update shrinks the old ReplicaSets now, the oldest first: by as many pods as leave enough available ones, where
 * wanted pods of the newest revision that are not available count as missing. Empty: nothing may go at present.
 * (`cluster` F1 to F7, F12: the unhealthy old pods go at once.)
 * @param newest the ReplicaSet of the current template
 */
export function scaleDownOld(
  spec: Pick<DeploymentSpec, "replicas" | "strategy">,
  newest: ReplicaSet,
  old: readonly ReplicaSet[],
): readonly Scaling[] {
  const oldest = old.filter(isActive).sort(byCreation);
  if (oldest.length === 0) return [];
  const newUnavailable = newest.spec.replicas - newest.status.availableReplicas;
  const most = wantedReplicas([...oldest, newest]) - minAvailable(spec) - newUnavailable;
  if (most <= 0) return [];
  const cleanups = cleanUpUnhealthy(oldest, most);
  if (cleanups.gaveUp) return cleanups.scalings;

  const sizes = new Map(cleanups.scalings.map(({ name, replicas }) => [name, replicas]));
  const scalings = [...cleanups.scalings];
  let left = availableReplicas([...oldest, newest]) - minAvailable(spec);
  for (const {
    metadata,
    spec: { replicas },
  } of oldest) {
    if (left <= 0) break;
    const size = sizes.get(metadata.name) ?? replicas;
    if (size === 0) continue;
    const count = Math.min(size, left);
    left -= count;
    scalings.push({ name: metadata.name, replicas: size - count });
  }
  return scalings;
}
