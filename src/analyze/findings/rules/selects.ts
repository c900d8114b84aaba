import type { JsonValue } from "../../../model/json.ts";
import { isJsonArray, isJsonObject } from "../../../model/json.ts";

type Labels = Readonly<Record<string, string>>;

/** Whether a metav1.LabelSelector takes what has these labels; one that says nothing takes nothing here. */
export function selects(selector: JsonValue | undefined, labels: Labels): boolean {
  if (!isJsonObject(selector)) return false;
  const { matchLabels, matchExpressions } = selector;
  const pairs = isJsonObject(matchLabels) ? Object.entries(matchLabels) : [];
  const expressions = isJsonArray(matchExpressions) ? matchExpressions : [];
  if (pairs.length + expressions.length === 0) return false;
  return (
    pairs.every(([key, value]) => labels[key] === value) && expressions.every((expression) => isMet(expression, labels))
  );
}

function isMet(expression: JsonValue, labels: Labels): boolean {
  if (!isJsonObject(expression)) return false;
  const { key, operator, values } = expression;
  const value = typeof key === "string" ? labels[key] : undefined;
  const listed = value !== undefined && isJsonArray(values) && values.includes(value);
  switch (operator) {
    case "In":
      return listed;
    case "NotIn":
      return !listed;
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      return false;
  }
}
