import type { ClusterWorld } from "../clusterWorld.ts";
import type { Delivery } from "../api/controlPlane.ts";
import type { Pod, StoredObject } from "../api/objects.ts";
import { CONTROLLERS } from "./controllers.ts";
import { indexPod } from "./podsByOwner.ts";
import { startWorkers } from "./runRoutine.ts";

/** A controller hears of a change, and its idle workers begin with what follows. */
export function deliver(cluster: ClusterWorld, delivery: Delivery, nowNs: number): void {
  const { controller: name, resource, type, key, object } = delivery;
  const controller = cluster.plane.controllers[name];
  const cache = controller.caches[resource] as Map<string, StoredObject>;
  const before = cache.get(key);
  if (type === "deleted") cache.delete(key);
  else cache.set(key, object);
  if (resource === "pods")
    indexPod(controller.podsByOwner, before as Pod | undefined, type === "deleted" ? undefined : (object as Pod));
  if (resource === "pods" || resource === "replicasets" || resource === "statefulsets")
    controller.heard[resource] = object.metadata.resourceVersion;
  CONTROLLERS[name].hears(cluster, controller, delivery, before, nowNs);
  startWorkers(cluster, name, nowNs);
}
