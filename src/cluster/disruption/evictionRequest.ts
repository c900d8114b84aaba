import type { ApiRequest, ControlPlane } from "../api/controlPlane.ts";
import type { Pod, PodDisruptionBudget } from "../api/objects.ts";
import { matchesSelector } from "../../model/labelSelector.ts";
import { keyOf } from "../api/objects.ts";
import { isPodReady } from "../api/podFacts.ts";
import type { GuardedPod } from "./podDisruptionBudget.ts";
import { disruptionBudget, mayBeEvicted } from "./podDisruptionBudget.ts";

function guarded(pod: Pod): GuardedPod {
  return { phase: pod.status.phase, ready: isPodReady(pod), deleting: pod.metadata.deletionMs !== undefined };
}

function guards({ metadata, spec }: PodDisruptionBudget, pod: Pod): boolean {
  const isThere = metadata.namespace === pod.metadata.namespace;
  return isThere && spec.selector !== undefined && matchesSelector(spec.selector, pod.metadata.labels);
}

/** How many pods the controllers of these want, each counted once. */
function wantedOf({ stores }: ControlPlane, pods: readonly Pod[]): number {
  const scales = new Map<string, number>();
  for (const { metadata } of pods) {
    const { owner, namespace } = metadata;
    const key = `${namespace}/${owner?.name ?? ""}`;
    const replicaSet = owner?.kind === "ReplicaSet" ? stores.replicasets.get(key) : undefined;
    const above = replicaSet?.metadata.owner;
    const deployment = above === undefined ? undefined : stores.deployments.get(`${namespace}/${above.name}`);
    const scaled =
      deployment ?? replicaSet ?? (owner?.kind === "StatefulSet" ? stores.statefulsets.get(key) : undefined);
    if (scaled !== undefined) scales.set(scaled.metadata.uid, scaled.spec.replicas);
  }
  return [...scales.values()].reduce((sum, replicas) => sum + replicas, 0);
}

/**
 * What comes of asking for a pod's eviction: its deletion, or why not. Assumption: the budget's status is up to date, which the
 * disruption controller really brings about a moment later.
 */
export function evictionRequest(plane: ControlPlane, pod: Pod): ApiRequest | string {
  const deletion: ApiRequest = { verb: "delete", resource: "pods", key: keyOf(pod), by: "user" };
  const [budget, ...others] = [...plane.stores.poddisruptionbudgets.values()].filter((one) => guards(one, pod));
  if (budget === undefined) return deletion;
  if (others.length > 0)
    return "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.";
  const pods = [...plane.stores.pods.values()].filter((one) => guards(budget, one));
  const allowed = disruptionBudget(budget.spec, pods.map(guarded), wantedOf(plane, pods));
  if (mayBeEvicted(guarded(pod), budget.spec, allowed)) return deletion;
  return "Cannot evict pod as it would violate the pod's disruption budget.";
}
