import type { Draft } from "../kubernetes/defaults/draft.ts";
import { inner, items } from "../kubernetes/defaults/draft.ts";
import { indexOutOfRange } from "./kservePanic.ts";
import type { KserveMinor } from "./kserveRelease.ts";

export type ComponentName = "predictor" | "transformer" | "explainer";

/** How a component is described: by a model or a framework's own section, or by containers. */
export type Implementation =
  | { readonly is: "section"; readonly section: string; readonly spec: Draft }
  | { readonly is: "custom"; readonly spec: Draft };

export const MODEL_CONTAINER = "kserve-container";
export const TRANSFORMER_CONTAINER = "transformer-container";

/** In the order in which KServe looks at them (predictor.go `GetImplementations`). */
const PREDICTOR_SECTIONS = [
  "xgboost",
  "pytorch",
  "triton",
  "sklearn",
  "tensorflow",
  "onnx",
  "pmml",
  "lightgbm",
  "paddle",
  "huggingface",
  "model",
] as const;

/** All that is given; valid is exactly one. */
export function implementationsOf(component: ComponentName, spec: Draft, minor: KserveMinor): Implementation[] {
  const names = component === "predictor" ? PREDICTOR_SECTIONS : component === "explainer" ? ["alibi", "art"] : [];
  const sections = names.flatMap((section): Implementation[] => {
    const given = inner(spec, section);
    return given === undefined ? [] : [{ is: "section", section, spec: given }];
  });
  const containers = items(spec, "containers");
  if (containers.length === 0) return sections;
  const custom: Implementation = { is: "custom", spec };
  // From 0.15 on a predictor's other containers stand beside a model (collocation).
  if (component !== "predictor" || minor < 15) return [...sections, custom];
  const own = containers.filter((container) => container["name"] === MODEL_CONTAINER).map(() => custom);
  return sections.length === 0 && own.length === 0 ? [custom] : [...sections, ...own];
}

/** The first one, as `GetImplementation`; panics where there is none. */
export function implementationOf(component: ComponentName, spec: Draft, minor: KserveMinor): Implementation {
  return implementationsOf(component, spec, minor)[0] ?? indexOutOfRange();
}

/** Undefined: nil. An explainer's empty one is nil, a predictor's is not. */
export function storageUriOf(component: ComponentName, implementation: Implementation): string | undefined {
  if (implementation.is === "section") {
    const uri = implementation.spec["storageUri"];
    return typeof uri === "string" && (component === "predictor" || uri !== "") ? uri : undefined;
  }
  const containers = items(implementation.spec, "containers");
  const container = component === "predictor" ? containers.find(({ name }) => name === MODEL_CONTAINER) : containers[0];
  return environmentValue(container, "STORAGE_URI");
}

/** The value of the first variable of that name; undefined if there is none. */
export function environmentValue(container: Draft | undefined, name: string): string | undefined {
  const variable = items(container, "env").find((entry) => entry["name"] === name);
  if (variable === undefined) return undefined;
  return typeof variable["value"] === "string" ? variable["value"] : "";
}
