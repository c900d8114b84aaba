import type { JsonObject, JsonValue } from "../../model/json.ts";
import { isJsonArray, isJsonObject } from "../../model/json.ts";

/*
 * Reading a decoded object (`Decoded.object`): its types are right and what is absent is Go's zero value. A field of another type
 * reads as absent, so that a caller may also pass an object that was not decoded.
 */

const EMPTY: JsonObject = {};

/** A struct: absent reads as an empty one. */
export function structField(object: JsonObject, key: string): JsonObject {
  return pointerField(object, key) ?? EMPTY;
}

/** A pointer to a struct, or a map: undefined is nil. */
export function pointerField(object: JsonObject, key: string): JsonObject | undefined {
  const value = object[key];
  return isJsonObject(value) ? value : undefined;
}

/** A string without a pointer: absent is "". */
export function stringField(object: JsonObject, key: string): string {
  return optionalString(object, key) ?? "";
}

/** A pointer to a string: undefined is nil. */
export function optionalString(object: JsonObject, key: string): string | undefined {
  const value = object[key];
  return typeof value === "string" ? value : undefined;
}

/** A number without a pointer: absent is 0. */
export function numberField(object: JsonObject, key: string): number {
  return optionalNumber(object, key) ?? 0;
}

/** A pointer to a number: undefined is nil. */
export function optionalNumber(object: JsonObject, key: string): number | undefined {
  const value = object[key];
  return typeof value === "number" ? value : undefined;
}

/** A boolean, or a pointer to one, where nil means false. */
export function booleanField(object: JsonObject, key: string): boolean {
  return object[key] === true;
}

/** A slice: absent is an empty one. */
export function listField(object: JsonObject, key: string): readonly JsonValue[] {
  const value = object[key];
  return isJsonArray(value) ? value : [];
}

/** A slice of structs. */
export function structListField(object: JsonObject, key: string): readonly JsonObject[] {
  return listField(object, key).filter((item) => isJsonObject(item));
}

/** A slice of strings. */
export function stringListField(object: JsonObject, key: string): readonly string[] {
  return listField(object, key).filter((item) => typeof item === "string");
}

/** The entries of a map of strings; undefined is the nil map. */
export function stringMapField(object: JsonObject, key: string): Readonly<Record<string, string>> | undefined {
  const value = pointerField(object, key);
  return value === undefined ? undefined : (value as Readonly<Record<string, string>>);
}
