import type { JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";
import { nearestName } from "../model/nearestName.ts";
import type { Path } from "./shapeProblem.ts";
import { nameOf, partsOf } from "./shapeProblem.ts";

/** Why a value cannot be changed as wanted. */
export interface ChangeProblem {
  readonly message: string;
  readonly help?: string;
}

/**
 * `value` with another value at `path`, as in `pod.spec.containers[0].image`; null takes the part away. All but the last part
 * must be there.
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
  const changeInner = (inner: JsonValue): { readonly value: JsonValue } | ChangeProblem =>
    isLast ? { value: changed } : changePart(inner, parts, depth + 1, changed);
  if (isJsonArray(value)) {
    if (typeof part !== "number" || part >= value.length) return missing(parts, depth, [...value.keys()].map(String));
    if (isLast && changed === null) return { value: value.toSpliced(part, 1) };
    const inner = changeInner(value[part] ?? null);
    return "value" in inner ? { value: value.with(part, inner.value) } : inner;
  }
  if (!isJsonObject(value)) return missing(parts, depth, []);
  const key = `${part}`;
  const present = Object.hasOwn(value, key) ? value[key] : undefined;
  if (present === undefined && (!isLast || changed === null)) return missing(parts, depth, Object.keys(value));
  const entries = Object.entries(value);
  if (isLast && changed === null) return { value: Object.fromEntries(entries.filter(([name]) => name !== key)) };
  const inner = changeInner(present ?? null);
  if (!("value" in inner)) return inner;
  return {
    value: Object.fromEntries(
      present === undefined
        ? [...entries, [key, inner.value]]
        : entries.map(([name, other]) => [name, name === key ? inner.value : other]),
    ),
  };
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
