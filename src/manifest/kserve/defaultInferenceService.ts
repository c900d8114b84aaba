import type { JsonObject } from "../../model/json.ts";
import type { Draft } from "../kubernetes/defaults/draft.ts";
import { draftOf, inner, items, made, setDefaults } from "../kubernetes/defaults/draft.ts";
import { structField } from "../kubernetes/fields.ts";
import { inGoOrder } from "../kubernetes/goObject.ts";
import type { ComponentName, Implementation } from "./implementations.ts";
import { implementationOf, implementationsOf, MODEL_CONTAINER } from "./implementations.ts";
import type { KserveMinor } from "./kserveRelease.ts";
import { kserveStruct } from "./kserveTypes.ts";
import { shippedRelease } from "./shippedRelease.ts";

export const DEPLOYMENT_MODE = "serving.kserve.io/deploymentMode";

/** Frameworks that have a section of their own, in the order in which the first one becomes the model. */
const FRAMEWORKS = [
  "sklearn",
  "tensorflow",
  "xgboost",
  "pytorch",
  "triton",
  "onnx",
  "huggingface",
  "pmml",
  "lightgbm",
  "paddle",
] as const;

/** Frameworks whose own section means the second protocol where it says none. */
const SECOND_PROTOCOL_SECTIONS = new Set<string>(["triton", "onnx", "huggingface"]);

/** What `DefaultInferenceService` makes of a decoded object. Panics (KservePanic) where KServe does. */
export function defaultInferenceService(object: JsonObject, minor: KserveMinor): JsonObject {
  const isvc = draftOf(object);
  const spec = made(isvc, "spec");
  const predictor = made(spec, "predictor");
  const annotations = inner(made(isvc, "metadata"), "annotations");
  // The names of 0.17 and later; before, they were unknown words (pod `mode/Standard`, v0.15).
  if (minor >= 17 && annotations !== undefined) {
    if (annotations[DEPLOYMENT_MODE] === "RawDeployment") annotations[DEPLOYMENT_MODE] = "Standard";
    if (annotations[DEPLOYMENT_MODE] === "Serverless") annotations[DEPLOYMENT_MODE] = "Knative";
  }
  const isModelMesh = annotations?.[DEPLOYMENT_MODE] === "ModelMesh";
  if (!isModelMesh) frameworkToModel(isvc, predictor, minor);
  const components: readonly ComponentName[] = [
    "transformer",
    "explainer",
    ...(isModelMesh ? [] : (["predictor"] as const)),
  ];
  for (const component of components) {
    const given = inner(spec, component);
    const [implementation, ...others] = given === undefined ? [] : implementationsOf(component, given, minor);
    if (implementation !== undefined && others.length === 0) defaultImplementation(component, implementation, minor);
  }
  // Looks for cached models, of which none are known here; from 0.20 on it takes the first implementation unseen.
  if (minor >= 20) implementationOf("predictor", predictor, minor);
  if (minor >= 14 && structField(shippedRelease(minor).config, "security")["autoMountServiceAccountToken"] === false)
    for (const component of ["predictor", "transformer", "explainer"])
      setDefaults(inner(spec, component), { automountServiceAccountToken: false });
  return inGoOrder(kserveStruct("InferenceService", minor), isvc);
}

/** A framework's section is a model of that format; one that stands beside a model replaces it. */
function frameworkToModel(isvc: Draft, predictor: Draft, minor: KserveMinor): void {
  const framework = FRAMEWORKS.find((name) => inner(predictor, name) !== undefined);
  if (framework !== undefined) {
    const section = made(predictor, framework);
    if (SECOND_PROTOCOL_SECTIONS.has(framework)) setDefaults(section, { protocolVersion: "v2" });
    predictor["model"] = { modelFormat: { name: framework }, ...section };
    delete predictor[framework];
  }
  const model = inner(predictor, "model");
  const format = inner(model, "modelFormat")?.["name"];
  if (format === "triton" || (minor >= 20 && format === "vLLM")) setDefaults(model, { protocolVersion: "v2" });
  if (minor >= 17 && typeof format === "string")
    setDefaults(made(made(isvc, "metadata"), "annotations"), { modelFormat: format });
}

function defaultImplementation(component: ComponentName, implementation: Implementation, minor: KserveMinor): void {
  if (implementation.is === "section") {
    if (component !== "explainer") return;
    const explainers = structField(shippedRelease(minor).config, "explainers");
    const version = structField(explainers, implementation.section)["defaultImageVersion"];
    implementation.spec["name"] = MODEL_CONTAINER;
    setDefaults(implementation.spec, { runtimeVersion: version ?? "" });
    defaultResources(implementation.spec, minor);
    return;
  }
  const containers = items(implementation.spec, "containers");
  const [first] = containers;
  if (first === undefined) return;
  // From 0.15 on a predictor's first container keeps its name if others stand beside it.
  if (component !== "predictor" || minor < 15 || containers.length === 1 || (first["name"] ?? "") === "")
    first["name"] = MODEL_CONTAINER;
  defaultResources(first, minor);
}

/** Constants of the code up to 0.14, then the ConfigMap. */
function defaultResources(container: Draft, minor: KserveMinor): void {
  const resource = structField(structField(shippedRelease(minor).config, "inferenceService"), "resource");
  const value = (key: string, constant: string): string => {
    const configured = resource[key];
    return minor >= 15 ? (typeof configured === "string" ? configured : "") : constant;
  };
  const resources = made(container, "resources");
  const lists = {
    requests: { cpu: value("cpuRequest", "1"), memory: value("memoryRequest", "2Gi") },
    limits: { cpu: value("cpuLimit", "1"), memory: value("memoryLimit", "2Gi") },
  };
  for (const [list, amounts] of Object.entries(lists))
    for (const [name, amount] of Object.entries(amounts))
      if (amount !== "") setDefaults(made(resources, list), { [name]: amount });
}
