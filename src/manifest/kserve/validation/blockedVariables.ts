import type { JsonObject } from "../../../model/json.ts";
import { pointerField, stringField, structField, structListField } from "../../kubernetes/fields.ts";
import type { Refusal } from "./componentFields.ts";
import { containersOf } from "./componentFields.ts";

/** Variables that 0.20 and later refuse. */
const BLOCKED = new Set(["PYTHONPATH"]);

/** The first blocked variable of some containers, in words. */
export function blockedVariable(containers: readonly JsonObject[]): Refusal {
  for (const container of containers) {
    const name = structListField(container, "env")
      .map((variable) => stringField(variable, "name"))
      .find((variable) => BLOCKED.has(variable));
    if (name !== undefined)
      return `setting ${name} in container "${stringField(container, "name")}" is not allowed for security reasons`;
  }
  return undefined;
}

/** In the order in which an InferenceService is looked through. */
export function blockedVariableOfService(spec: JsonObject): Refusal {
  const predictor = structField(spec, "predictor");
  const section = [
    "model",
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
  ]
    .map((name) => pointerField(predictor, name))
    .find((found) => found !== undefined);
  const parts = [predictor, pointerField(predictor, "workerSpec"), pointerField(spec, "transformer")];
  const [own, ...others] = parts.map((part) => [
    ...containersOf(part, "containers"),
    ...containersOf(part, "initContainers"),
  ]);
  const explainer = pointerField(spec, "explainer");
  const art = explainer === undefined ? undefined : pointerField(explainer, "art");
  return blockedVariable([
    ...(own ?? []),
    ...(section === undefined ? [] : [section]),
    ...others.flat(),
    ...containersOf(explainer, "containers"),
    ...containersOf(explainer, "initContainers"),
    ...(art === undefined ? [] : [art]),
  ]);
}
