import type { JsonObject, JsonValue } from "../../model/json.ts";
import { isJsonArray, isJsonObject } from "../../model/json.ts";
import type { GoStruct, GoType } from "./goTypes.ts";

/** The fields of a decoded struct in Go's order; maps are handed on as they are. */
export function inGoOrder(struct: GoStruct, object: JsonObject): JsonObject {
  const ordered: Record<string, JsonValue> = {};
  for (const field of struct.fields.values()) {
    const value = object[field.name];
    if (value !== undefined) ordered[field.name] = valueInOrder(field.type, value);
  }
  return ordered;
}

function valueInOrder(type: GoType, value: JsonValue): JsonValue {
  if (type.kind === "pointer") return valueInOrder(type.to, value);
  if (type.kind === "struct") return isJsonObject(value) ? inGoOrder(type, value) : value;
  if (type.kind === "slice" && type.of.kind === "struct" && isJsonArray(value))
    return value.map((item) => valueInOrder(type.of, item));
  return value;
}

/** A decoded object as Go's `json.Marshal` writes it: zero values appear in fields without omitempty, empty ones go elsewhere. */
export function encodeObject(struct: GoStruct, object: JsonObject): JsonObject {
  const encoded: Record<string, JsonValue> = {};
  for (const field of struct.fields.values()) {
    const value = object[field.name];
    const isEmptyCollection =
      (field.type.kind === "slice" || field.type.kind === "map") && value !== undefined && isEmpty(value);
    if (!field.always && (value === undefined || isEmptyCollection)) continue;
    encoded[field.name] = encodeValue(field.type, value);
  }
  return encoded;
}

function isEmpty(value: JsonValue): boolean {
  return isJsonArray(value) ? value.length === 0 : isJsonObject(value) && Object.keys(value).length === 0;
}

function encodeValue(type: GoType, value: JsonValue | undefined): JsonValue {
  switch (type.kind) {
    case "pointer":
      return value === undefined ? null : encodeValue(type.to, value);
    case "struct":
      return encodeObject(type, isJsonObject(value) ? value : {});
    case "slice":
      return isJsonArray(value) ? value.map((item) => encodeValue(type.of, item)) : null;
    case "map":
      if (!isJsonObject(value)) return null;
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encodeValue(type.of, item)]));
    case "string":
      return value ?? "";
    case "bool":
      return value ?? false;
    case "quantity":
      return value ?? "0";
    case "int32":
    case "int64":
    case "intOrString":
      return value ?? 0;
    case "time":
    case "raw":
      return value ?? null;
  }
}
