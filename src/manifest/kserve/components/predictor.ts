import type { JsonObject } from "../../../model/json.ts";
import type { Draft } from "../../kubernetes/defaults/draft.ts";
import { draftOf, inner, items, made } from "../../kubernetes/defaults/draft.ts";
import { optionalString, stringField, stringMapField, structField, structListField } from "../../kubernetes/fields.ts";
import { INJECT_PULLER, INTERNAL, SERVICE_LABEL, SOURCE_URI } from "../annotations.ts";
import { implementationOf, MODEL_CONTAINER, storageUriOf, TRANSFORMER_CONTAINER } from "../implementations.ts";
import type { KserveMinor } from "../kserveRelease.ts";
import { nilPointer } from "../kservePanic.ts";
import { imageFor } from "../runtimes/imageTag.ts";
import { mergeContainers, mergePodSpecs } from "../runtimes/mergeContainers.ts";
import { replacePlaceholders } from "../runtimes/replacePlaceholders.ts";
import { serverOf, setRuntimeDefaults } from "../runtimes/runtimeDefaults.ts";
import { protocolOfRuntime, runtimeName, selectRuntime } from "../runtimes/selectRuntime.ts";
import type { ComponentContext, ComponentOutcome } from "./component.ts";
import { containerOf, podSpecOf, setVariable } from "./component.ts";
import type { Annotations } from "./componentAnnotations.ts";
import {
  addBatcher,
  addLogger,
  addStorageSpec,
  inherited,
  joined,
  labelsOf,
  unsupportedUri,
} from "./componentAnnotations.ts";

/** What the predictor's reconciler makes of an InferenceService. Panics (KservePanic) where KServe does. */
export function buildPredictor(context: ComponentContext): ComponentOutcome {
  const { isvc, minor } = context;
  const metadata = structField(isvc, "metadata");
  const predictor = made(made(isvc, "spec"), "predictor");
  const annotations = predictorAnnotations(metadata, predictor, minor);
  const fetched = addSource(predictor, annotations, minor);
  // Up to 0.14 the runtime is looked for before the model's place is looked at.
  if (fetched !== undefined && minor >= 15) return { error: fetched };
  const pods = inner(predictor, "model") === undefined ? customPods(predictor) : modelPods(context, predictor);
  if ("error" in pods) return pods;
  if (fetched !== undefined) return { error: fetched };
  const podSpec = draftOf(pods.podSpec);
  const name = stringField(metadata, "name");
  if (minor >= 17)
    for (const container of items(podSpec, "containers")) setVariable(container, "INFERENCE_SERVICE_NAME", name);
  const runtimeSpec = structField(pods.runtime ?? {}, "spec");
  const own = minor >= 20 ? stringField(predictor, "name") : "";
  return {
    name: own === "" ? `${name}-predictor` : `${name}-${own}-predictor`,
    namespace: stringField(metadata, "namespace"),
    labels: joined(stringMapField(runtimeSpec, "labels"), labelsOf(isvc), stringMapField(predictor, "labels"), {
      [SERVICE_LABEL]: name,
      component: "predictor",
    }),
    annotations: joined(
      inherited(stringMapField(runtimeSpec, "annotations"), minor),
      annotations,
      inherited(stringMapField(predictor, "annotations"), minor),
    ),
    podSpec: podSpec,
  };
}

function predictorAnnotations(metadata: JsonObject, predictor: Draft, minor: KserveMinor): Annotations {
  const annotations = inherited(stringMapField(metadata, "annotations"), minor);
  addLogger(inner(predictor, "logger"), annotations);
  addBatcher(inner(predictor, "batcher"), annotations);
  const implementation = implementationOf("predictor", predictor, minor);
  if (implementation.is === "section") addStorageSpec(implementation.spec, annotations);
  if (isMultiModel(predictor, minor)) {
    annotations[INJECT_PULLER] = "true";
    annotations[`${INTERNAL}/configVolumeName`] = `modelconfig-${stringField(metadata, "name")}-0`;
    annotations[`${INTERNAL}/configMountPath`] = "/mnt/configs";
    annotations[`${INTERNAL}/modelDir`] = "/mnt/models";
  }
  return annotations;
}

/** A server without a model of its own gets them from the agent's puller. */
function isMultiModel(predictor: Draft, minor: KserveMinor): boolean {
  const [first] = items(predictor, "containers");
  if (first !== undefined)
    return items(first, "env").some(({ name, value }) => name === "MULTI_MODEL_SERVER" && value === "true");
  const implementation = implementationOf("predictor", predictor, minor);
  if (implementation.is === "custom") return false;
  const { spec, section } = implementation;
  if (section === "huggingface" || inner(inner(predictor, "model"), "modelFormat")?.["name"] === "huggingface")
    return false;
  const hasUris = minor >= 17 && items(predictor, "storageUris").length > 0;
  return spec["storageUri"] === undefined && spec["storage"] === undefined && !hasUris;
}

