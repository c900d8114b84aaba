import { quoteGoString } from "../../../model/quoteGoString.ts";
import type { JsonObject, JsonValue } from "../../../model/json.ts";
import { isJsonObject } from "../../../model/json.ts";
import type { PrintedValue } from "./fieldErrors.ts";
import { goJson } from "./fieldErrors.ts";

/** A field of a struct of the server's internal API, which has no JSON names: its own name is printed. */
export interface GoField {
  readonly name: string;
  /** The field of the v1 object that it comes from. */
  readonly key: string;
  /** Go's type, such as `*bool`, `string`, `*core.Capabilities`. */
  readonly type: string;
  /** Of a pointer to a struct: what is in it. */
  readonly fields?: readonly GoField[];
}

/** A struct as a text shows it: `core.Toleration{Key:"a", …}` or `{"Key":"a",…}`. */
export function printGoStruct(object: JsonObject, type: string, fields: readonly GoField[]): PrintedValue {
  const goFields = fields.map((field) => `${field.name}:${fieldAsGoSyntax(object[field.key], field.type)}`);
  return { json: goJson(structAsJson(object, fields)), goSyntax: `${type}{${goFields.join(", ")}}` };
}

/** Where a pointer points differs in every run: README-functions.md writes `{address}`. */
function fieldAsGoSyntax(value: JsonValue | undefined, type: string): string {
  if (type.startsWith("*")) return `(${type})(${value === undefined ? "nil" : "{address}"})`;
  return quoteGoString(typeof value === "string" ? value : "");
}

function structAsJson(object: JsonObject, fields: readonly GoField[]): JsonObject {
  return Object.fromEntries(fields.map((field) => [field.name, fieldAsJson(object[field.key], field)]));
}

function fieldAsJson(value: JsonValue | undefined, field: GoField): JsonValue {
  if (value === undefined) return field.type === "string" ? "" : null;
  return field.fields !== undefined && isJsonObject(value) ? structAsJson(value, field.fields) : value;
}
