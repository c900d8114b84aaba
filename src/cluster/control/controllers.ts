import type { Delivery } from "../api/controlPlane.ts";
import type { ClusterWorld } from "../clusterWorld.ts";
import { daemonSetHears, lookAtDaemonSet, syncDaemonSet } from "../daemonset/daemonSetController.ts";
import { deploymentHears, lookAtDeployment, syncDeployment } from "../deployment/deploymentController.ts";
import { endpointsHears, lookAtEndpoints, syncEndpoints } from "../endpoints/endpointsController.ts";
import { endpointSliceHears, lookAtEndpointSlices, syncEndpointSlices } from "../endpoints/endpointSliceController.ts";
import { jobHears, lookAtJob, syncJob } from "../job/jobController.ts";
import { lookAtReplicaSet, replicaSetHears, syncReplicaSet } from "../replicaset/replicaSetController.ts";
import { lookAtStatefulSet, statefulSetHears } from "../statefulset/statefulSetController.ts";
import { syncStatefulSet } from "../statefulset/syncStatefulSet.ts";
import type { ControllerState } from "./controller.ts";
import type { ControllerName } from "./controllerName.ts";
import type { Sync, SyncEnd } from "./sync.ts";
import type { StoredObject } from "../api/objects.ts";

/** What tells one controller from another. */
interface Controller {
  /** What an event makes it put into its queue. @param before what it knew of the object. */
  readonly hears: (
    cluster: ClusterWorld,
    controller: ControllerState,
    delivery: Delivery,
    before: StoredObject | undefined,
    nowNs: number,
  ) => void;
  /** What a sync begins with: all that it sees of the controller's caches; or that it has ended at once. */
  readonly look: (cluster: ClusterWorld, controller: ControllerState, key: string, nowNs: number) => unknown;
  readonly sync: (input: never) => Sync;
  /** After as many failures in a row a key is dropped. */
  readonly maxRetries: number;
}

interface RunnableController extends Omit<Controller, "sync" | "look"> {
  readonly look: (
    cluster: ClusterWorld,
    controller: ControllerState,
    key: string,
    nowNs: number,
  ) => SyncEnd | Readonly<Record<string, unknown>>;
  readonly sync: (input: unknown) => Sync;
}

const MOST_RETRIES = 15;

/** What `look` gives is what `sync` takes. */
const runnable = (controller: Controller): RunnableController => controller as unknown as RunnableController;

export const CONTROLLERS: { readonly [C in ControllerName]: RunnableController } = {
  replicaset: runnable({
    hears: replicaSetHears,
    look: lookAtReplicaSet,
    sync: syncReplicaSet,
    maxRetries: Number.POSITIVE_INFINITY,
  }),
  deployment: runnable({
    hears: deploymentHears,
    look: lookAtDeployment,
    sync: syncDeployment,
    maxRetries: MOST_RETRIES,
  }),
  statefulset: runnable({
    hears: statefulSetHears,
    look: lookAtStatefulSet,
    sync: syncStatefulSet,
    maxRetries: Number.POSITIVE_INFINITY,
  }),
  endpointslice: runnable({
    hears: endpointSliceHears,
    look: lookAtEndpointSlices,
    sync: syncEndpointSlices,
    maxRetries: MOST_RETRIES,
  }),
  endpoint: runnable({ hears: endpointsHears, look: lookAtEndpoints, sync: syncEndpoints, maxRetries: MOST_RETRIES }),
  daemonset: runnable({
    hears: daemonSetHears,
    look: lookAtDaemonSet,
    sync: syncDaemonSet,
    maxRetries: Number.POSITIVE_INFINITY,
  }),
  job: runnable({ hears: jobHears, look: lookAtJob, sync: syncJob, maxRetries: Number.POSITIVE_INFINITY }),
};
