import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import { isAtLeast } from "../../model/kubernetesVersion.ts";
import type { LengthWording } from "./validation/fieldErrors.ts";

/** What releases of the API server do differently with the kinds that make pods, and with any error. */
export interface WorkloadRelease {
  /** Disks of Google's cloud in pods that have siblings must be read-only (gate SkipReadOnlyValidationGCE; no vector). */
  readonly sharedDisksMustBeReadOnly: boolean;
  /** Only the finished name of a ReplicationController is checked, not its generateName (validation/workloads.v1.34 `single/replicationcontroller/meta/0`). */
  readonly generatedNamesOnly: boolean;
  /** What the server checks from declarations is reported after the rest (validation/workloads.v1.37 `single/cronjob/spec-missing/0`). */
  readonly declarativeErrorsLast: boolean;
  /** An error that occurs twice is reported once (validation/workloads.v1.37 `single/job/name/1`). */
  readonly errorsNamedOnce: boolean;
  /** `maxUnavailable` of a StatefulSet is used; older releases drop it (validation/workloads.v1.37 `single/statefulset/sts-unavailable/1`). */
  readonly statefulSetMaxUnavailable: boolean;
  /** The pod and claim templates of a StatefulSet are checked (validation/workloads.v1.33: half of `single/statefulset`). */
  readonly statefulSetTemplatesChecked: boolean;
  /** `serviceName` of a StatefulSet is checked (validation/workloads.v1.30 `single/statefulset/service-name`). */
  readonly statefulSetServiceNameChecked: boolean;
  /** A StatefulSet with a negative revisionHistoryLimit is warned about (validation/workloads.v1.30 `single/statefulset/history`). */
  readonly negativeHistoryWarning: boolean;
  /** Fields of a Job that are read and then dropped, their gates being off (validation/workloads.v1.28, v1.30: `per-index`, `success-policy`, `managed-by`). */
  readonly droppedJobFields: readonly string[];
  /** A schedule may begin with `TZ=`, with a warning (validation/workloads.v1.28 `single/cronjob/schedule`). */
  readonly timeZoneInSchedule: boolean;
  /** A panic of the cron library becomes a field error (validation/workloads.v1.34 `single/cronjob/schedule/27`). */
  readonly schedulePanicsRecovered: boolean;
  /** How a text is said to be too long (apimachinery `field.TooLong`; no vector). */
  readonly tooLongWording: LengthWording;
  /** The same where the length is spoken of (`field.TooLongMaxLength`, validation/workloads.v1.30 `managed-by`). */
  readonly tooLongByLengthWording: LengthWording;
  /** The generation of a Pod is the user's; from 1.33 on it is set to 1 before anything is checked (registry/core/pod `PrepareForCreate`; no vector). */
  readonly podsKeepGeneration: boolean;
}

export function workloadRelease(version: KubernetesVersion): WorkloadRelease {
  return {
    sharedDisksMustBeReadOnly: !isAtLeast(version, 29),
    generatedNamesOnly: isAtLeast(version, 35),
    declarativeErrorsLast: isAtLeast(version, 37),
    errorsNamedOnce: isAtLeast(version, 37),
    statefulSetMaxUnavailable: isAtLeast(version, 37),
    statefulSetTemplatesChecked: isAtLeast(version, 34),
    statefulSetServiceNameChecked: isAtLeast(version, 33),
    negativeHistoryWarning: isAtLeast(version, 33),
    droppedJobFields: [
      ...(isAtLeast(version, 32) ? [] : ["managedBy"]),
      ...(isAtLeast(version, 31) ? [] : ["successPolicy"]),
      ...(isAtLeast(version, 29) ? [] : ["backoffLimitPerIndex", "maxFailedIndexes", "podReplacementPolicy"]),
    ],
    timeZoneInSchedule: !isAtLeast(version, 29),
    schedulePanicsRecovered: isAtLeast(version, 35),
    tooLongWording: isAtLeast(version, 32) ? "may not be more than" : "must have at most",
    tooLongByLengthWording: isAtLeast(version, 32) ? "may not be more than" : "may not be longer than",
    podsKeepGeneration: !isAtLeast(version, 33),
  };
}
