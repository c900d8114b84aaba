import type { PodStatus } from "../../kubelet/podWorld.ts";
import type { LabelSelector } from "../../model/labelSelector.ts";
import type { PodSpec } from "../../model/pod.ts";
import type { ServiceSpec } from "../../model/service.ts";
import type {
  ControlledMeta,
  Deployment as DeploymentView,
  DeploymentSpec,
  ReplicaSet as ReplicaSetView,
} from "../deployment/deployment.ts";
import type { PodTemplate } from "../podTemplate.ts";
import type {
  ControllerRevision as RevisionContent,
  StatefulSet as StatefulSetView,
  StatefulSetSpec,
} from "../statefulset/statefulSet.ts";
import type { JobSpec, JobStatus } from "../job/job.ts";
import type { DaemonSetSpec, DaemonSetStatus } from "../daemonset/daemonSet.ts";
import type { DisruptionBudgetSpec } from "../disruption/podDisruptionBudget.ts";
import type { EndpointSlice as SliceContent } from "../endpoints/endpointSlice.ts";
import type { LegacyEndpoints } from "../endpoints/legacyEndpoints.ts";

/** The controller that made an object. */
export interface OwnerReference {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** metav1.ObjectMeta as the API server stores it; times are whole seconds of the wall clock, in ms of virtual time. */
export interface StoredMeta extends ControlledMeta {
  readonly namespace: string;
  readonly uid: string;
  /** 0 before it is stored. */
  readonly resourceVersion: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly owner?: OwnerReference;
  readonly deletionGracePeriodSeconds?: number;
}

export interface Pod {
  readonly metadata: StoredMeta;
  /** Number of its creation in the cluster, from 1. */
  readonly number: number;
  readonly spec: PodSpec;
  /** Index of the node; undefined before it is scheduled. */
  readonly node: number | undefined;
  readonly status: PodStatus;
}

export interface Deployment extends DeploymentView {
  readonly metadata: StoredMeta;
  readonly spec: DeploymentSpec & { readonly selector: LabelSelector };
}

export interface ReplicaSet extends ReplicaSetView {
  readonly metadata: StoredMeta;
  readonly spec: {
    readonly replicas: number;
    readonly minReadySeconds: number;
    readonly template: PodTemplate;
    readonly selector: LabelSelector;
  };
}

export interface StatefulSet extends StatefulSetView {
  readonly metadata: StoredMeta;
  readonly spec: StatefulSetSpec & { readonly selector: LabelSelector; readonly serviceName?: string };
}

export interface ControllerRevision extends Omit<RevisionContent, "name"> {
  readonly metadata: StoredMeta;
}

export interface DaemonSet {
  readonly metadata: StoredMeta;
  readonly spec: DaemonSetSpec;
  readonly status: DaemonSetStatus;
}

/** batch/v1.Job. */
export interface Job {
  readonly metadata: StoredMeta;
  readonly spec: JobSpec;
  readonly status: JobStatus;
}

/** policy/v1.PodDisruptionBudget. */
export interface PodDisruptionBudget {
  readonly metadata: StoredMeta;
  readonly spec: DisruptionBudgetSpec & { readonly selector?: LabelSelector };
}

export interface Service {
  readonly metadata: StoredMeta;
  readonly spec: ServiceSpec;
}

export interface EndpointSlice {
  readonly metadata: StoredMeta;
  readonly service: string;
  readonly content: SliceContent;
}

/** v1.Endpoints. */
export interface Endpoints {
  readonly metadata: StoredMeta;
  readonly content: LegacyEndpoints;
}

/** What the API server holds, by resource. */
export interface StoredObjects {
  readonly pods: Pod;
  readonly services: Service;
  readonly endpoints: Endpoints;
  readonly endpointslices: EndpointSlice;
  readonly deployments: Deployment;
  readonly replicasets: ReplicaSet;
  readonly statefulsets: StatefulSet;
  readonly controllerrevisions: ControllerRevision;
  readonly poddisruptionbudgets: PodDisruptionBudget;
  readonly jobs: Job;
  readonly daemonsets: DaemonSet;
}

export type Resource = keyof StoredObjects;
export type StoredObject = StoredObjects[Resource];

/** `namespace/name`, as caches and queues name an object. */
export function keyOf({ metadata }: { readonly metadata: Pick<StoredMeta, "namespace" | "name"> }): string {
  return `${metadata.namespace}/${metadata.name}`;
}
