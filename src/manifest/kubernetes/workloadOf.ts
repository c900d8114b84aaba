import type { JsonObject } from "../../model/json.ts";
import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import type { Pod } from "../../model/pod.ts";
import type { Workload, WorkloadKind, WorkloadOrigin } from "../../model/workload.ts";
import { WORKLOAD_KINDS } from "../../model/workload.ts";
import { dropDisabledPodFields } from "./dropDisabledPodFields.ts";
import { numberField, optionalNumber, pointerField, stringField, stringMapField, structField } from "./fields.ts";
import { manifestRelease } from "./release.ts";

/** Where the pod, or the template of pods, stands within an object of each kind. */
const POD_PATHS: Readonly<Record<WorkloadKind, string>> = {
  Pod: "",
  Deployment: "spec.template",
  ReplicaSet: "spec.template",
  StatefulSet: "spec.template",
  DaemonSet: "spec.template",
  Job: "spec.template",
  CronJob: "spec.jobTemplate.spec.template",
  ReplicationController: "spec.template",
  PodTemplate: "template",
};

function isWorkloadKind(kind: string): kind is WorkloadKind {
  return (WORKLOAD_KINDS as readonly string[]).includes(kind);
}

/**
 * The workload in an object that was decoded and defaulted; undefined for a Service, and for a ReplicationController without a
 * template.
 */
export function workloadOf(
  object: JsonObject,
  origin: Omit<WorkloadOrigin, "podPath">,
  version: KubernetesVersion,
): Workload | undefined {
  const kind = stringField(object, "kind");
  if (!isWorkloadKind(kind)) return undefined;
  const podPath = POD_PATHS[kind];
  const template =
    podPath === ""
      ? object
      : podPath.split(".").reduce<JsonObject | undefined>((part, key) => part && pointerField(part, key), object);
  if (template === undefined) return undefined;
  const metadata = structField(object, "metadata");
  const spec = structField(object, "spec");
  return {
    kind,
    apiVersion: stringField(object, "apiVersion"),
    name: objectLabel(metadata),
    namespace: stringField(metadata, "namespace"),
    labels: stringMapField(structField(template, "metadata"), "labels") ?? {},
    pod: podOf(template, version),
    replicas: wantedReplicas(kind, spec),
    minReadySeconds: numberField(spec, "minReadySeconds"),
    spec,
    origin: { ...origin, podPath },
  };
}

/** The name that an object goes by; of a generated one what is known of it. */
export function objectLabel(metadata: JsonObject): string {
  const name = stringField(metadata, "name");
  const generateName = stringField(metadata, "generateName");
  return name !== "" || generateName === "" ? name : `${generateName}*`;
}

function podOf(template: JsonObject, version: KubernetesVersion): Pod {
  const spec = dropDisabledPodFields(structField(template, "spec"), manifestRelease(version));
  const grace = optionalNumber(spec, "terminationGracePeriodSeconds");
  // A negative grace period is 1 s to every pod that is created (apis/core/v1 `Convert_v1_Pod_To_core_Pod`).
  const stored = grace !== undefined && grace < 0 ? { ...spec, terminationGracePeriodSeconds: 1 } : spec;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: structField(template, "metadata"),
    // The decoder has made sure of the types; a pod without containers has none rather than nothing.
    spec: { containers: [], ...stored },
  };
}

function wantedReplicas(kind: WorkloadKind, spec: JsonObject): number {
  if (kind === "Job") return optionalNumber(spec, "parallelism") ?? 1;
  if (kind === "CronJob")
    return optionalNumber(structField(structField(spec, "jobTemplate"), "spec"), "parallelism") ?? 1;
  return optionalNumber(spec, "replicas") ?? 1;
}
