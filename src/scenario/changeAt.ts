import type { JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";
import { nearestName } from "../model/nearestName.ts";
import type { Path } from "./readShape.ts";
import { nameOf, partsOf } from "./readShape.ts";

/** Why a value cannot be changed as wanted. */
export interface ChangeProblem {
  readonly message: string;
  readonly help?: string;
}

/**
 * `value` with another value at `path`, as in `pod.spec.containers[0].image`; null takes the part away. All but the last part
 * must be there, and something must be different afterwards.
 */
export function changeAt(
  value: JsonValue,
  path: string,
  changed: JsonValue,
): { readonly value: JsonValue } | ChangeProblem {
  const parts = partsOf(path);
  return parts.length === 0 ? { message: `${JSON.stringify(path)} is no path` } : changePart(value, parts, 0, changed);
}

function changePart(
  value: JsonValue,
  parts: Path,
  depth: number,
  changed: JsonValue,
): { readonly value: JsonValue } | ChangeProblem {
  const part = parts[depth];
  const isLast = depth === parts.length - 1;
  if (isJsonArray(value) && typeof part === "number") {
    if (part >= value.length) return missing(parts, depth, [...value.keys()].map(String));
    const inner = isLast
      ? replaced(value[part] ?? null, changed, parts)
      : changePart(value[part] ?? null, parts, depth + 1, changed);
    if (!("value" in inner)) return inner;
    return { value: isLast && changed === null ? value.toSpliced(part, 1) : value.with(part, inner.value) };
  }
  if (!isJsonObject(value) || part === undefined)
    return missing(parts, depth, isJsonArray(value) ? [...value.keys()].map(String) : []);
  const key = `${part}`;
  const present = Object.hasOwn(value, key) ? value[key] : undefined;
  if (present === undefined && !(isLast && changed !== null)) return missing(parts, depth, Object.keys(value));
  const inner = isLast ? replaced(present, changed, parts) : changePart(present ?? null, parts, depth + 1, changed);
  if (!("value" in inner)) return inner;
  const others = Object.entries(value).filter(([name]) => name !== key);
  return { value: Object.fromEntries(isLast && changed === null ? others : [...others, [key, inner.value]]) };
}

function replaced(
  present: JsonValue | undefined,
  changed: JsonValue,
  parts: Path,
): { readonly value: JsonValue } | ChangeProblem {
  return JSON.stringify(present) === JSON.stringify(changed)
    ? { message: `${nameOf(parts)} is ${JSON.stringify(changed)} already`, help: "change it to something else" }
    : { value: changed };
}

function missing(parts: Path, depth: number, known: readonly string[]): ChangeProblem {
  const near = nearestName(`${parts[depth]}`, known);
  const there = known.length === 0 ? "" : `there: ${known.slice(0, 20).join(", ")}`;
  const help = near === undefined ? there : `did you mean ${near}?`;
  return {
    message: `there is no ${nameOf(parts.slice(0, depth + 1))} to change`,
    ...(help === "" ? {} : { help }),
  };
}
