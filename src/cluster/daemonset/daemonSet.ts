import type { PodCondition } from "../../model/status.ts";
import type { IntOrPercent } from "../intOrPercent.ts";
import type { PodTemplate } from "../podTemplate.ts";

/** apps/v1.DaemonSetSpec, defaulted. */
export interface DaemonSetSpec {
  readonly minReadySeconds: number;
  readonly updateStrategy: {
    /** RollingUpdate or OnDelete. */
    readonly type: string;
    readonly maxUnavailable: IntOrPercent;
    readonly maxSurge: IntOrPercent;
  };
  readonly template: PodTemplate;
}

/** apps/v1.DaemonSetStatus. */
export interface DaemonSetStatus {
  readonly observedGeneration: number;
  readonly desiredNumberScheduled: number;
  readonly currentNumberScheduled: number;
  readonly updatedNumberScheduled: number;
  readonly numberReady: number;
  readonly numberAvailable: number;
  readonly numberUnavailable: number;
}

export const NEW_DAEMONSET_STATUS: DaemonSetStatus = {
  observedGeneration: 0,
  desiredNumberScheduled: 0,
  currentNumberScheduled: 0,
  updatedNumberScheduled: 0,
  numberReady: 0,
  numberAvailable: 0,
  numberUnavailable: 0,
};

/** A pod of the set, as its controller sees it. */
export interface DaemonPod {
  readonly name: string;
  readonly phase: string;
  /** Name of the node that it is for. */
  readonly node: string;
  readonly deleting: boolean;
  /** Whether it was made of the present template. */
  readonly updated: boolean;
  /** Number of its creation. */
  readonly number: number;
  readonly ready?: PodCondition;
}
