import { encodeObject } from "../manifest/kubernetes/goObject.ts";
import { defaultInferenceService } from "../manifest/kserve/defaultInferenceService.ts";
import type { KserveMinor } from "../manifest/kserve/kserveRelease.ts";
import type { KserveKind } from "../manifest/kserve/kserveTypes.ts";
import { decodeKserveValue, kserveStruct } from "../manifest/kserve/kserveTypes.ts";
import { shippedRelease } from "../manifest/kserve/shippedRelease.ts";
import { validateInferenceService } from "../manifest/kserve/validation/validateInferenceService.ts";
import { validateRuntime } from "../manifest/kserve/validation/validateRuntime.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";
import { compareOutcomes } from "./compareOutcomes.ts";
import { listOf, objectOf, textOf } from "./recordedObjects.ts";
import { guarded, KSERVE_PLATFORM } from "./kserveRecordings.ts";
import type { VectorKind } from "./vectorKind.ts";

/** As the recording writes objects: without status, creation times and empty metadata and resources. */
function cleaned(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.map(cleaned);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).flatMap(([key, item]): [string, JsonValue][] => {
    if (item === undefined || (key === "creationTimestamp" && item === null)) return [];
    const inside = cleaned(item);
    const isEmpty = isJsonObject(inside) && Object.keys(inside).length === 0;
    return isEmpty && (key === "metadata" || key === "resources") ? [] : [[key, inside]];
  });
  return Object.fromEntries(entries);
}

/** What KServe's webhooks answer to an object of a kind, as the recording writes it. */
export function judgeKserve(
  kind: KserveKind,
  object: JsonObject,
  existing: readonly JsonObject[],
  minor: KserveMinor,
): JsonObject {
  return kind === "InferenceService" ? judgeService(object, minor) : judgeRuntime(kind, object, existing, minor);
}

function judgeService(object: JsonObject, minor: KserveMinor): JsonObject {
  const metadata = objectOf(object["metadata"]);
  const placed = { ...object, metadata: { ...metadata, namespace: metadata["namespace"] ?? "default" } };
  const decoded = decodeKserveValue("InferenceService", placed, minor);
  const { value: defaulted, panic: defaultPanic } = guarded(() => defaultInferenceService(decoded, minor));
  if (defaulted === undefined) return { defaultPanic: defaultPanic ?? "" };
  const written = cleaned(encodeObject(kserveStruct("InferenceService", minor), defaulted));
  const { value: verdict, panic } = guarded(() => validateInferenceService(defaulted, minor));
  if (verdict === undefined) return { defaulted: written, panic: panic ?? "" };
  return {
    defaulted: written,
    ...(verdict.error === undefined ? {} : { error: verdict.error }),
    ...(verdict.warnings.length === 0 ? {} : { warnings: [...verdict.warnings] }),
  };
}

function judgeRuntime(
  kind: KserveKind,
  object: JsonObject,
  existing: readonly JsonObject[],
  minor: KserveMinor,
): JsonObject {
  const runtime = decodeKserveValue(kind, object, minor);
  const shipped = kind === "ClusterServingRuntime" ? shippedRelease(minor).clusterServingRuntimes : [];
  const others = [...shipped, ...existing].toSorted((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1));
  const { value: refusal, panic } = guarded(() => validateRuntime(runtime, others, minor));
  if (panic !== undefined) return { panic };
  return refusal === undefined ? { allowed: true } : { allowed: false, error: refusal };
}

function nameOf(runtime: JsonObject): string {
  return textOf(objectOf(runtime["metadata"])["name"]) ?? "";
}

/** KServe's own webhooks. */
export const kserveValidationVectors: VectorKind = {
  family: "kserve",
  file: "validation",
  platform: KSERVE_PLATFORM,
  recognises: ({ input, expected }) =>
    isJsonObject(input) &&
    isJsonObject(input["object"]) &&
    textOf(input["object"]["apiVersion"])?.startsWith("serving.kserve.io/") === true &&
    isJsonObject(expected) &&
    ["defaulted", "defaultPanic", "allowed", "panic"].some((key) => key in expected),
  compare({ value, expected }, { minor }) {
    const input = objectOf(value["input"]);
    const object = objectOf(input["object"]);
    const kind = textOf(object["kind"]) as KserveKind;
    const existing = listOf(input["existing"]).map(objectOf);
    return compareOutcomes(expected, judgeKserve(kind, object, existing, minor as KserveMinor));
  },
};
