import type { StoredObjects } from "../api/objects.ts";
import type { Expectations } from "../replicaset/expectations.ts";
import type { CountsByOwner } from "../replicaset/podCounts.ts";
import type { SliceDraft } from "../endpoints/endpointGroups.ts";
import type { Behind } from "../endpoints/endpointPods.ts";
import type { AddressBook } from "../endpoints/legacyEndpoints.ts";
import type { SliceTracker } from "../endpoints/sliceTracker.ts";
import type { ControllerName } from "./controllerName.ts";
import type { EventLog } from "./eventLog.ts";
import type { PodsByOwner } from "./podsByOwner.ts";
import { newEventLog } from "./eventLog.ts";
import type { WorkQueue } from "./workQueue.ts";
import { DEFAULT_BASE_MS, newWorkQueue } from "./workQueue.ts";

/** What a controller has heard from the API server, by resource. */
export type Caches = { readonly [R in keyof StoredObjects]: Map<string, StoredObjects[R]> };

/** Newest resource versions of what a sync may have to wait for. */
export interface Versions {
  pods: number;
  replicasets: number;
  statefulsets: number;
}

export const NO_VERSIONS: Versions = { pods: 0, replicasets: 0, statefulsets: 0 };

/** One controller: what it knows and what it has to do. Plain data. */
export interface ControllerState {
  readonly caches: Caches;
  readonly podsByOwner: PodsByOwner;
  /** Newest resource version heard of, by resource. */
  readonly heard: Versions;
  readonly queue: WorkQueue;
  readonly events: EventLog;
  /** Of the ReplicaSet controller. */
  readonly podCounts: CountsByOwner;
  /** Of the ReplicaSet controller, by key. */
  readonly expectations: Map<string, Expectations>;
  /** Newest resource versions that it wrote for an owner, by the owner's key. */
  readonly wrote: Map<string, Versions>;
  /** Of the EndpointSlice controller, by the service's key. */
  readonly slices: Map<string, SliceTracker>;
  /** Of the EndpointSlice controller, by the service's key. */
  readonly sliceDrafts: Map<string, Behind<SliceDraft>>;
  /** Of the Endpoints controller, by the service's key. */
  readonly addressBooks: Map<string, Behind<AddressBook>>;
  /** Of the Endpoints controller: resource versions that it has already replaced, by key. */
  readonly replaced: Map<string, number>;
}

/** The EndpointSlice controller's own: a second, doubled by each failure (corrections C1.2). */
const SLICE_BASE_MS = 1000;

export function newController(name: ControllerName): ControllerState {
  return {
    caches: {
      pods: new Map(),
      services: new Map(),
      endpoints: new Map(),
      endpointslices: new Map(),
      deployments: new Map(),
      replicasets: new Map(),
      statefulsets: new Map(),
      controllerrevisions: new Map(),
      poddisruptionbudgets: new Map(),
      jobs: new Map(),
      daemonsets: new Map(),
    },
    podsByOwner: new Map(),
    podCounts: new Map(),
    heard: { ...NO_VERSIONS },
    queue: newWorkQueue((name === "endpointslice" ? SLICE_BASE_MS : DEFAULT_BASE_MS) * 1e6),
    events: newEventLog(),
    expectations: new Map(),
    wrote: new Map(),
    slices: new Map(),
    sliceDrafts: new Map(),
    addressBooks: new Map(),
    replaced: new Map(),
  };
}
