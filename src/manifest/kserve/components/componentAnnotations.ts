import type { JsonObject } from "../../../model/json.ts";
import { isJsonObject } from "../../../model/json.ts";
import {
  optionalNumber,
  optionalString,
  pointerField,
  stringField,
  stringListField,
  stringMapField,
  structField,
} from "../../kubernetes/fields.ts";
import { INJECT_BATCHER, INJECT_LOGGER, INTERNAL, SOURCE_URI } from "../annotations.ts";
import type { KserveMinor } from "../kserveRelease.ts";
import { shippedRelease } from "../shippedRelease.ts";

export type Annotations = Record<string, string>;

/** Annotations that components and their pods do not inherit (constants.go `ServiceAnnotationDisallowedList`). */
const NOT_INHERITED = new Set([
  "autoscaling.knative.dev/min-scale",
  "autoscaling.knative.dev/max-scale",
  SOURCE_URI,
  "kubectl.kubernetes.io/last-applied-configuration",
]);

/** What of some annotations a component inherits. */
export function inherited(annotations: Readonly<Record<string, string>> | undefined, minor: KserveMinor): Annotations {
  return Object.fromEntries(
    Object.entries(annotations ?? {}).filter(
      ([key]) => !NOT_INHERITED.has(key) && (minor < 17 || key !== "modelFormat"),
    ),
  );
}

export function addLogger(logger: JsonObject | undefined, annotations: Annotations): void {
  if (logger === undefined) return;
  annotations[INJECT_LOGGER] = "true";
  const url = optionalString(logger, "url");
  if (url !== undefined) annotations[`${INTERNAL}/logger-sink-url`] = url;
  annotations[`${INTERNAL}/logger-mode`] = stringField(logger, "mode");
  if (logger["metadataHeaders"] !== undefined)
    annotations[`${INTERNAL}/logger-metadata-headers`] = stringListField(logger, "metadataHeaders").join(",");
  if (logger["metadataAnnotations"] !== undefined)
    annotations[`${INTERNAL}/logger-metadata-annotations`] = stringListField(logger, "metadataAnnotations").join(",");
}

export function addBatcher(batcher: JsonObject | undefined, annotations: Annotations): void {
  if (batcher === undefined) return;
  annotations[INJECT_BATCHER] = "true";
  const size = optionalNumber(batcher, "maxBatchSize");
  const latency = optionalNumber(batcher, "maxLatency");
  if (size !== undefined) annotations[`${INTERNAL}/batcher-max-batchsize`] = String(size);
  if (latency !== undefined) annotations[`${INTERNAL}/batcher-max-latency`] = String(latency);
}

/** Of a model's or framework's `storage`. */
export function addStorageSpec(section: JsonObject, annotations: Annotations): void {
  const storage = pointerField(section, "storage");
  if (storage === undefined) return;
  annotations[`${INTERNAL}/storage-spec`] = "true";
  const { parameters } = storage;
  if (isJsonObject(parameters)) annotations[`${INTERNAL}/storage-spec-param`] = JSON.stringify(parameters);
  const key = optionalString(storage, "key");
  if (key !== undefined) annotations[`${INTERNAL}/storage-spec-key`] = key;
  const path = optionalString(storage, "path");
  if (path !== undefined) annotations[SOURCE_URI] = `<scheme-placeholder>://${path.replace(/^\//, "")}`;
}

const SUPPORTED_PREFIXES = [
  "gs://",
  "s3://",
  "pvc://",
  "file://",
  "https://",
  "http://",
  "hdfs://",
  "webhdfs://",
  "oci://",
];

/** Why a model cannot be fetched from there; undefined: it can, or nobody looks. */
export function unsupportedUri(uri: string, minor: KserveMinor): string | undefined {
  const { clusterStorageContainers } = shippedRelease(minor);
  if (clusterStorageContainers.some((container) => supportsUri(container, uri))) return undefined;
  if (!/\w+?:\/\//.test(uri)) return undefined;
  const prefixes = [
    ...SUPPORTED_PREFIXES,
    ...(minor >= 20 ? ["oci+native://"] : []),
    ...(minor >= 15 ? ["hf://"] : []),
  ];
  if (uri.includes("blob.core.windows.net")) {
    if (/https:\/\/(.+?).blob.core.windows.net\/(.+)/.test(uri)) return undefined;
  } else if (prefixes.some((prefix) => uri.startsWith(prefix))) return undefined;
  const stop = minor >= 14 ? "" : ".";
  return `StorageURI not supported: storageUri, must be one of: [${prefixes.join(", ")}] or match https://{}.blob.core.windows.net/{}/{} or be an absolute or relative local path. StorageUri [${uri}] is not supported${stop}`;
}

/** Whether a ClusterStorageContainer fetches from there, in an init container. */
export function supportsUri(container: JsonObject, uri: string): boolean {
  const spec = structField(container, "spec");
  const type = stringField(spec, "workloadType");
  const formats = spec["supportedUriFormats"];
  if (container["disabled"] === true || (type !== "" && type !== "initContainer") || !Array.isArray(formats))
    return false;
  return (formats as JsonObject[]).some((format) => {
    const prefix = stringField(format, "prefix");
    return prefix === "" ? new RegExp(stringField(format, "regex"), "u").test(uri) : uri.startsWith(prefix);
  });
}

/** Labels or annotations of several sources; later ones win. */
export function joined(...sources: readonly (Readonly<Record<string, string>> | undefined)[]): Annotations {
  return Object.assign({}, ...sources) as Annotations;
}

export function labelsOf(object: JsonObject): Readonly<Record<string, string>> {
  return stringMapField(structField(object, "metadata"), "labels") ?? {};
}
