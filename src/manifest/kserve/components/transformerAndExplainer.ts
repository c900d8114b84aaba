import type { JsonObject } from "../../../model/json.ts";
import { draftOf, items, made } from "../../kubernetes/defaults/draft.ts";
import {
  optionalNumber,
  optionalString,
  pointerField,
  stringField,
  stringListField,
  stringMapField,
  structField,
  structListField,
} from "../../kubernetes/fields.ts";
import { SERVICE_LABEL, SOURCE_URI } from "../annotations.ts";
import { implementationOf, MODEL_CONTAINER, storageUriOf } from "../implementations.ts";
import type { KserveMinor } from "../kserveRelease.ts";
import { shippedRelease } from "../shippedRelease.ts";
import type { ComponentContext, ComponentOutcome } from "./component.ts";
import { containerOf, includesArgument, podSpecOf, setVariable } from "./component.ts";
import { addBatcher, addLogger, inherited, joined, labelsOf, unsupportedUri } from "./componentAnnotations.ts";

/** What the reconciler of a transformer or an explainer makes of an InferenceService that has one. */
export function buildOther(
  component: "transformer" | "explainer",
  { isvc, minor }: ComponentContext,
): ComponentOutcome {
  const draft = made(made(isvc, "spec"), component);
  const spec = draft;
  const metadata = structField(isvc, "metadata");
  const name = stringField(metadata, "name");
  const annotations = inherited(stringMapField(metadata, "annotations"), minor);
  const implementation = implementationOf(component, draft, minor);
  const uri = storageUriOf(component, implementation);
  if (uri !== undefined) {
    annotations[SOURCE_URI] = uri;
    const unsupported = unsupportedUri(uri, minor);
    if (unsupported !== undefined) return { error: unsupported };
  }
  addLogger(pointerField(spec, "logger"), annotations);
  // An explainer's batcher is never looked at.
  if (component === "transformer") addBatcher(pointerField(spec, "batcher"), annotations);
  const podSpec = draftOf(podSpecOf(spec));
  const containers = structListField(podSpec, "containers");
  const first =
    implementation.is === "custom"
      ? withArguments(component, containers[0] ?? {}, spec, metadata)
      : artExplainer(implementation.section, implementation.spec, spec, metadata, minor);
  podSpec["containers"] = [first, ...containers.slice(1)];
  const [server] = items(podSpec, "containers");
  if (minor >= 17 && component === "transformer" && server !== undefined)
    setVariable(server, "INFERENCE_SERVICE_NAME", name);
  return {
    name: `${name}-${component}`,
    namespace: stringField(metadata, "namespace"),
    labels: joined(labelsOf(isvc), stringMapField(spec, "labels"), { [SERVICE_LABEL]: name, component }),
    annotations: joined(annotations, inherited(stringMapField(spec, "annotations"), minor)),
    podSpec: podSpec,
  };
}

function predictorHost(metadata: JsonObject): string {
  return `${stringField(metadata, "name")}-predictor.${stringField(metadata, "namespace")}`;
}

/** Arguments that are added where the user gives none of that name. */
function withArguments(
  component: "transformer" | "explainer",
  container: JsonObject,
  spec: JsonObject,
  metadata: JsonObject,
): JsonObject {
  const given = stringListField(container, "args");
  const workers = optionalNumber(spec, "containerConcurrency");
  const added = [
    ["--model_name", stringField(metadata, "name")],
    ["--predictor_host", predictorHost(metadata)],
    ["--http_port", "8080"],
    ...(workers === undefined ? [] : [["--workers", String(workers)]]),
  ];
  const missing = added.filter(
    ([name = ""]) => !includesArgument(given, name) || (component === "explainer" && name === "--http_port"),
  );
  return { ...container, args: [...given, ...missing.flat()] };
}

function artExplainer(
  section: string,
  explainer: JsonObject,
  spec: JsonObject,
  metadata: JsonObject,
  minor: KserveMinor,
): JsonObject {
  const given = stringListField(explainer, "args");
  const workers = optionalNumber(spec, "containerConcurrency");
  const config = Object.entries(stringMapField(explainer, "config") ?? {}).toSorted(([left], [right]) =>
    left < right ? -1 : 1,
  );
  const args = [
    "--model_name",
    stringField(metadata, "name"),
    "--http_port",
    "8080",
    ...(includesArgument(given, "--predictor_host") ? [] : ["--predictor_host", predictorHost(metadata)]),
    ...(workers === undefined || includesArgument(given, "--workers") ? [] : ["--workers", String(workers)]),
    ...(stringField(explainer, "storageUri") === "" ? [] : ["--storage_uri", "/mnt/models"]),
    ...(section === "art" ? ["--adversary_type", stringField(explainer, "type")] : [stringField(explainer, "type")]),
    ...config.flatMap(([key, value]) => [`--${key}`, value]),
    ...given,
  ];
  const image = stringField(explainer, "image");
  const shipped = structField(structField(shippedRelease(minor).config, "explainers"), section);
  return {
    ...containerOf(explainer),
    name: MODEL_CONTAINER,
    image:
      image === "" ? `${stringField(shipped, "image")}:${optionalString(explainer, "runtimeVersion") ?? ""}` : image,
    args: [...args, ...given],
  };
}
