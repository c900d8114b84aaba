import type { Finding } from "../../model/finding.ts";
import type { JsonValue } from "../../model/json.ts";
import { isJsonArray, isJsonObject } from "../../model/json.ts";

type Edit = NonNullable<Finding["fix"]>["edits"][number];

/** The value with the edits made; what is missing on the way is made, null removes. */
export function applyEdits(value: JsonValue, edits: readonly Edit[]): JsonValue {
  return edits.reduce((edited, { path, value: wanted }) => setAt(edited, stepsOf(path), wanted), value);
}

/** `spec.containers[0].x`, `metadata.annotations[example.com/x]`: keys with dots stand in brackets. */
function stepsOf(path: string): readonly (string | number)[] {
  return [...path.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)].map(([, bracketed, plain]) => {
    if (bracketed === undefined) return plain ?? "";
    return /^\d+$/.test(bracketed) ? Number(bracketed) : bracketed;
  });
}

function setAt(
  value: JsonValue | undefined,
  [step, ...rest]: readonly (string | number)[],
  wanted: JsonValue,
): JsonValue {
  if (step === undefined) return wanted;
  if (typeof step === "number") {
    const items = isJsonArray(value) ? [...value] : [];
    if (wanted === null && rest.length === 0) items.splice(step, 1);
    else items[step] = setAt(items[step], rest, wanted);
    return items;
  }
  const { [step]: old, ...others } = isJsonObject(value) ? value : {};
  if (wanted === null && rest.length === 0) return others;
  return { ...others, [step]: setAt(old, rest, wanted) };
}
