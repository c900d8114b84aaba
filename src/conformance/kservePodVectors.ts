import type { KnativeConfig } from "../manifest/knative/knativeConfig.ts";
import { readKnativeConfig } from "../manifest/knative/knativeConfig.ts";
import { defaultInferenceService } from "../manifest/kserve/defaultInferenceService.ts";
import { deploymentMode } from "../manifest/kserve/deploymentMode.ts";
import type { ComponentResult } from "../manifest/kserve/kservePods.ts";
import { kservePods } from "../manifest/kserve/kservePods.ts";
import type { KserveMinor } from "../manifest/kserve/kserveRelease.ts";
import type { KserveKind } from "../manifest/kserve/kserveTypes.ts";
import { decodeKserveValue } from "../manifest/kserve/kserveTypes.ts";
import { shippedRelease } from "../manifest/kserve/shippedRelease.ts";
import { validateInferenceService } from "../manifest/kserve/validation/validateInferenceService.ts";
import { stringListField, structField, structListField } from "../manifest/kubernetes/fields.ts";
import { encodeObject } from "../manifest/kubernetes/goObject.ts";
import { goStruct } from "../manifest/kubernetes/goTypes.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";
import { compareOutcomes } from "./compareOutcomes.ts";
import { guarded, KSERVE_PLATFORM } from "./kserveRecordings.ts";
import { listOf, objectOf, textOf } from "./recordedObjects.ts";
import type { VectorKind } from "./vectorKind.ts";

/** The API server of all vectors of dialects (README-dialects.md). */
const KUBERNETES = { minor: 36, patch: 3 };

/** Knative 1.23 as it comes. */
const KNATIVE = plainKnative();

function plainKnative(): KnativeConfig {
  const config = readKnativeConfig({ version: { minor: 23 } });
  if (typeof config === "string") throw new Error(config);
  return config;
}

/** Variables that are recorded, but for INFERENCE_SERVICE_NAME, which is left out. */
const RECORDED_VARIABLES = [
  "SERVING_READINESS_PROBE",
  "ENABLE_MULTI_CONTAINER_PROBES",
  "USER_PORT",
  "QUEUE_SERVING_PORT",
  "PORT",
  "STORAGE_URI",
];

const RECORDED_FIELDS = ["ports", "readinessProbe", "livenessProbe", "startupProbe", "lifecycle"] as const;

function isEmpty(value: JsonValue | undefined): boolean {
  if (isJsonArray(value)) return value.length === 0;
  if (isJsonObject(value)) return Object.keys(value).length === 0;
  return value === undefined || value === null || value === "";
}

/** What the recording keeps of a container. */
function recordedContainer(container: JsonObject): JsonObject {
  const struct = goStruct("Container", KUBERNETES);
  const written = struct === undefined ? container : encodeObject(struct, container);
  const { name } = container;
  const args = stringListField(container, "args");
  const flag = args.indexOf("--logger-tls-skip-verify");
  const env = structListField(container, "env").flatMap((variable): [string, JsonValue][] => {
    const key = textOf(variable["name"]) ?? "";
    return RECORDED_VARIABLES.includes(key) ? [[key, variable["value"] ?? ""]] : [];
  });
  const fields = RECORDED_FIELDS.flatMap((field) => (isEmpty(written[field]) ? [] : [[field, written[field]]]));
  return {
    name: name ?? "",
    ...(Object.fromEntries(fields) as JsonObject),
    ...(name === "agent" && args.length > 0
      ? { args: args.filter((_, index) => flag < 0 || (index !== flag && index !== flag + 1)) }
      : {}),
    ...(env.length === 0 ? {} : { env: Object.fromEntries(env) }),
  };
}

function recordedSpec(spec: JsonObject): JsonObject {
  const init = structListField(spec, "initContainers");
  const grace = spec["terminationGracePeriodSeconds"];
  return {
    containers: structListField(spec, "containers").map(recordedContainer),
    ...(init.length === 0 ? {} : { initContainers: init.map(recordedContainer) }),
    ...(grace === undefined ? {} : { terminationGracePeriodSeconds: grace }),
  };
}

function recordedComponent(result: ComponentResult): JsonObject {
  const { error, panic, knativeService, knativeError, deployment, verdict, pod } = result;
  if (error !== undefined) return { error };
  if (panic !== undefined) return { panic };
  const templateSpec = (object: JsonObject | undefined): JsonObject =>
    structField(structField(structField(object ?? {}, "spec"), "template"), "spec");
  return {
    name: structField(knativeService ?? deployment ?? {}, "metadata")["name"] ?? "",
    ...(knativeService === undefined
      ? { deployment: recordedSpec(templateSpec(deployment)) }
      : { knativeService: recordedSpec(templateSpec(knativeService)) }),
    ...(knativeError === undefined ? {} : { knativeError }),
    ...((verdict?.errors.length ?? 0) === 0 ? {} : { apiErrors: [...(verdict?.errors ?? [])] }),
    ...(pod === undefined ? {} : { pod: "denied" in pod ? { denied: pod.denied } : recordedPod(pod) }),
  };
}

function recordedPod({ pod, verdict }: Extract<NonNullable<ComponentResult["pod"]>, { pod: JsonObject }>): JsonObject {
  const spec = recordedSpec(structField(pod, "spec"));
  return verdict.errors.length === 0 ? spec : { ...spec, apiErrors: [...verdict.errors] };
}

function outcomeOf(input: JsonObject, minor: KserveMinor): JsonObject {
  const decoded = decodeKserveValue("InferenceService", objectOf(input["object"]), minor);
  const { value: defaulted, panic: defaultPanic } = guarded(() => defaultInferenceService(decoded, minor));
  if (defaulted === undefined) return { defaultPanic: defaultPanic ?? "" };
  const { value: verdict, panic } = guarded(() => validateInferenceService(defaulted, minor));
  if (verdict === undefined) return { validatePanic: panic ?? "" };
  if (verdict.error !== undefined) return { error: verdict.error };
  const mode = deploymentMode(defaulted, minor);
  if (mode === "ModelMesh") return { mode };
  const given = listOf(input["runtimes"]).map((value) => {
    const runtime = objectOf(value);
    return decodeKserveValue(textOf(runtime["kind"]) as KserveKind, runtime, minor);
  });
  const isOfCluster = ({ kind }: JsonObject): boolean => kind === "ClusterServingRuntime";
  const runtimes = {
    ofNamespace: given.filter((runtime) => !isOfCluster(runtime)),
    ofCluster: [...shippedRelease(minor).clusterServingRuntimes, ...given.filter(isOfCluster)],
  };
  const world = { minor, kubernetes: KUBERNETES, runtimes, mode, knative: KNATIVE, podName: "pod" };
  const results = kservePods(defaulted, world);
  return {
    mode,
    components: Object.fromEntries(results.map((result) => [result.component, recordedComponent(result)])),
  };
}

/** The Deployment or Knative Service, and the pod, that become of an InferenceService. */
export const kservePodVectors: VectorKind = {
  family: "kserve",
  file: "pod",
  platform: KSERVE_PLATFORM,
  recognises: ({ input, expected }) =>
    isJsonObject(input) &&
    isJsonObject(input["object"]) &&
    input["object"]["kind"] === "InferenceService" &&
    isJsonObject(expected) &&
    ("mode" in expected || (!("defaulted" in expected) && ("error" in expected || "validatePanic" in expected))),
  compare({ value, expected }, { minor }) {
    return compareOutcomes(expected, outcomeOf(objectOf(value["input"]), minor as KserveMinor));
  },
};
