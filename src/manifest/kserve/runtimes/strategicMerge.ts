import type { JsonObject, JsonValue } from "../../../model/json.ts";
import { isJsonArray, isJsonObject } from "../../../model/json.ts";
import { decodeFields } from "../../kubernetes/decodeFields.ts";
import { encodeObject } from "../../kubernetes/goObject.ts";
import { goStruct } from "../../kubernetes/goTypes.ts";
import { sourceOf } from "../../source/sourceNode.ts";
import type { KserveMinor } from "../kserveRelease.ts";
import { KUBERNETES_TYPES_OF_KSERVE } from "../kserveRelease.ts";

/** Lists whose items are merged by a key; any other list is replaced (the tags of `k8s.io/api/core/v1`). */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  ports: "containerPort",
  env: "name",
  volumeMounts: "mountPath",
  volumeDevices: "devicePath",
  volumes: "name",
  containers: "name",
  initContainers: "name",
  ephemeralContainers: "name",
  imagePullSecrets: "name",
  hostAliases: "ip",
  topologySpreadConstraints: "topologyKey",
  resourceClaims: "name",
  schedulingGates: "name",
};

/**
 * Two structs of Kubernetes merged as KServe does it: both are written as Go writes them, with zeros in fields that always stand, and
 * the second is laid over the first as a strategic merge patch. So a `port` that nobody wrote is a 0 that wins
 * (pod `merge/http-port/http-headers`).
 */
export function mergeStructs(
  typeName: "Container" | "PodSpec",
  base: JsonObject,
  overlay: JsonObject,
  minor: KserveMinor,
): JsonObject {
  const struct = goStruct(typeName, { minor: KUBERNETES_TYPES_OF_KSERVE[minor], patch: 0 });
  if (struct === undefined) throw new Error(`no type ${typeName}`);
  const merged = mergeObjects(encodeObject(struct, base), encodeObject(struct, overlay));
  return decodeFields(struct, sourceOf(merged), { namesEmbeddedStructs: false }).object;
}

function mergeObjects(base: JsonObject, patch: JsonObject): JsonObject {
  const merged = new Map<string, JsonValue>(Object.entries(base) as [string, JsonValue][]);
  for (const [key, value] of Object.entries(patch)) {
    const before = merged.get(key);
    if (value === null || value === undefined) merged.delete(key);
    else if (isJsonObject(value) && isJsonObject(before)) merged.set(key, mergeObjects(before, value));
    else if (isJsonArray(value) && isJsonArray(before)) merged.set(key, mergeLists(key, before, value));
    else merged.set(key, value);
  }
  return Object.fromEntries(merged);
}

function mergeLists(field: string, base: readonly JsonValue[], patch: readonly JsonValue[]): readonly JsonValue[] {
  const key = Object.hasOwn(MERGE_KEYS, field) ? MERGE_KEYS[field] : undefined;
  if (key === undefined) return patch;
  const keyOf = (item: JsonValue): JsonValue | undefined => (isJsonObject(item) ? item[key] : undefined);
  const placeIn = (items: readonly JsonValue[], item: JsonValue): number =>
    items.findIndex((other) => keyOf(other) === keyOf(item));
  const ofBase = base.filter((item) => placeIn(patch, item) < 0);
  const ofPatch = patch.map((item) => {
    const before = base[placeIn(base, item)];
    return isJsonObject(before) && isJsonObject(item) ? mergeObjects(before, item) : item;
  });
  // Both keep their order; an item of the base alone comes first only before one that the base has later.
  const merged: JsonValue[] = [];
  for (const item of ofPatch) {
    const place = placeIn(base, item);
    for (let [next] = ofBase; next !== undefined && place >= 0 && placeIn(base, next) < place; [next] = ofBase)
      merged.push(ofBase.shift() ?? next);
    merged.push(item);
  }
  return [...merged, ...ofBase];
}
