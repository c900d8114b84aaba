import type { DialectName } from "./dialect.ts";
import type { JsonObject } from "./json.ts";
import type { Pod } from "./pod.ts";
import type { PodValue } from "./podValue.ts";

/** The kinds that carry a pod or a template of pods. */
export const WORKLOAD_KINDS = [
  "Pod",
  "Deployment",
  "ReplicaSet",
  "StatefulSet",
  "DaemonSet",
  "Job",
  "CronJob",
  "ReplicationController",
  "PodTemplate",
] as const;
export type WorkloadKind = (typeof WORKLOAD_KINDS)[number];

/** Where an object stands in the user's files. */
export interface WorkloadOrigin {
  readonly file: string;
  /** Number of the document in the file, from 0. */
  readonly document: number;
  /** Line of the document's first content, from 1. */
  readonly line: number;
  /** Path of the object within the document; empty unless it is an item of a List (`items[2]`). */
  readonly path: string;
  /** Path of the pod within the object: empty for a Pod, else `template` or `spec.template` or `spec.jobTemplate.spec.template`. */
  readonly podPath: string;
}

/** What a platform made a workload of. */
export interface WorkloadPlatform {
  readonly dialect: DialectName;
  /** What the user calls the object: `InferenceService`. */
  readonly kind: string;
  readonly name: string;
  /** Which of the object's workloads it is, where it has several: `predictor`. */
  readonly part?: string;
  /** Where the values of the pod come from; none stands here for what Kubernetes adds by itself. */
  readonly values: readonly PodValue[];
  /** What neither the file says nor anybody has published, one sentence each. Every report shows them. */
  readonly assumptions: readonly string[];
}

/** What a manifest says about pods, with the API server's defaults and without fields that the release does not use. */
export interface Workload {
  readonly kind: WorkloadKind;
  readonly apiVersion: string;
  /** With a generateName, that and `*`. */
  readonly name: string;
  /** Empty where the manifest says none: the namespace of the command decides. */
  readonly namespace: string;
  /** The pods' labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** What is created for each replica: the pod itself, or one made from the template. */
  readonly pod: Pod;
  /** How many pods are wanted; of a Job its parallelism, of a CronJob's Job likewise; 1 for a Pod, a DaemonSet (on each node) and a PodTemplate. */
  readonly replicas: number;
  /** Seconds that a pod must be ready to count as available. Default 0. */
  readonly minReadySeconds: number;
  /** The whole spec of the object, defaulted: strategies, selectors, deadlines, for whoever simulates controllers. */
  readonly spec: JsonObject;
  readonly origin: WorkloadOrigin;
  /** Absent: the manifest is one of Kubernetes. Otherwise kind, name and pod are those that the platform creates. */
  readonly platform?: WorkloadPlatform;
}
