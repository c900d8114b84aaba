import type { JsonObject } from "./json.ts";
import type { Action, InstanceBehaviour } from "./scenario.ts";
import type { ProbeType } from "./probe.ts";

/** Kinds of objects that a scenario's `objects` and `apply` may be. */
export const OBJECT_KINDS = [
  "Deployment",
  "StatefulSet",
  "Service",
  "Pod",
  "PodDisruptionBudget",
  "Job",
  "DaemonSet",
] as const;
export type ObjectKind = (typeof OBJECT_KINDS)[number];

/** An object as a user would apply it; in namespace `default`. */
export interface ObjectManifest {
  readonly apiVersion?: string;
  readonly kind: ObjectKind;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: JsonObject;
}

/**
 * How the instances of containers behave whose pods controllers make. Of a list the first that fits holds; what is not
 * said fits all. Pods are named by the number of their creation in the cluster, from 1.
 */
export interface PodBehaviour {
  readonly pods?: readonly number[];
  readonly container?: string;
  readonly image?: string;
  /** Behaviour of instance 0, 1, …; the last repeats. */
  readonly instances: readonly InstanceBehaviour[];
}

/** What attempts get that begin from `fromMs` on and before `toMs` of the scenario's time, whatever the containers are like. Of a list the first that fits holds. */
export interface ProbeOutage {
  readonly fromMs: number;
  readonly toMs: number;
  readonly pods?: readonly number[];
  readonly container?: string;
  readonly probe?: ProbeType;
  readonly outcome: "ok" | "fail" | "error" | "hang";
  /** Duration in ms. Default 0. */
  readonly ms?: number;
  readonly output?: string;
}

/** What of one instant, to the nanosecond, chance decides between API server and controllers. */
export const PLANE_TIES = ["queues", "calls"] as const;

/** Such an instant; a scenario names those at which the other order is to be taken. */
export interface PlaneTie {
  readonly atNs: number;
  /**
   * `queues`: the API server takes its next step before what waited in the controllers' queues, and not after it (Go draws which of
   * two timers fires first). `calls`: calls of several ReplicaSets are carried out from the last of their names to the first;
   * the names end in hashes of their templates, which are others here.
   */
  readonly of: (typeof PLANE_TIES)[number];
}

/** What users do to objects, and what happens to pods that controllers made. */
export type ClusterAction =
  /** Creates the object, or replaces its spec and labels and adds its annotations. */
  | { readonly atMs: number; readonly do: "apply"; readonly object: ObjectManifest }
  /** Deletes the object, and then what belongs to it. */
  | { readonly atMs: number; readonly do: "deleteObject"; readonly kind: ObjectKind; readonly name: string }
  | { readonly atMs: number; readonly do: "scale"; readonly name: string; readonly replicas: number }
  | {
      readonly atMs: number;
      readonly do: "updateImage";
      readonly name: string;
      /** Default: all. */
      readonly container?: string;
      readonly image: string;
    }
  | { readonly atMs: number; readonly do: "rolloutRestart" | "pause" | "resume"; readonly name: string }
  | {
      readonly atMs: number;
      readonly do: "deletePod";
      /** By the number of its creation. */
      readonly pod: number;
      readonly graceSeconds?: number;
    }
  /** Asks for the pod's eviction, as `kubectl drain` does; a PodDisruptionBudget may refuse it. By the number of its creation. */
  | { readonly atMs: number; readonly do: "evictPod"; readonly pod: number }
  /** Another controller sets a condition of the pod. */
  | {
      readonly atMs: number;
      readonly do: "setPodCondition";
      readonly pod: number;
      readonly type: string;
      readonly status: string;
    };

const CLUSTER_ACTION_WORDS: ReadonlySet<Action["do"]> = new Set<ClusterAction["do"]>([
  "apply",
  "deleteObject",
  "scale",
  "updateImage",
  "rolloutRestart",
  "pause",
  "resume",
  "deletePod",
  "evictPod",
  "setPodCondition",
]);

/** Whether it is about objects, and not about pods that the scenario names or about nodes. */
export function isClusterAction(action: Action): action is ClusterAction {
  return CLUSTER_ACTION_WORDS.has(action.do);
}
