import type { ApiRequest, Delivery } from "../api/controlPlane.ts";
import type { EndpointSlice, Pod, Service, StoredObject } from "../api/objects.ts";
import { keyOf } from "../api/objects.ts";
import type { ClusterWorld } from "../clusterWorld.ts";
import type { ControllerState } from "../control/controller.ts";
import type { Sync, SyncEnd } from "../control/sync.ts";
import { call } from "../control/sync.ts";
import { add, addAfter } from "../control/workQueue.ts";
import { hasManagedEndpoints } from "./endpointPod.ts";
import type { SliceDraft } from "./endpointGroups.ts";
import { newSliceDraft, putInSliceDraft } from "./endpointGroups.ts";
import { draftBehind, queueServicesOf } from "./endpointPods.ts";
import type { EndpointSlice as SliceContent } from "./endpointSlice.ts";
import { endpointRules } from "./endpointPod.ts";
import type { SliceWrites } from "./reconcileEndpointSlices.ts";
import { reconcileEndpointSlices } from "./reconcileEndpointSlices.ts";
import { handleDeletion, isForeign, isStale } from "./sliceTracker.ts";

/** What a sync of a service's slices sees and wants. */
interface EndpointSliceLook {
  readonly service: Service;
  readonly slices: readonly EndpointSlice[];
  readonly writes: SliceWrites;
}

export function lookAtEndpointSlices(
  cluster: ClusterWorld,
  controller: ControllerState,
  key: string,
): EndpointSliceLook | SyncEnd {
  const service = controller.caches.services.get(key);
  if (service === undefined) {
    controller.slices.delete(key);
    controller.sliceDrafts.delete(key);
    return "done";
  }
  if (!hasManagedEndpoints(service)) return "done";
  const slices = [...controller.caches.endpointslices.values()].filter((slice) => serviceKeyOf(slice) === key);
  // What follows from slices that are older than what was written would be wrong: tried again a second later (corrections C1.2).
  if (isStale(controller.slices.get(key), slices)) return "failed";
  const draft = currentDraft(cluster, controller, service);
  const writes = reconcileEndpointSlices(
    service,
    draft,
    slices.map(({ content }) => content),
  );
  return { service, slices, writes };
}

function currentDraft(cluster: ClusterWorld, { caches, sliceDrafts }: ControllerState, service: Service): SliceDraft {
  const { zones, engine } = cluster;
  const rules = endpointRules(engine.profile.version);
  return draftBehind(cluster, caches, sliceDrafts, service, {
    begin: newSliceDraft,
    put: (draft, number, pod) => putInSliceDraft(draft, { service, zones, rules }, number, pod),
  });
}

function serviceKeyOf({ metadata, service }: EndpointSlice): string {
  return `${metadata.namespace}/${service}`;
}

/** One write after the other: new slices, changed ones, and those that go. */
export function* syncEndpointSlices({ service, slices, writes }: EndpointSliceLook): Sync {
  for (const content of writes.create) {
    const answer = yield* call(createRequest(service, content));
    if ("error" in answer) return "failed";
    yield { ask: "trackSlice", slice: answer.object as EndpointSlice };
  }
  for (const content of writes.update) {
    const present = slices.find(({ metadata }) => metadata.name === content.name);
    if (present === undefined) continue;
    const answer = yield* call({ verb: "update", resource: "endpointslices", object: { ...present, content } });
    if ("error" in answer) return "failed";
    yield { ask: "trackSlice", slice: answer.object as EndpointSlice };
  }
  for (const { name } of writes.delete) {
    const slice = slices.find(({ metadata }) => metadata.name === name);
    if (slice === undefined) continue;
    const request = { verb: "delete", resource: "endpointslices", key: keyOf(slice), by: "endpointslice" } as const;
    const answer = yield* call(request);
    if ("error" in answer) return "failed";
    yield { ask: "expectSliceDeletion", slice };
  }
  return "done";
}

function createRequest({ metadata }: Service, content: SliceContent): ApiRequest {
  const { name, namespace, uid } = metadata;
  const object = {
    metadata: { generateName: `${name}-`, namespace, owner: { kind: "Service", name, uid } },
    service: name,
    content,
  };
  return { verb: "create", resource: "endpointslices", object };
}

/** Changes that others made to a slice are put right this much later at the earliest. */
const FOREIGN_CHANGE_NS = 1e9;

export function endpointSliceHears(
  cluster: ClusterWorld,
  controller: ControllerState,
  { resource, type, object }: Delivery,
  before: StoredObject | undefined,
  nowNs: number,
): void {
  if (resource === "services") add(controller.queue, keyOf(object));
  else if (resource === "pods")
    queueServicesOf(cluster, controller, controller.sliceDrafts, type === "deleted", object as Pod, before, nowNs);
  else {
    const slice = object as EndpointSlice;
    const key = serviceKeyOf(slice);
    const tracker = controller.slices.get(key);
    if (type === "deleted" ? handleDeletion(tracker, slice) : isForeign(tracker, slice))
      addAfter(controller.queue, key, nowNs, Math.max(FOREIGN_CHANGE_NS, cluster.endpointBatchNs));
  }
}
