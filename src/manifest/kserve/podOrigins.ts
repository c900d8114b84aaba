import type { JsonObject } from "../../model/json.ts";
import type { PodValue } from "../../model/podValue.ts";
import { PROBE_TYPES } from "../../model/probe.ts";
import { pointerField, stringField, structField, structListField } from "../kubernetes/fields.ts";
import type { ComponentName } from "./implementations.ts";
import { MODEL_CONTAINER } from "./implementations.ts";

/** Containers that nobody's file asks for. */
const ADDED: Readonly<Record<string, string>> = {
  agent: "KServe adds it for a logger, a batcher or the model puller",
  "queue-proxy": "Knative adds it to every pod",
  modelcar: "KServe adds it: the model's own image",
};

/**
 * Where the values of a component's pod come from.
 * @param given the object as the user wrote it, decoded and not defaulted
 * @param pod what the platform makes of it
 */
export function podOrigins(component: ComponentName, given: JsonObject, pod: JsonObject): PodValue[] {
  const base = `spec.${component}`;
  const spec = structField(structField(given, "spec"), component);
  const containers = structListField(structField(pod, "spec"), "containers");
  const init = structListField(structField(pod, "spec"), "initContainers");
  return [
    { path: "", from: base },
    { path: "metadata", from: "metadata", why: "KServe adds its own" },
    ...init.flatMap((container, index) =>
      stringField(container, "name") === "storage-initializer"
        ? [{ path: `spec.initContainers[${index}]`, why: "KServe adds it: it fetches the model" }]
        : [],
    ),
    ...containers.flatMap((container, index) => containerOrigins(container, `spec.containers[${index}]`, base, spec)),
  ];
}

function containerOrigins(container: JsonObject, path: string, base: string, spec: JsonObject): PodValue[] {
  const name = stringField(container, "name");
  const why = Object.hasOwn(ADDED, name) ? ADDED[name] : undefined;
  const source = sourceOfContainer(name, base, spec);
  if (source === undefined) {
    // No field of the user's stands for a probe of such a container.
    const probes = PROBE_TYPES.map((type) => ({ path: `${path}.${type}Probe`, why: why ?? "the runtime says it" }));
    return [{ path, from: base, why: why ?? "the runtime adds it" }, ...probes];
  }
  return [
    { path, from: source.from },
    ...fieldOrigins(container, path, source),
    ...probeOrigins(container, path, source),
  ];
}

/** What Kubernetes fills in by itself is nobody's to explain. */
const DEFAULTED = new Set(["terminationMessagePath", "terminationMessagePolicy"]);

function fieldOrigins(container: JsonObject, path: string, { from, given, hasRuntime }: ContainerSource): PodValue[] {
  const why = hasRuntime ? "of the runtime, or added by KServe" : "added by KServe";
  return Object.keys(container)
    .filter((field) => given[field] === undefined && !field.endsWith("Probe") && !DEFAULTED.has(field))
    .map((field) => ({ path: `${path}.${field}`, from: `${from}.${field}`, why }));
}

interface ContainerSource {
  /** Path of the section or container in the user's object. */
  readonly from: string;
  readonly given: JsonObject;
  /** A runtime may say what the user leaves out. */
  readonly hasRuntime: boolean;
}

function sourceOfContainer(name: string, base: string, spec: JsonObject): ContainerSource | undefined {
  const section = Object.keys(spec).find((key) => SECTIONS.has(key));
  if (name === MODEL_CONTAINER && section !== undefined)
    return { from: `${base}.${section}`, given: structField(spec, section), hasRuntime: true };
  const containers = structListField(spec, "containers");
  const named = containers.findIndex((container) => stringField(container, "name") === name);
  // A single container is renamed, and so is the first of a transformer or explainer.
  const index = named < 0 && name === MODEL_CONTAINER && containers.length > 0 ? 0 : named;
  const given = containers[index];
  return given === undefined
    ? undefined
    : { from: `${base}.containers[${index}]`, given, hasRuntime: section !== undefined };
}

const SECTIONS = new Set([
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
  "art",
]);

function probeOrigins(container: JsonObject, path: string, { from, given, hasRuntime }: ContainerSource): PodValue[] {
  return PROBE_TYPES.flatMap((type) => {
    const key = `${type}Probe`;
    const probe = pointerField(container, key);
    if (probe === undefined) return [];
    const own = pointerField(given, key);
    const place = `${from}.${key}`;
    const why = hasRuntime
      ? "the runtime says it"
      : "KServe adds it: a server without readiness is ready when its port opens";
    if (own === undefined) return [{ path: `${path}.${key}`, from: place, why: whyOf(probe, hasRuntime, type) ?? why }];
    const inherited = hasRuntime
      ? Object.keys(probe)
          .filter((field) => own[field] === undefined)
          .map((field) => ({
            path: `${path}.${key}.${field}`,
            from: `${place}.${field}`,
            why: "of the runtime, or Kubernetes' default",
          }))
      : [];
    return [{ path: `${path}.${key}`, from: place }, ...inherited];
  });
}

/** KServe's own readiness cannot be told from a runtime's that says the same: then it matters to nobody. */
function whyOf(probe: JsonObject, hasRuntime: boolean, type: string): string | undefined {
  return hasRuntime && type === "readiness" && pointerField(probe, "tcpSocket") !== undefined
    ? "of the runtime or, where that says none, KServe's own: ready when the first port opens"
    : undefined;
}
