import { isSame } from "../api/isSame.ts";
import type { Delivery } from "../api/controlPlane.ts";
import type { Endpoints, Pod, Service, StoredObject } from "../api/objects.ts";
import { keyOf } from "../api/objects.ts";
import type { ClusterWorld } from "../clusterWorld.ts";
import type { ControllerState } from "../control/controller.ts";
import type { Sync, SyncEnd } from "../control/sync.ts";
import { call } from "../control/sync.ts";
import { add } from "../control/workQueue.ts";
import { endpointRules } from "./endpointPod.ts";
import { draftBehind, queueServicesOf } from "./endpointPods.ts";
import type { AddressBook, LegacyEndpoints } from "./legacyEndpoints.ts";
import { legacyEndpointsOf, newAddressBook, putInAddressBook } from "./legacyEndpoints.ts";

/** What a sync of a service's Endpoints sees and wants. */
interface EndpointsLook {
  /** `namespace/name`; of a service that is gone nothing else is known. */
  readonly key: string;
  readonly service?: Service;
  readonly present?: Endpoints;
  readonly wanted?: LegacyEndpoints;
}

export function lookAtEndpoints(
  cluster: ClusterWorld,
  controller: ControllerState,
  key: string,
): EndpointsLook | SyncEnd {
  const service = controller.caches.services.get(key);
  if (service === undefined) {
    controller.addressBooks.delete(key);
    return { key };
  }
  const wanted = legacyEndpointsOf(service, currentAddresses(cluster, controller, service));
  if (wanted === undefined) return "done";
  const present = controller.caches.endpoints.get(key);
  if (present === undefined) return { key, service, wanted };
  if (controller.replaced.get(key) === present.metadata.resourceVersion) return "failed";
  return isSame(present.content, wanted) ? "done" : { key, service, wanted, present };
}

function currentAddresses(
  cluster: ClusterWorld,
  { caches, addressBooks }: ControllerState,
  service: Service,
): AddressBook {
  const rules = endpointRules(cluster.engine.profile.version);
  return draftBehind(cluster, caches, addressBooks, service, {
    begin: newAddressBook,
    put: (book, number, pod) => putInAddressBook(book, { service, rules }, number, pod),
  });
}

export function* syncEndpoints({ key, service, present, wanted }: EndpointsLook): Sync {
  if (service === undefined || wanted === undefined) {
    const answer = yield* call({ verb: "delete", resource: "endpoints", key, by: "endpoint" });
    return "error" in answer && answer.error !== "NotFound" ? "failed" : "done";
  }
  const { name, namespace } = service.metadata;
  if (present !== undefined) {
    const object: Endpoints = { ...present, content: wanted };
    const answer = yield* call({ verb: "update", resource: "endpoints", object });
    if ("error" in answer) {
      yield failure(
        name,
        "FailedToUpdateEndpoint",
        `Failed to update endpoint ${namespace}/${name}: ${answer.message}`,
      );
      return "failed";
    }
    if (answer.object?.metadata.resourceVersion !== present.metadata.resourceVersion)
      yield { ask: "endpointsReplaced", version: present.metadata.resourceVersion };
    return "done";
  }
  const object = { metadata: { name, namespace }, content: wanted };
  const answer = yield* call({ verb: "create", resource: "endpoints", object });
  if (!("error" in answer)) return "done";
  const message = `Failed to create endpoint for service ${namespace}/${name}: ${answer.message}`;
  yield failure(name, "FailedToCreateEndpoint", message);
  return "failed";
}

function failure(name: string, reason: string, message: string) {
  return { ask: "event", object: `Endpoints/${name}`, uid: "", type: "Warning", reason, message } as const;
}

export function endpointsHears(
  cluster: ClusterWorld,
  controller: ControllerState,
  { resource, type, object }: Delivery,
  before: StoredObject | undefined,
  nowNs: number,
): void {
  if (resource === "services") add(controller.queue, keyOf(object));
  else if (resource === "pods")
    queueServicesOf(cluster, controller, controller.addressBooks, type === "deleted", object as Pod, before, nowNs);
  else if (type === "deleted") add(controller.queue, keyOf(object));
}
