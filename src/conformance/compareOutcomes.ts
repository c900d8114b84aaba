import type { JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";
import type { Comparison, Difference } from "./vectorKind.ts";

/** The comparison of two outcomes that must be equal. */
export function compareOutcomes(expected: JsonValue | undefined, got: JsonValue | undefined): Comparison {
  const difference = firstDifference(expected, got, "");
  return difference === undefined ? { matched: true } : { matched: false, difference };
}

function firstDifference(
  expected: JsonValue | undefined,
  got: JsonValue | undefined,
  at: string,
): Difference | undefined {
  if (expected === got) return undefined;
  if (isJsonArray(expected) && isJsonArray(got)) {
    for (let index = 0; index < Math.max(expected.length, got.length); index++) {
      const difference = firstDifference(expected[index], got[index], `${at}[${index}]`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  if (isJsonObject(expected) && isJsonObject(got)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(got)])) {
      const difference = firstDifference(expected[key], got[key], at === "" ? key : `${at}.${key}`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  return { at, ...(expected === undefined ? {} : { expected }), ...(got === undefined ? {} : { got }) };
}
