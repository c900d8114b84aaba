import type { JsonObject } from "../../../model/json.ts";
import type { KnativeProblem } from "../knativeProblems.ts";
import { disallowed } from "../knativeProblems.ts";

/**
 * The fields of a struct that Knative does not let through, sorted; nothing without any. A decoded object holds a field exactly if it
 * is set.
 */
export function disallowedFields(object: JsonObject, allowed: readonly string[]): KnativeProblem[] {
  const names = Object.keys(object).filter((name) => !allowed.includes(name));
  return names.length === 0 ? [] : [disallowed(...names.toSorted())];
}
