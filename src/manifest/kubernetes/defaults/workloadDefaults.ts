import { isAtLeast } from "../../../model/kubernetesVersion.ts";
import type { KubernetesVersion } from "../../../model/kubernetesVersion.ts";
import type { Draft } from "./draft.ts";
import { inner, items, made, setDefaults } from "./draft.ts";
import { defaultPodSpec, defaultVolumeClaimSpec, roundResources } from "./podSpecDefaults.ts";

/** A template is there even when nothing was written; only a ReplicationController's may be missing. */
function defaultTemplate(holder: Draft, version: KubernetesVersion): void {
  defaultPodSpec(made(made(holder, "template"), "spec"), version);
}

export function defaultPodTemplate(object: Draft, version: KubernetesVersion): void {
  defaultTemplate(object, version);
}

export function defaultReplicationController(object: Draft, version: KubernetesVersion): void {
  const spec = made(object, "spec");
  const template = inner(spec, "template");
  const labels = inner(inner(template, "metadata"), "labels");
  if (labels !== undefined) {
    if (isEmpty(inner(spec, "selector"))) spec["selector"] = labels;
    shareLabels(object, labels);
  }
  setDefaults(spec, { replicas: 1 });
  if (template !== undefined) defaultPodSpec(made(template, "spec"), version);
}

/** The object without labels gets its template's: one value in two places, as in the API server. */
function shareLabels(object: Draft, labels: Draft | undefined): void {
  if (labels !== undefined && isEmpty(inner(inner(object, "metadata"), "labels")))
    made(object, "metadata")["labels"] = labels;
}

function isEmpty(map: Draft | undefined): boolean {
  return map === undefined || Object.keys(map).length === 0;
}

export function defaultReplicaSet(object: Draft, version: KubernetesVersion): void {
  const spec = made(object, "spec");
  setDefaults(spec, { replicas: 1 });
  defaultTemplate(spec, version);
}

export function defaultDeployment(object: Draft, version: KubernetesVersion): void {
  const spec = made(object, "spec");
  setDefaults(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  const strategy = made(spec, "strategy");
  setDefaults(strategy, { type: "RollingUpdate" });
  if (strategy["type"] === "RollingUpdate")
    setDefaults(made(strategy, "rollingUpdate"), { maxUnavailable: "25%", maxSurge: "25%" });
  defaultTemplate(spec, version);
}

export function defaultDaemonSet(object: Draft, version: KubernetesVersion): void {
  const spec = made(object, "spec");
  setDefaults(spec, { revisionHistoryLimit: 10 });
  const strategy = made(spec, "updateStrategy");
  setDefaults(strategy, { type: "RollingUpdate" });
  if (strategy["type"] === "RollingUpdate")
    setDefaults(made(strategy, "rollingUpdate"), { maxUnavailable: 1, maxSurge: 0 });
  defaultTemplate(spec, version);
}

export function defaultStatefulSet(object: Draft, version: KubernetesVersion): void {
  const spec = made(object, "spec");
  setDefaults(spec, { podManagementPolicy: "OrderedReady", replicas: 1, revisionHistoryLimit: 10 });
  const strategy = made(spec, "updateStrategy");
  if (strategy["type"] === undefined) {
    strategy["type"] = "RollingUpdate";
    made(strategy, "rollingUpdate");
  }
  const rollingUpdate = strategy["type"] === "RollingUpdate" ? inner(strategy, "rollingUpdate") : undefined;
  setDefaults(rollingUpdate, { partition: 0 });
  // The gate MaxUnavailableStatefulSet is on from 1.37 on (defaults/objects.v1.37 `workload/0017`).
  if (isAtLeast(version, 37)) setDefaults(rollingUpdate, { maxUnavailable: 1 });
  // The gate StatefulSetAutoDeletePVC is on from 1.27 on.
  if (isAtLeast(version, 27)) {
    setDefaults(made(spec, "persistentVolumeClaimRetentionPolicy"), { whenDeleted: "Retain", whenScaled: "Retain" });
  }
  defaultTemplate(spec, version);
  for (const claim of items(spec, "volumeClaimTemplates")) {
    setDefaults(made(claim, "status"), { phase: "Pending" });
    defaultVolumeClaimSpec(made(claim, "spec"));
    roundResources(inner(claim, "status"), ["capacity", "allocatedResources"]);
  }
}

const BACKOFF_LIMIT_MAX = 2 ** 31 - 1;

export function defaultJob(object: Draft, version: KubernetesVersion): void {
  const spec = made(object, "spec");
  if (spec["parallelism"] === undefined) setDefaults(spec, { completions: 1 });
  setDefaults(spec, {
    parallelism: 1,
    backoffLimit: spec["backoffLimitPerIndex"] === undefined ? 6 : BACKOFF_LIMIT_MAX,
    completionMode: "NonIndexed",
    suspend: false,
  });
  shareLabels(object, inner(inner(inner(spec, "template"), "metadata"), "labels"));
  // 1.28 had the gate JobPodReplacementPolicy off, and no default of manualSelector (defaults/objects.v1.28 `workload/0005`).
  if (isAtLeast(version, 29)) {
    setDefaults(spec, {
      podReplacementPolicy: spec["podFailurePolicy"] === undefined ? "TerminatingOrFailed" : "Failed",
      manualSelector: false,
    });
  }
  defaultPodFailurePolicy(spec);
  defaultTemplate(spec, version);
}

export function defaultCronJob(object: Draft, version: KubernetesVersion): void {
  const spec = made(object, "spec");
  setDefaults(spec, {
    concurrencyPolicy: "Allow",
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  });
  const jobSpec = made(made(spec, "jobTemplate"), "spec");
  // Within a CronJob from 1.34 on (defaults/objects.v1.33 `workload/0013`).
  if (isAtLeast(version, 34)) defaultPodFailurePolicy(jobSpec);
  defaultTemplate(jobSpec, version);
}

function defaultPodFailurePolicy(jobSpec: Draft): void {
  for (const rule of items(inner(jobSpec, "podFailurePolicy"), "rules")) {
    for (const pattern of items(rule, "onPodConditions")) setDefaults(pattern, { status: "True" });
  }
}
