import type { FieldError } from "./fieldErrors.ts";
import { namedStringValue, notSupported, required } from "./fieldErrors.ts";

/** A value of a named string type that must be one of a sorted set. */
export function oneOf(path: string, value: string, supported: readonly string[]): FieldError[] {
  if (value === "") return [required(path)];
  return supported.includes(value) ? [] : [notSupported(path, namedStringValue(value), supported)];
}
