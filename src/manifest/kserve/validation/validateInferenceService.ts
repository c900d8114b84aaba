import type { JsonObject } from "../../../model/json.ts";
import {
  booleanField,
  optionalString,
  pointerField,
  stringField,
  stringMapField,
  structField,
  structListField,
} from "../../kubernetes/fields.ts";
import type { ComponentName } from "../implementations.ts";
import { environmentValue, implementationsOf, storageUriOf, TRANSFORMER_CONTAINER } from "../implementations.ts";
import type { KserveMinor } from "../kserveRelease.ts";
import { blockedVariableOfService } from "./blockedVariables.ts";
import { refuseCanaries } from "./canary.ts";
import type { Refusal } from "./componentFields.ts";
import { notExactlyOne } from "./componentFields.ts";
import { refuseWorkers } from "./multiNode.ts";
import { refuseAutoscalerClass, refuseExtensions, refuseScaling } from "./scaling.ts";
import { refuseImplementation } from "./sections.ts";
import { refuseStorageUris } from "./storage.ts";

/** What KServe's validating webhook says when an InferenceService is created. */
export interface ServiceVerdict {
  /** Only ever the first thing that is wrong. */
  readonly error?: string;
  readonly warnings: readonly string[];
}

const NAME_FORMAT = "[a-z]([-a-z0-9]*[a-z0-9])?";

/** @param isvc decoded and defaulted. Panics (KservePanic) where KServe does. */
export function validateInferenceService(isvc: JsonObject, minor: KserveMinor): ServiceVerdict {
  const spec = structField(isvc, "spec");
  const name = stringField(structField(isvc, "metadata"), "name");
  const predictor = structField(spec, "predictor");
  const annotations = stringMapField(structField(isvc, "metadata"), "annotations") ?? {};
  const blocked = (): Refusal => {
    const found = minor >= 20 ? blockedVariableOfService(spec) : undefined;
    return found === undefined ? undefined : `the InferenceService ${JSON.stringify(name)} is invalid: ${found}`;
  };
  const error =
    refuseName(name, minor) ??
    refuseAutoscalerClass(annotations, minor) ??
    blocked() ??
    (minor >= 15 ? refuseWorkers(name, annotations, predictor, minor) : undefined) ??
    refuseCollocatedStorage(predictor) ??
    (minor >= 17 ? (refuseName17(predictor) ?? refuseAllStorageUris(spec, minor)) : undefined);
  if (error !== undefined) return { error, warnings: [] };
  const { error: secret, warnings } = minor >= 20 ? judgeConfidential(predictor, minor) : { warnings: [] };
  const late =
    secret ??
    refuseComponents(spec, annotations, minor) ??
    (minor >= 20 ? refuseCanaries(spec, annotations, minor) : undefined);
  return late === undefined ? { warnings } : { error: late, warnings };
}

function refuseName(name: string, minor: KserveMinor): Refusal {
  if (new RegExp(`^${NAME_FORMAT}$`).test(name)) return undefined;
  return `${minor >= 14 ? "the" : "The"} InferenceService "${name}" is invalid: a InferenceService name must consist of lower case alphanumeric characters or '-', and must start with alphabetical character. (e.g. "my-name" or "abc-123", regex used for validation is '${NAME_FORMAT}')`;
}

function refuseCollocatedStorage(predictor: JsonObject): Refusal {
  const transformer = structListField(predictor, "containers").find(
    (container) => stringField(container, "name") === TRANSFORMER_CONTAINER,
  );
  const uri = transformer === undefined ? undefined : environmentValue(transformer, "STORAGE_URI");
  return uri === undefined ? undefined : "storage uri should not be specified in transformer container";
}

const SECTIONS = [
  "sklearn",
  "xgboost",
  "tensorflow",
  "pytorch",
  "triton",
  "onnx",
  "huggingface",
  "pmml",
  "lightgbm",
  "paddle",
  "model",
] as const;

/** From 0.17 on the container of a model is not named by the user. */
function refuseName17(predictor: JsonObject): Refusal {
  const isNamed = SECTIONS.some((section) => stringField(structField(predictor, section), "name") !== "");
  return isNamed ? "the 'name' field is not allowed in standard predictor" : undefined;
}

function refuseAllStorageUris(spec: JsonObject, minor: KserveMinor): Refusal {
  for (const component of ["transformer", "explainer", "predictor"] as const) {
    const given = pointerField(spec, component);
    if (given === undefined) continue;
    const [implementation] = implementationsOf(component, given, minor);
    const uri = implementation === undefined ? undefined : storageUriOf(component, implementation);
    const refused = refuseStorageUris(given, uri);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

/** Encrypted models (0.20 and later). */
function judgeConfidential(predictor: JsonObject, minor: KserveMinor): ServiceVerdict {
  const section = SECTIONS.map((name) => pointerField(predictor, name)).find((found) => found !== undefined);
  const confidential = section === undefined ? undefined : pointerField(section, "confidential");
  if (confidential === undefined || !booleanField(confidential, "enabled")) return { warnings: [] };
  const [implementation] = implementationsOf("predictor", predictor, minor);
  const uri = implementation === undefined ? "" : (storageUriOf("predictor", implementation) ?? "");
  if (uri === "") return { error: "confidential model serving requires storageUri to be set", warnings: [] };
  const warnings = [
    ...(uri.startsWith("oci://")
      ? [
          "confidential has no effect with OCI URIs; OCI image decryption is handled by the container runtime via runtimeClassName",
        ]
      : []),
    ...(uri.startsWith("pvc://")
      ? ["confidential has no effect with PVC URIs; the storage-initializer is not injected for PVC volumes"]
      : []),
  ];
  const id = optionalString(confidential, "resourceId") ?? "";
  if (id === "" || /^kbs:\/\/\/[\w.-]+\/[\w.-]+\/[\w.-]+$/.test(id)) return { warnings };
  const error = `spec.predictor.confidential.resourceId: Invalid value: ${JSON.stringify(id)}: must be in the format kbs:///<repo>/<type>/<tag>`;
  return { error, warnings };
}

function refuseComponents(
  spec: JsonObject,
  annotations: Readonly<Record<string, string>>,
  minor: KserveMinor,
): Refusal {
  const components: readonly ComponentName[] = ["predictor", "transformer", "explainer"];
  for (const component of components) {
    const given = component === "predictor" ? structField(spec, component) : pointerField(spec, component);
    if (given === undefined) continue;
    const [implementation, ...others] = implementationsOf(component, given, minor);
    if (implementation === undefined || others.length > 0) return notExactlyOne(component, minor);
    const refused =
      refuseImplementation(component, implementation, minor) ??
      refuseExtensions(given, minor) ??
      refuseScaling(annotations, given, minor);
    if (refused !== undefined) return refused;
  }
  return undefined;
}
