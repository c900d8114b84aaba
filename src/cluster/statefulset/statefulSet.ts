import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import { isAtLeast } from "../../model/kubernetesVersion.ts";
import type { PodCondition } from "../../model/status.ts";
import type { IntOrPercent } from "../intOrPercent.ts";
import type { AvailabilityRules } from "../podAvailability.ts";
import { availabilityRules } from "../podAvailability.ts";
import type { PodTemplate } from "../podTemplate.ts";

/** apps/v1.StatefulSetSpec, defaulted, without what storage needs. */
export interface StatefulSetSpec {
  readonly replicas: number;
  readonly minReadySeconds: number;
  /** OrderedReady or Parallel. */
  readonly podManagementPolicy: string;
  readonly updateStrategy: {
    /** RollingUpdate or OnDelete. */
    readonly type: string;
    /** Defaulted to a partition of 0 for RollingUpdate, absent for OnDelete. */
    readonly rollingUpdate?: { readonly partition: number; readonly maxUnavailable?: IntOrPercent };
  };
  /** Ordinal of the first pod. */
  readonly firstOrdinal: number;
  readonly revisionHistoryLimit: number;
  readonly template: PodTemplate;
}

/** apps/v1.StatefulSetStatus. */
export interface StatefulSetStatus {
  readonly observedGeneration: number;
  readonly replicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
  readonly currentReplicas: number;
  readonly updatedReplicas: number;
  /** Names of revisions; empty before the first sync. */
  readonly currentRevision: string;
  readonly updateRevision: string;
}

/** apps/v1.StatefulSet. */
export interface StatefulSet {
  readonly metadata: { readonly name: string; readonly generation: number; readonly deletionMs?: number };
  readonly spec: StatefulSetSpec;
  readonly status: StatefulSetStatus;
}

/** apps/v1.ControllerRevision: a template that a StatefulSet or DaemonSet has had. */
export interface ControllerRevision {
  readonly name: string;
  readonly revision: number;
  readonly template: PodTemplate;
}

/** A pod of the set, as the controller sees it. */
export interface StatefulPod {
  readonly name: string;
  readonly phase: string;
  /** Whether it has a deletionTimestamp. */
  readonly deleting: boolean;
  /** Name of the revision that it was made of (label controller-revision-hash). */
  readonly revision: string;
  /** Its Ready condition. */
  readonly ready?: PodCondition;
}

/** What releases do differently about StatefulSets. */
export interface StatefulSetRules extends AvailabilityRules {
  /** Updates and scaling down wait for pods to be available, not only ready: from 1.34 on (by its source; `cluster` S4). */
  readonly waitsForAvailable: boolean;
  /** maxUnavailable counts (MaxUnavailableStatefulSet, on from 1.37 on); before it is dropped unread. */
  readonly hasMaxUnavailable: boolean;
  /** Under Parallel an update takes old pods that are not available whatever maxUnavailable says: 1.37, by its source. */
  readonly freesUnavailable: boolean;
  /** An update is complete, and its revision the current one, under OnDelete, too: from 1.37 on, seen at the scale to 0 (cluster statefulset-2000165). */
  readonly completesOnDelete: boolean;
  /** The next look at availability is at the instant when a pod gets available, not minReadySeconds after a sync: from 1.35 on, by its source. */
  readonly looksAtNextAvailability: boolean;
}

export function statefulSetRules(
  version: KubernetesVersion,
  gates: Readonly<Record<string, boolean>> = {},
): StatefulSetRules {
  return {
    ...availabilityRules(version),
    waitsForAvailable: isAtLeast(version, 34),
    hasMaxUnavailable: gates["MaxUnavailableStatefulSet"] ?? isAtLeast(version, 37),
    freesUnavailable: isAtLeast(version, 37),
    completesOnDelete: isAtLeast(version, 37),
    looksAtNextAvailability: isAtLeast(version, 35),
  };
}
