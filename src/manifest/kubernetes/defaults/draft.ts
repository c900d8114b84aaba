import type { JsonObject, JsonValue } from "../../../model/json.ts";
import { isJsonArray, isJsonObject } from "../../../model/json.ts";

/** A decoded object that defaulting owns and changes. */
export type Draft = Record<string, JsonValue | undefined>;

/** A deep copy that may be changed. By hand, for `structuredClone` takes several times as long. */
export function draftOf(object: JsonObject): Draft {
  const draft: Draft = { ...object };
  // A key like `__proto__` is the copy's own by now, and stays it.
  for (const key of Object.keys(draft)) draft[key] = copyOf(draft[key] as JsonValue);
  return draft;
}

function copyOf(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.map(copyOf);
  return isJsonObject(value) ? draftOf(value) : value;
}

/** A field that is a struct or a pointer to one, if it is there. */
export function inner(draft: Draft | undefined, key: string): Draft | undefined {
  const value = draft?.[key];
  return isJsonObject(value) ? value : undefined;
}

/** The same, made where it is not there. A struct that stays empty must not stay. */
export function made(draft: Draft, key: string): Draft {
  const value = inner(draft, key);
  if (value !== undefined) return value;
  const fresh: Draft = {};
  draft[key] = fresh;
  return fresh;
}

/** Elements of a list of structs. */
export function items(draft: Draft | undefined, key: string): Draft[] {
  const value = draft?.[key];
  return isJsonArray(value) ? value.filter((item) => isJsonObject(item)).map((item) => item) : [];
}

/** Sets what is not there. */
export function setDefaults(draft: Draft | undefined, values: Readonly<Record<string, JsonValue>>): void {
  if (draft === undefined) return;
  for (const [key, value] of Object.entries(values)) draft[key] ??= value;
}
