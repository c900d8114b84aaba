import { quoteGoString } from "../../../model/quoteGoString.ts";
import type { JsonValue } from "../../../model/json.ts";
import type { FieldError } from "./fieldErrors.ts";
import { goJson } from "./fieldErrors.ts";

/**
 * The findings in each entry of a Go map. Where entries differ in what is wrong with them the findings are marked: the server
 * walks them in another order every time.
 */
export function validateMap<Value>(
  map: Readonly<Record<string, Value>> | undefined,
  validateEntry: (key: string, value: Value) => FieldError[],
): FieldError[] {
  const found = Object.entries(map ?? {})
    .map(([key, value]) => validateEntry(key, value))
    .filter((errors) => errors.length > 0);
  if (new Set(found.map((errors) => JSON.stringify(errors))).size < 2) return found.flat();
  return found.flat().map((error) => ({ ...error, anyOrder: true as const }));
}

/** The keys of a map in the order in which Go prints them. */
function sortedEntries<Value>(map: Readonly<Record<string, Value>>): [string, Value][] {
  return Object.entries(map).sort(([left], [right]) => (left < right ? -1 : 1));
}

/** A map as `json.Marshal` prints it; undefined is nil. */
export function mapAsJson(map: Readonly<Record<string, JsonValue>> | undefined): string {
  return map === undefined ? "null" : goJson(Object.fromEntries(sortedEntries(map)));
}

/** A `map[string]string` as `%#v` prints it; undefined is nil. */
export function stringMapAsGoSyntax(map: Readonly<Record<string, string>> | undefined): string {
  if (map === undefined) return "map[string]string(nil)";
  const entries = sortedEntries(map).map(([key, value]) => `${quoteGoString(key)}:${quoteGoString(value)}`);
  return `map[string]string{${entries.join(", ")}}`;
}
