import type { JsonObject, JsonValue } from "../../../model/json.ts";
import { isJsonArray } from "../../../model/json.ts";
import {
  optionalNumber,
  optionalString,
  pointerField,
  stringField,
  structField,
  structListField,
} from "../../kubernetes/fields.ts";
import type { KserveMinor } from "../kserveRelease.ts";
import type { Refusal } from "./componentFields.ts";
import { containersOf } from "./componentFields.ts";

const AUTOSCALER_CLASS = "serving.kserve.io/autoscalerClass";
const GPU_TYPES_ANNOTATION = "serving.kserve.io/gpu-resource-types";

const BASIC_RESOURCES = new Set(["cpu", "memory", "storage", "ephemeral-storage"]);
const GPU_RESOURCES = ["nvidia.com/gpu", "amd.com/gpu", "intel.com/gpu", "habana.ai/gaudi"];

/** Several nodes under one predictor (0.15 and later); before, `workerSpec` was not looked at. */
export function refuseWorkers(
  name: string,
  annotations: Readonly<Record<string, string>>,
  predictor: JsonObject,
  minor: KserveMinor,
): Refusal {
  const worker = pointerField(predictor, "workerSpec");
  if (worker === undefined) return undefined;
  const invalid = (what: string): string => `the InferenceService ${JSON.stringify(name)} is invalid: ${what}`;
  const containers = containersOf(worker, "containers");
  if (containers.length > 1) return invalid("setting multiple containers in workerSpec is not allowed");
  const model = pointerField(predictor, "model");
  const variable = model === undefined ? undefined : parallelVariable(model);
  if (variable !== undefined) return invalid(variable);
  const gpuTypes = gpuTypesProblem(annotations);
  if (gpuTypes !== undefined && (model !== undefined || containers.length > 0)) return gpuTypes;
  const unknownGpu = `Unknown GPU resource type. Set '${GPU_TYPES_ANNOTATION}' annotation to use custom gpu resource type`;
  if (model !== undefined) {
    if (hasUnknownGpu(model, annotations)) return invalid(unknownGpu);
    const storage = refuseStorage(model, minor);
    if (storage !== undefined) return invalid(storage);
    const autoscaler = annotations[AUTOSCALER_CLASS] ?? "";
    if (autoscaler !== "none") return invalid(`Multinode only supports 'none' autoscaler(${autoscaler})`);
  }
  const sizes = refuseSizes(worker, "WorkerSpec");
  if (sizes !== undefined) return invalid(sizes);
  return containers.some((container) => hasUnknownGpu(container, annotations)) ? invalid(unknownGpu) : undefined;
}

function refuseStorage(model: JsonObject, minor: KserveMinor): Refusal {
  const uri = optionalString(model, "storageUri");
  if (uri === undefined) return "StorageURI must be set for multinode enabled";
  const protocol = uri.split("://")[0] ?? "";
  if (protocol === "pvc" || (minor >= 17 && protocol === "oci")) return undefined;
  return `Multinode only supports ${minor >= 17 ? "'pvc' and 'oci'" : "'pvc'"} Storage Protocol(${protocol})`;
}

/** What is sized by fields may not be sized by variables. */
export function parallelVariable(container: JsonObject): Refusal {
  const names = structListField(container, "env").map((variable) => stringField(variable, "name"));
  const name = ["PIPELINE_PARALLEL_SIZE", "TENSOR_PARALLEL_SIZE"].find((candidate) => names.includes(candidate));
  return name === undefined ? undefined : `setting ${name} in environment variables is not allowed`;
}

export function refuseSizes(worker: JsonObject, words: "WorkerSpec" | "the WorkerSpec"): Refusal {
  for (const [field, word] of [
    ["pipelineParallelSize", "PipelineParallelSize"],
    ["tensorParallelSize", "TensorParallelSize"],
  ] as const) {
    const size = optionalNumber(worker, field);
    if (size !== undefined && size < 1) return `${words}.${word} cannot be less than 1(${size})`;
  }
  return undefined;
}

/** What is wrong with the annotation that names further GPUs. */
export function gpuTypesProblem(annotations: Readonly<Record<string, string>>): Refusal {
  const text = annotations[GPU_TYPES_ANNOTATION] ?? "";
  if (text === "" || customGpus(text) !== undefined) return undefined;
  return `invalid GPU format(${text}) for ${GPU_TYPES_ANNOTATION} annotation: must be a valid JSON array`;
}

/** A resource that is neither basic nor a GPU that is known, or named by annotation. */
export function hasUnknownGpu(container: JsonObject, annotations: Readonly<Record<string, string>>): boolean {
  const custom = customGpus(annotations[GPU_TYPES_ANNOTATION] ?? "") ?? [];
  const resources = structField(container, "resources");
  const names = ["limits", "requests"].flatMap((list) => Object.keys(structField(resources, list)));
  return names.some((name) => !BASIC_RESOURCES.has(name) && !GPU_RESOURCES.includes(name) && !custom.includes(name));
}

/** Undefined: no JSON list of names. */
function customGpus(text: string): readonly string[] | undefined {
  try {
    const names = JSON.parse(text) as JsonValue;
    if (!isJsonArray(names) || names.length === 0) return undefined;
    const texts = names.filter((name) => typeof name === "string" && name !== "") as readonly string[];
    return texts.length === names.length ? texts : undefined;
  } catch {
    return undefined;
  }
}
