import type { JsonObject } from "../../../model/json.ts";
import { stringField, stringMapField } from "../../kubernetes/fields.ts";

/** A container in which `{{.Name}}` and the like stand for the InferenceService's metadata; or why that cannot be. */
export function replacePlaceholders(
  container: JsonObject,
  metadata: JsonObject,
): { readonly container: JsonObject } | { readonly unknown: string } {
  let unknown: string | undefined;
  const text = JSON.stringify(container).replaceAll(/\{\{-?\s*(.*?)\s*-?\}\}/g, (action: string, inside: string) => {
    const value = valueOf(inside, metadata);
    if (value === undefined) unknown ??= action;
    return value ?? action;
  });
  return unknown === undefined ? { container: JSON.parse(text) as JsonObject } : { unknown };
}

/** As Go's templates write it; undefined for what no runtime that was seen asks for. */
function valueOf(action: string, metadata: JsonObject): string | undefined {
  if (action === ".Name") return escaped(stringField(metadata, "name"));
  if (action === ".Namespace") return escaped(stringField(metadata, "namespace"));
  const [, field, key = ""] = /^\.(Labels|Annotations)\.(\w+)$/.exec(action) ?? [];
  if (field === undefined) return undefined;
  const value = stringMapField(metadata, field.toLowerCase())?.[key];
  return value === undefined ? "<no value>" : escaped(value);
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
