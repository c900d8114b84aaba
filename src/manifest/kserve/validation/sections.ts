import type { JsonObject } from "../../../model/json.ts";
import { optionalString, structListField } from "../../kubernetes/fields.ts";
import type { ComponentName, Implementation } from "../implementations.ts";
import { environmentValue, storageUriOf } from "../implementations.ts";
import type { KserveMinor } from "../kserveRelease.ts";
import { indexOutOfRange } from "../kservePanic.ts";
import { usesNvidiaGpu } from "../usesNvidiaGpu.ts";
import type { Refusal } from "./componentFields.ts";
import { refuseStorageSpec } from "./storage.ts";

/** Frameworks whose images are tagged by whether they use a GPU. */
const GPU_NAMES: Readonly<Record<string, string>> = { pytorch: "PyTorch", tensorflow: "Tensorflow" };
const WITH_STORAGE_CHECK = new Set(["pytorch", "tensorflow", "onnx", "huggingface", "pmml", "art", "alibi"]);

/** What an implementation's own `Validate` says; frameworks keep their sections in ModelMesh mode only. */
export function refuseImplementation(
  component: ComponentName,
  implementation: Implementation,
  minor: KserveMinor,
): Refusal {
  if (implementation.is === "custom")
    return component === "predictor" ? refuseProtocol(implementation.spec, minor) : undefined;
  const { section, spec } = implementation;
  const uri = storageUriOf(component, implementation);
  const gpu = GPU_NAMES[section];
  const refused = gpu === undefined ? undefined : refuseVersion(gpu, spec);
  if (refused !== undefined) return refused;
  if (section === "onnx" && uri !== undefined) {
    const extension = /\.[^./]*$/.exec(uri)?.[0] ?? "";
    if (extension !== ".onnx" && extension !== "")
      return `expected storageUri file extension: '.onnx' but got '${extension}'`;
  }
  return WITH_STORAGE_CHECK.has(section) ? refuseStorageSpec(spec, uri) : undefined;
}

/** The arguments of the message stand the wrong way round in KServe. */
function refuseProtocol(podSpec: JsonObject, minor: KserveMinor): Refusal {
  const [first] = structListField(podSpec, "containers");
  const protocol = environmentValue(first ?? indexOutOfRange(), "PROTOCOL");
  if (protocol === undefined || protocol === "v1" || protocol === "v2") return undefined;
  return `${minor >= 14 ? "invalid" : "Invalid"} protocol v1, v2. Must be one of [${protocol}]`;
}

function refuseVersion(name: string, section: JsonObject): Refusal {
  const version = optionalString(section, "runtimeVersion");
  if (version === undefined) return undefined;
  const usesGpu = usesNvidiaGpu(section);
  if (usesGpu === version.includes("-gpu")) return undefined;
  const end = name === "PyTorch" ? ". " : "";
  return usesGpu
    ? `${name} RuntimeVersion is not GPU enabled but GPU resources are requested${end}`
    : `${name} RuntimeVersion is GPU enabled but GPU resources are not requested${end}`;
}
