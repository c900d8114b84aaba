import type { JsonObject } from "../../../model/json.ts";
import {
  booleanField,
  optionalNumber,
  optionalString,
  pointerField,
  stringField,
  stringListField,
  structField,
  structListField,
} from "../../kubernetes/fields.ts";
import type { KserveMinor } from "../kserveRelease.ts";

/** The runtimes that an InferenceService can be given. */
export interface Runtimes {
  /** ServingRuntimes of its namespace. */
  readonly ofNamespace: readonly JsonObject[];
  /** ClusterServingRuntimes. */
  readonly ofCluster: readonly JsonObject[];
}

/** Each protocol's place in KServe's order. */
const PROTOCOLS = ["v1", "v2", "grpc-v1", "grpc-v2"];

/** The place of the first of a runtime's protocols; behind all of them if it says none. */
export function protocolPlace(runtime: JsonObject): number {
  const places = stringListField(structField(runtime, "spec"), "protocolVersions").map((protocol) => {
    const place = PROTOCOLS.indexOf(protocol);
    return place < 0 ? PROTOCOLS.length : place;
  });
  return Math.min(PROTOCOLS.length, ...places);
}

/** A model's protocol where it says none and a runtime was chosen. */
export function protocolOfRuntime(runtime: JsonObject): string {
  return PROTOCOLS[protocolPlace(runtime)] ?? "";
}

export function runtimeName(runtime: JsonObject): string {
  return stringField(structField(runtime, "metadata"), "name");
}

/** The runtime of a model; or why there is none. */
export function selectRuntime(
  model: JsonObject,
  { ofNamespace, ofCluster }: Runtimes,
  isMultiNode: boolean,
  minor: KserveMinor,
): { readonly runtime: JsonObject } | { readonly error: string } {
  const wanted = optionalString(model, "runtime");
  if (wanted !== undefined) {
    const runtime = [...ofNamespace, ...ofCluster].find((candidate) => runtimeName(candidate) === wanted);
    if (runtime === undefined)
      return { error: `No ServingRuntimes or ClusterServingRuntimes with the name: ${wanted}` };
    const refused = refuseNamed(model, structField(runtime, "spec"));
    return refused === undefined ? { runtime } : { error: `specified runtime ${wanted} ${refused}` };
  }
  const [runtime] = [ofNamespace, ofCluster].flatMap((runtimes) => supporting(model, runtimes, isMultiNode, minor));
  if (runtime !== undefined) return { runtime };
  const format = structField(model, "modelFormat");
  // Of a version Go prints where it lies in memory.
  const version = optionalString(format, "version") === undefined ? "<nil>" : "0x…";
  return {
    error: `no runtime found to support predictor with model type: {${stringField(format, "name")} ${version}}`,
  };
}

function refuseNamed(model: JsonObject, spec: JsonObject): string | undefined {
  if (booleanField(spec, "disabled")) return "is disabled";
  const protocol = optionalString(model, "protocolVersion");
  if (protocol !== undefined && !hasProtocol(spec, protocol)) return "does not support specified protocol version";
  return hasFormat(spec, model) ? undefined : "does not support specified framework/version";
}

function hasProtocol(spec: JsonObject, protocol: string): boolean {
  const protocols = stringListField(spec, "protocolVersions");
  return protocol === "" || protocols.length === 0 || protocols.includes(protocol);
}

/** Without a named runtime only formats count that are selected by themselves. */
function hasFormat(spec: JsonObject, model: JsonObject): boolean {
  const { name, version } = structField(model, "modelFormat");
  const isNamed = optionalString(model, "runtime") !== undefined;
  return structListField(spec, "supportedModelFormats").some(
    (format) =>
      (isNamed || booleanField(format, "autoSelect")) &&
      format["name"] === name &&
      (version === undefined || format["version"] === version),
  );
}

/** The best first: by priority for the format, then by protocol, then by name. All are taken for created at once. */
function supporting(
  model: JsonObject,
  runtimes: readonly JsonObject[],
  isMultiNode: boolean,
  minor: KserveMinor,
): JsonObject[] {
  const protocol = optionalString(model, "protocolVersion") ?? "v1";
  const format = stringField(structField(model, "modelFormat"), "name");
  const priority = (runtime: JsonObject): number => {
    const formats = structListField(structField(runtime, "spec"), "supportedModelFormats");
    const found = formats.find((candidate) => stringField(candidate, "name") === format);
    return (found === undefined ? undefined : optionalNumber(found, "priority")) ?? -Infinity;
  };
  const compare = (left: number, right: number): number => (left === right ? 0 : left < right ? -1 : 1);
  return runtimes
    .filter((runtime) => {
      const spec = structField(runtime, "spec");
      return (
        !booleanField(spec, "disabled") &&
        !booleanField(spec, "multiModel") &&
        hasFormat(spec, model) &&
        hasProtocol(spec, protocol) &&
        (minor < 15 || (pointerField(spec, "workerSpec") !== undefined) === isMultiNode)
      );
    })
    .toSorted(
      (left, right) =>
        compare(priority(right), priority(left)) ||
        compare(protocolPlace(left), protocolPlace(right)) ||
        (runtimeName(left) < runtimeName(right) ? -1 : 1),
    );
}
