import type { JsonObject } from "../../../model/json.ts";
import { pointerField, stringField, stringListField, structListField } from "../../kubernetes/fields.ts";
import type { KserveMinor } from "../kserveRelease.ts";
import { mergeStructs } from "./strategicMerge.ts";

/** A runtime's container with what the user says of it; arguments follow those of the runtime. */
export function mergeContainers(runtime: JsonObject, user: JsonObject, minor: KserveMinor): JsonObject {
  const merged = mergeStructs("Container", runtime, user, minor);
  const args = [...stringListField(runtime, "args"), ...stringListField(user, "args")];
  return {
    ...merged,
    name: stringField(merged, "name") === "" ? stringField(runtime, "name") : stringField(merged, "name"),
    ...(args.length === 0 ? {} : { args }),
    ...(minor >= 20 && merged["env"] !== undefined ? { env: withoutDoubleValues(merged, user) } : {}),
  };
}

/** A variable that got a value of each sort keeps the user's (0.20 and later). */
function withoutDoubleValues(merged: JsonObject, user: JsonObject): readonly JsonObject[] {
  return structListField(merged, "env").map((variable) => {
    const { value, valueFrom, ...rest } = variable;
    if (value === undefined || valueFrom === undefined) return variable;
    const own = structListField(user, "env").findLast(({ name }) => name === variable["name"]);
    if (own === undefined) return variable;
    if (pointerField(own, "valueFrom") !== undefined) return { ...rest, valueFrom };
    return stringField(own, "value") === "" ? variable : { ...rest, value };
  });
}

const MERGED_FIELDS = ["nodeSelector", "affinity", "tolerations", "volumes", "imagePullSecrets"] as const;

/** What a runtime says of pods, with what the user says of them; its containers are not among it. */
export function mergePodSpecs(runtime: JsonObject, user: JsonObject, minor: KserveMinor): JsonObject {
  const fields = minor >= 17 ? [...MERGED_FIELDS, "schedulerName"] : MERGED_FIELDS;
  const base = Object.fromEntries(
    fields.flatMap((field) => (runtime[field] === undefined ? [] : [[field, runtime[field]]])),
  );
  return mergeStructs("PodSpec", base, user, minor);
}
