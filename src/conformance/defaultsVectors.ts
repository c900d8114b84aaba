import { decode } from "../manifest/kubernetes/decode.ts";
import { applyDefaults } from "../manifest/kubernetes/defaults.ts";
import { encodeObject } from "../manifest/kubernetes/goObject.ts";
import { goStruct } from "../manifest/kubernetes/goTypes.ts";
import { parseJson } from "../manifest/source/parseJson.ts";
import { memberOf } from "../manifest/source/sourceNode.ts";
import type { JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";
import { compareOutcomes } from "./compareOutcomes.ts";
import { textOf } from "./recordedObjects.ts";
import type { VectorKind } from "./vectorKind.ts";

/** The object's own text: parsing would lose the digits of large numbers. */
function recordedObjectText(line: string): string {
  const object = memberOf(memberOf(parseJson(line), "input")?.value, "object")?.value;
  if (object === undefined) throw new Error("a vector holds no input.object");
  return line.slice(object.start, object.end);
}

/** Older releases write an absent creation time as null, newer ones leave it out; the recording leaves it out everywhere. */
function withoutNullTimes(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.map(withoutNullTimes);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).filter(
    ([key, item]) => item !== undefined && (key !== "creationTimestamp" || item !== null),
  );
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutNullTimes(item ?? null)]));
}

/** Objects after the API server's defaulting. */
export const defaultsVectors: VectorKind = {
  family: "defaults",
  file: "objects",
  recognises: ({ input, expected }) =>
    isJsonObject(input) && isJsonObject(input["object"]) && isJsonObject(expected) && isJsonObject(expected["object"]),
  compare({ line, expected }, release) {
    const { object, decodeError } = decode(recordedObjectText(line), "json", release);
    if (object === undefined) return compareOutcomes(expected, { error: decodeError ?? "" });
    const kind = textOf(object["kind"]) ?? "";
    const struct = goStruct(kind, release);
    if (struct === undefined) throw new Error(`no type for the kind ${kind}`);
    return compareOutcomes(expected, {
      object: withoutNullTimes(encodeObject(struct, applyDefaults(object, release))),
    });
  },
};
