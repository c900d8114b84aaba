import type { JsonObject } from "../../../model/json.ts";
import { structListField } from "../../kubernetes/fields.ts";
import type { KserveMinor } from "../kserveRelease.ts";

/** The text of a refusal; undefined: nothing to refuse. */
export type Refusal = string | undefined;

/** The Go fields of a component's struct but for the last, which KServe lists as the alternatives. */
const ALTERNATIVES = {
  predictor: [
    { name: "Name", from: 20 },
    { name: "SKLearn" },
    { name: "XGBoost" },
    { name: "Tensorflow" },
    { name: "PyTorch" },
    { name: "Triton" },
    { name: "ONNX" },
    { name: "HuggingFace" },
    { name: "PMML" },
    { name: "LightGBM" },
    { name: "Paddle" },
    { name: "Model" },
    { name: "StorageUris", from: 17 },
    { name: "StorageContainerName", from: 20 },
    { name: "WorkerSpec", from: 14 },
    { name: "PodSpec" },
  ],
  transformer: [{ name: "PodSpec" }, { name: "ComponentExtensionSpec", from: 17 }],
  explainer: [
    { name: "Alibi", until: 12 },
    { name: "ART" },
    { name: "PodSpec" },
    { name: "ComponentExtensionSpec", from: 17 },
  ],
} as const satisfies Readonly<
  Record<string, readonly { readonly name: string; readonly from?: number; readonly until?: number }[]>
>;

const STRUCT_NAMES = {
  predictor: "PredictorSpec",
  transformer: "TransformerSpec",
  explainer: "ExplainerSpec",
} as const;

/** The refusal of a component that has none or more than one implementation. */
export function notExactlyOne(component: keyof typeof ALTERNATIVES, minor: KserveMinor): string {
  const alternatives: readonly { readonly name: string; readonly from?: number; readonly until?: number }[] =
    ALTERNATIVES[component];
  const names = alternatives.filter(({ from = 0, until = Infinity }) => minor >= from && minor <= until);
  const first = minor >= 14 ? "exactly" : "Exactly";
  return `${first} one of [${names.map(({ name }) => name).join(", ")}] must be specified in ${STRUCT_NAMES[component]}`;
}

/** A list of containers of a component, a worker or a runtime. */
export function containersOf(
  podSpec: JsonObject | undefined,
  list: "containers" | "initContainers",
): readonly JsonObject[] {
  return podSpec === undefined ? [] : structListField(podSpec, list);
}
