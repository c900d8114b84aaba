import { isJsonArray, isJsonObject, type JsonValue } from "./json.ts";

/** metav1.LabelSelector. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  /** metav1.LabelSelectorRequirement each. */
  readonly matchExpressions?: readonly JsonValue[];
}

type Labels = Readonly<Record<string, string>>;

/** Whether a selector picks what has these labels; an empty one picks all. A requirement that makes no sense is met by nothing. */
export function matchesSelector({ matchLabels, matchExpressions }: LabelSelector, labels: Labels): boolean {
  if (matchLabels !== undefined)
    for (const key of Object.keys(matchLabels)) if (labels[key] !== matchLabels[key]) return false;
  return matchExpressions === undefined || matchExpressions.every((requirement) => isMet(requirement, labels));
}

function isMet(requirement: JsonValue, labels: Labels): boolean {
  if (!isJsonObject(requirement)) return false;
  const { key, operator, values } = requirement;
  const value = typeof key === "string" && Object.hasOwn(labels, key) ? labels[key] : undefined;
  const isListed = value !== undefined && isJsonArray(values) && values.includes(value);
  switch (operator) {
    case "In":
      return isListed;
    case "NotIn":
      return !isListed;
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      return false;
  }
}
