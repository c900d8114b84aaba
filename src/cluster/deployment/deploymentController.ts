import { isAtLeast } from "../../model/kubernetesVersion.ts";
import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import type { Delivery } from "../api/controlPlane.ts";
import type { Deployment, Pod, ReplicaSet, StoredObject } from "../api/objects.ts";
import { matchesSelector } from "../../model/labelSelector.ts";
import { keyOf } from "../api/objects.ts";
import type { ClusterWorld } from "../clusterWorld.ts";
import type { ControllerState } from "../control/controller.ts";
import { ownedPods } from "../control/podsByOwner.ts";
import type { SyncEnd } from "../control/sync.ts";
import { add } from "../control/workQueue.ts";
import type { DeploymentLook } from "./deploymentLook.ts";

export { syncDeployment } from "./syncDeployment.ts";

/** The deletion of any pod of a Recreate Deployment makes it look again, not only that of the last. From 1.37 on. */
const looksAtEachDeletion = (version: KubernetesVersion): boolean => isAtLeast(version, 37);

export function lookAtDeployment(
  { engine, plane }: ClusterWorld,
  controller: ControllerState,
  key: string,
): DeploymentLook | SyncEnd {
  const deployment = controller.caches.deployments.get(key);
  if (deployment === undefined) return "done";
  const replicaSets = replicaSetsOf(controller, deployment);
  return {
    deployment,
    replicaSets,
    pods: new Map(replicaSets.map(({ metadata: { uid } }) => [uid, ownedPods(controller, uid)])),
    wallMs: plane.wallMs,
    version: engine.profile.version,
  };
}

function replicaSetsOf(controller: ControllerState, deployment: Deployment): readonly ReplicaSet[] {
  return [...controller.caches.replicasets.values()].filter(
    ({ metadata }) =>
      metadata.owner?.uid === deployment.metadata.uid && matchesSelector(deployment.spec.selector, metadata.labels),
  );
}

export function deploymentHears(
  { engine, plane }: ClusterWorld,
  controller: ControllerState,
  { resource, type, object }: Delivery,
  _before: StoredObject | undefined,
): void {
  if (resource === "deployments") {
    add(controller.queue, keyOf(object));
    return;
  }
  if (resource === "replicasets") {
    const deployment = deploymentOf(controller, object as ReplicaSet);
    if (deployment !== undefined) add(controller.queue, keyOf(deployment));
    return;
  }
  if (type !== "deleted") return;
  const { owner, namespace } = (object as Pod).metadata;
  if (owner?.kind !== "ReplicaSet") return;
  const replicaSet = controller.caches.replicasets.get(`${namespace}/${owner.name}`);
  if (replicaSet?.metadata.uid !== owner.uid) return;
  const deployment = deploymentOf(controller, replicaSet);
  if (deployment?.spec.strategy.type !== "Recreate") return;
  const present = [...plane.stores.replicasets.values()].filter(
    ({ metadata }) => metadata.owner?.uid === deployment.metadata.uid,
  );
  const hasPods = present.some(({ metadata }) => ownedPods(controller, metadata.uid).length > 0);
  if (looksAtEachDeletion(engine.profile.version) || !hasPods) add(controller.queue, keyOf(deployment));
}

function deploymentOf({ caches }: ControllerState, { metadata }: ReplicaSet): Deployment | undefined {
  const { owner, namespace } = metadata;
  if (owner?.kind !== "Deployment") return undefined;
  const deployment = caches.deployments.get(`${namespace}/${owner.name}`);
  return deployment?.metadata.uid === owner.uid ? deployment : undefined;
}
