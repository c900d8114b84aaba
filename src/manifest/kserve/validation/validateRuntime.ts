import type { JsonObject } from "../../../model/json.ts";
import {
  booleanField,
  optionalNumber,
  optionalString,
  pointerField,
  stringField,
  stringListField,
  stringMapField,
  structField,
  structListField,
} from "../../kubernetes/fields.ts";
import { MODEL_CONTAINER } from "../implementations.ts";
import { indexOutOfRange } from "../kservePanic.ts";
import type { KserveMinor } from "../kserveRelease.ts";
import { blockedVariable } from "./blockedVariables.ts";
import type { Refusal } from "./componentFields.ts";
import { containersOf } from "./componentFields.ts";
import { gpuTypesProblem, hasUnknownGpu, parallelVariable, refuseSizes } from "./multiNode.ts";

/**
 * Why KServe's webhook denies a ServingRuntime or ClusterServingRuntime; undefined: it is allowed. Panics (KservePanic) where KServe does.
 * @param existing the other runtimes of that kind: of a ServingRuntime those of its namespace
 */
export function validateRuntime(runtime: JsonObject, existing: readonly JsonObject[], minor: KserveMinor): Refusal {
  const spec = structField(runtime, "spec");
  if (booleanField(spec, "disabled")) return undefined;
  const kind = stringField(runtime, "kind");
  const name = nameOf(runtime);
  const priority = refusePriority(runtime, existing, minor);
  if (priority !== undefined || minor < 15) return priority;
  const former = existing.find((other) => nameOf(other) === name);
  const workers = refuseWorkers(spec, former === undefined ? {} : structField(former, "spec"));
  if (workers !== undefined) return `the ${kind} ${name} is invalid: ${workers}`;
  const blocked =
    minor >= 20
      ? blockedVariable([
          ...containersOf(spec, "containers"),
          ...containersOf(pointerField(spec, "workerSpec"), "containers"),
        ])
      : undefined;
  return blocked === undefined ? undefined : `the ${kind} ${JSON.stringify(name)} is invalid: ${blocked}`;
}

function nameOf(runtime: JsonObject): string {
  return stringField(structField(runtime, "metadata"), "name");
}

function refusePriority(runtime: JsonObject, existing: readonly JsonObject[], minor: KserveMinor): Refusal {
  const spec = structField(runtime, "spec");
  const isOfCluster = stringField(runtime, "kind") === "ClusterServingRuntime";
  const name = nameOf(runtime);
  for (const other of existing) {
    const inside = differingPriority(spec);
    if (inside !== undefined)
      return `${minor >= 14 ? "different" : "Different"} priorities assigned for the model format ${inside} under the ${isOfCluster ? "clusterservingruntime" : "servingruntime"} ${name}`;
    const format = nameOf(other) === name ? undefined : sharedPriority(spec, structField(other, "spec"));
    if (format !== undefined) {
      const where = isOfCluster
        ? `in the clusterservingruntimes ${nameOf(other)} and ${name}`
        : `in the servingruntimes ${nameOf(other)} and ${name} in namespace ${stringField(structField(runtime, "metadata"), "namespace")}`;
      return `${minor >= 14 ? "same" : "Same"} priority assigned for the model format ${format} ${where}`;
    }
  }
  return undefined;
}

function autoSelected(spec: JsonObject): readonly JsonObject[] {
  return structListField(spec, "supportedModelFormats").filter((format) => booleanField(format, "autoSelect"));
}

/** A format that has two priorities in one runtime. */
function differingPriority(spec: JsonObject): string | undefined {
  const priorities = new Map<string, number | undefined>();
  for (const format of autoSelected(spec)) {
    const name = stringField(format, "name");
    const priority = optionalNumber(format, "priority");
    const before = priorities.get(name);
    if (!priorities.has(name)) priorities.set(name, priority);
    else if (before !== undefined && priority !== undefined && before !== priority) return name;
  }
  return undefined;
}

/** A format for which two runtimes of one protocol would be chosen alike. */
function sharedPriority(spec: JsonObject, other: JsonObject): string | undefined {
  if (booleanField(spec, "multiModel") !== booleanField(other, "multiModel") || booleanField(other, "disabled"))
    return undefined;
  const protocols = stringListField(other, "protocolVersions");
  if (!stringListField(spec, "protocolVersions").some((protocol) => protocols.includes(protocol))) return undefined;
  for (const theirs of autoSelected(other)) {
    const same = autoSelected(spec).find(
      (own) =>
        stringField(own, "name").toLowerCase() === stringField(theirs, "name").toLowerCase() &&
        optionalString(own, "version") === optionalString(theirs, "version") &&
        optionalNumber(own, "priority") !== undefined &&
        optionalNumber(own, "priority") === optionalNumber(theirs, "priority"),
    );
    if (same !== undefined) return stringField(same, "name");
  }
  return undefined;
}

function refuseWorkers(spec: JsonObject, former: JsonObject): Refusal {
  const worker = pointerField(spec, "workerSpec");
  if (worker === undefined)
    return pointerField(former, "workerSpec") === undefined
      ? undefined
      : "removing workerSpec where it already exists is not allowed";
  const containers = containersOf(worker, "containers");
  if (containers.length > 1) return "setting multiple containers in workerSpec is not allowed";
  const annotations = stringMapField(spec, "annotations") ?? {};
  const unknownGpu = (container: JsonObject): Refusal =>
    gpuTypesProblem(annotations) ??
    (hasUnknownGpu(container, annotations)
      ? `unknown GPU resource type in a container(${stringField(container, "name")})`
      : undefined);
  for (const container of containersOf(spec, "containers")) {
    if (stringField(container, "name") !== MODEL_CONTAINER) continue;
    const refused = parallelVariable(container) ?? unknownGpu(container);
    if (refused !== undefined) return refused;
  }
  const [first = indexOutOfRange()] = containers;
  const unknown = stringField(first, "name") === "worker-container" ? unknownGpu(first) : undefined;
  return unknown ?? refuseSizes(worker, "the WorkerSpec");
}
