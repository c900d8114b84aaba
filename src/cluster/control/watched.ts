import type { Resource } from "../api/objects.ts";
import type { ControllerName } from "./controllerName.ts";

const WATCHED: { readonly [C in ControllerName]: readonly Resource[] } = {
  replicaset: ["replicasets", "pods"],
  deployment: ["deployments", "replicasets", "pods"],
  statefulset: ["pods", "statefulsets", "controllerrevisions"],
  endpointslice: ["pods", "services", "endpointslices"],
  endpoint: ["pods", "services", "endpoints"],
  job: ["jobs", "pods"],
  daemonset: ["daemonsets", "pods"],
};

export function isWatched(controller: ControllerName, resource: Resource): boolean {
  return WATCHED[controller].includes(resource);
}
