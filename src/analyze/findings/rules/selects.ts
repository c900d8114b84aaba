import { isJsonArray, isJsonObject, type JsonValue } from "../../../model/json.ts";
import { matchesSelector } from "../../../model/labelSelector.ts";

/** Whether a metav1.LabelSelector of a file takes what has these labels; one that says nothing takes nothing here. */
export function selects(selector: JsonValue | undefined, labels: Readonly<Record<string, string>>): boolean {
  if (!isJsonObject(selector)) return false;
  const matchLabels: Record<string, string> = {};
  for (const [key, value] of Object.entries(isJsonObject(selector["matchLabels"]) ? selector["matchLabels"] : {}))
    if (typeof value === "string") matchLabels[key] = value;
  const matchExpressions = isJsonArray(selector["matchExpressions"]) ? selector["matchExpressions"] : [];
  const isEmpty = Object.keys(matchLabels).length + matchExpressions.length === 0;
  return !isEmpty && matchesSelector({ matchLabels, matchExpressions }, labels);
}
