import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";
import type { ObjectManifest } from "../model/clusterScenario.ts";
import type { PodSpec } from "../model/pod.ts";
import type { Deployment, Service, StatefulSet } from "./api/objects.ts";
import type { DeploymentSpec, DeploymentStatus } from "./deployment/deployment.ts";
import type { DaemonSetSpec } from "./daemonset/daemonSet.ts";
import type { JobSpec, PodFailureRule } from "./job/job.ts";
import type { StatefulSetStatus } from "./statefulset/statefulSet.ts";

/** API defaults of the fields that controllers look at. */
const DEFAULT_SHARE = "25%";
const DEFAULT_PROGRESS_DEADLINE_SECONDS = 600;
const DEFAULT_REVISION_HISTORY_LIMIT = 10;
const DEFAULT_BACKOFF_LIMIT = 6;

function numberOr(value: JsonValue | undefined, byDefault: number): number {
  return typeof value === "number" ? value : byDefault;
}

function objectOr(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** apps/v1.DeploymentSpec with what the API server fills in. */
export function deploymentSpec(spec: JsonObject): Deployment["spec"] {
  const strategy = objectOr(spec["strategy"]);
  const type = strategy["type"] === "Recreate" ? "Recreate" : "RollingUpdate";
  const rolling = { maxSurge: DEFAULT_SHARE, maxUnavailable: DEFAULT_SHARE, ...objectOr(strategy["rollingUpdate"]) };
  const rollingUpdate = rolling as NonNullable<DeploymentSpec["strategy"]["rollingUpdate"]>;
  return {
    replicas: numberOr(spec["replicas"], 1),
    selector: objectOr(spec["selector"]),
    template: { spec: {}, ...objectOr(spec["template"]) },
    strategy: type === "Recreate" ? { type } : { type, rollingUpdate },
    minReadySeconds: numberOr(spec["minReadySeconds"], 0),
    progressDeadlineSeconds: numberOr(spec["progressDeadlineSeconds"], DEFAULT_PROGRESS_DEADLINE_SECONDS),
    revisionHistoryLimit: numberOr(spec["revisionHistoryLimit"], DEFAULT_REVISION_HISTORY_LIMIT),
    paused: spec["paused"] === true,
  };
}

export const NEW_DEPLOYMENT_STATUS: DeploymentStatus = {
  observedGeneration: 0,
  replicas: 0,
  updatedReplicas: 0,
  readyReplicas: 0,
  availableReplicas: 0,
  unavailableReplicas: 0,
  conditions: [],
};

/** apps/v1.StatefulSetSpec with what the API server fills in. */
export function statefulSetSpec(spec: JsonObject): StatefulSet["spec"] {
  const strategy = objectOr(spec["updateStrategy"]);
  const rolling = objectOr(strategy["rollingUpdate"]);
  const isOnDelete = strategy["type"] === "OnDelete";
  const rollingUpdate = { ...rolling, partition: numberOr(rolling["partition"], 0) };
  const { serviceName } = spec;
  return {
    replicas: numberOr(spec["replicas"], 1),
    selector: objectOr(spec["selector"]),
    template: { spec: {}, ...objectOr(spec["template"]) },
    podManagementPolicy: spec["podManagementPolicy"] === "Parallel" ? "Parallel" : "OrderedReady",
    updateStrategy: isOnDelete ? { type: "OnDelete" } : { type: "RollingUpdate", rollingUpdate },
    minReadySeconds: numberOr(spec["minReadySeconds"], 0),
    firstOrdinal: numberOr(objectOr(spec["ordinals"])["start"], 0),
    revisionHistoryLimit: numberOr(spec["revisionHistoryLimit"], DEFAULT_REVISION_HISTORY_LIMIT),
    ...(typeof serviceName === "string" ? { serviceName } : {}),
  };
}

export const NEW_STATEFULSET_STATUS: StatefulSetStatus = {
  observedGeneration: 0,
  replicas: 0,
  readyReplicas: 0,
  availableReplicas: 0,
  currentReplicas: 0,
  updatedReplicas: 0,
  currentRevision: "",
  updateRevision: "",
};

/** apps/v1.DaemonSetSpec with what the API server fills in. */
export function daemonSetSpec(spec: JsonObject): DaemonSetSpec {
  const strategy = objectOr(spec["updateStrategy"]);
  const { maxUnavailable, maxSurge } = objectOr(strategy["rollingUpdate"]);
  return {
    minReadySeconds: numberOr(spec["minReadySeconds"], 0),
    updateStrategy: {
      type: strategy["type"] === "OnDelete" ? "OnDelete" : "RollingUpdate",
      maxUnavailable: typeof maxUnavailable === "string" ? maxUnavailable : numberOr(maxUnavailable, 1),
      maxSurge: typeof maxSurge === "string" ? maxSurge : numberOr(maxSurge, 0),
    },
    template: { spec: {}, ...objectOr(spec["template"]) },
  };
}

/** batch/v1.JobSpec with what the API server fills in. */
export function jobSpec(spec: JsonObject): JobSpec {
  const { completions, activeDeadlineSeconds } = spec;
  const rules = objectOr(spec["podFailurePolicy"])["rules"];
  const hasPolicy = isJsonArray(rules);
  const parallelism = numberOr(spec["parallelism"], 1);
  const isSingle = completions === undefined && spec["parallelism"] === undefined;
  return {
    parallelism,
    ...(isSingle ? { completions: 1 } : typeof completions === "number" ? { completions } : {}),
    backoffLimit: numberOr(spec["backoffLimit"], DEFAULT_BACKOFF_LIMIT),
    ...(typeof activeDeadlineSeconds === "number" ? { activeDeadlineSeconds } : {}),
    suspend: spec["suspend"] === true,
    // With a policy the API server knows no other.
    onlyReplaceFailed: hasPolicy || spec["podReplacementPolicy"] === "Failed",
    podFailureRules: hasPolicy ? (rules as unknown as readonly PodFailureRule[]) : [],
    template: { spec: {}, ...objectOr(spec["template"]) },
  };
}

/** v1.ServiceSpec with a cluster IP, unless it is headless. @param count how many services there have been */
export function serviceSpec(spec: JsonObject, count: number): Service["spec"] {
  return { clusterIP: `10.96.0.${count + 10}`, type: "ClusterIP", ipFamilies: ["IPv4"], ...spec };
}

export function podSpec({ spec }: ObjectManifest): PodSpec {
  return spec as unknown as PodSpec;
}