/** Tells the pod webhook where the model is; or why that cannot be. */
function addSource(predictor: Draft, annotations: Annotations, minor: KserveMinor): string | undefined {
  const uri = storageUriOf("predictor", implementationOf("predictor", predictor, minor));
  if (uri === undefined) return undefined;
  if (annotations[SOURCE_URI] !== undefined) return "must provide only one of storageUri and storage.path";
  annotations[SOURCE_URI] = uri;
  return unsupportedUri(uri, minor);
}

type Pods = { readonly podSpec: JsonObject; readonly runtime?: JsonObject } | { readonly error: string };

/** The first container is overwritten by the model's, wherever that stands (pod `first/logger/http-port`). */
function customPods(predictor: Draft): Pods {
  const podSpec = podSpecOf(predictor);
  const [, ...others] = structListField(podSpec, "containers");
  const model = structListField(podSpec, "containers").find(({ name }) => name === MODEL_CONTAINER) ?? nilPointer();
  return { podSpec: { ...podSpec, containers: [model, ...others] } };
}

function modelPods({ isvc, runtimes, minor }: ComponentContext, predictor: Draft): Pods {
  const model = made(predictor, "model");
  const named = optionalString(model, "runtime");
  // Up to 0.15 a named runtime's defaults came before the question whether it fits.
  if (named !== undefined && minor < 17)
    setRuntimeDefaults(isvc, model, serverOf({ metadata: { name: named } }, minor));
  const isMultiNode = inner(predictor, "workerSpec") !== undefined;
  const selected = selectRuntime(model, runtimes, isMultiNode, minor);
  if ("error" in selected) return selected;
  const { runtime } = selected;
  const server = serverOf(runtime, minor);
  if (named === undefined || minor >= 17) setRuntimeDefaults(isvc, model, server);
  model["runtime"] = runtimeName(runtime);
  model["protocolVersion"] ??= protocolOfRuntime(runtime);
  const spec = structField(runtime, "spec");
  const containers = structListField(spec, "containers");
  if (containers.length === 0) return { error: "no container configuration found in selected serving runtime" };
  const own = containers.find(({ name }) => name === MODEL_CONTAINER);
  if (own === undefined) return { error: "failed to find kserve-container in ServingRuntime containers" };
  const merged = filledIn(mergeContainers(own, containerOf(model), minor), runtime, isvc, minor);
  if ("error" in merged) return merged;
  const version = optionalString(model, "runtimeVersion");
  const container = { ...merged.container, image: imageFor(merged.container, version, server, minor) };
  const podSpec = mergePodSpecs(spec, podSpecOf(predictor), minor);
  if (minor < 15) {
    const others = containers.filter((other) => other !== own);
    return { podSpec: { ...podSpec, containers: [container, ...others] }, runtime };
  }
  const users = structListField(predictor, "containers");
  const transformer = collocatedTransformer(containers, users, runtime, isvc, minor);
  if (transformer !== undefined && "error" in transformer) return transformer;
  const isOther = ({ name }: JsonObject): boolean => name !== TRANSFORMER_CONTAINER;
  return {
    podSpec: {
      ...podSpec,
      containers: [
        container,
        ...(transformer === undefined ? [] : [transformer.container]),
        ...containers.filter((other) => isOther(other) && other["name"] !== MODEL_CONTAINER),
        ...users.filter(isOther),
      ],
    },
    runtime,
  };
}

type Filled = { readonly container: JsonObject } | { readonly error: string };

/** A container of a runtime with the InferenceService's own name and labels in it. */
function filledIn(container: JsonObject, runtime: JsonObject, isvc: Draft, minor: KserveMinor): Filled {
  const filled = replacePlaceholders(container, structField(isvc, "metadata"));
  if ("container" in filled) return filled;
  const where = minor >= 15 ? `${runtimeName(runtime)} Container ${stringField(container, "name")}` : "Container";
  return { error: `failed to replace placeholders in serving runtime ${where}: ${filled.unknown} is not known here` };
}

/** The transformer beside the model, of the runtime or of the user or of both. */
function collocatedTransformer(
  containers: readonly JsonObject[],
  users: readonly JsonObject[],
  runtime: JsonObject,
  isvc: Draft,
  minor: KserveMinor,
): Filled | undefined {
  const isTransformer = ({ name }: JsonObject): boolean => name === TRANSFORMER_CONTAINER;
  const ofRuntime = containers.find(isTransformer);
  const ofUser = users.find(isTransformer);
  const container =
    ofRuntime === undefined || ofUser === undefined ? (ofRuntime ?? ofUser) : mergeContainers(ofRuntime, ofUser, minor);
  return container === undefined ? undefined : filledIn(container, runtime, isvc, minor);
}
