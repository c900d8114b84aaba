import type { JsonObject } from "../../../model/json.ts";
import { stringField, stringMapField, structListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { forbidden, invalid } from "./fieldErrors.ts";
import { validateLabelName } from "./labelSelector.ts";

/** Label keys whose values come from the pod's own labels. */
export interface LabelKeys {
  /** Undefined is nil. */
  readonly selector: JsonObject | undefined;
  readonly matchLabelKeys: readonly string[];
  readonly mismatchLabelKeys: readonly string[];
  /** Of a pod, whose strategy has merged their values into the selector before; empty for a template. */
  readonly podLabels: Readonly<Record<string, string>>;
}

/** @param path of what holds the keys; a key that is in both places is reported there, with its index */
export function validateMatchLabelKeys(keys: LabelKeys, path: string, release: ManifestRelease): FieldError[] {
  const { selector, matchLabelKeys, mismatchLabelKeys } = keys;
  return [
    ...validateLabelKeys(matchLabelKeys, selector, `${path}.matchLabelKeys`, release),
    ...validateLabelKeys(mismatchLabelKeys, selector, `${path}.mismatchLabelKeys`, release),
    ...(selector === undefined ? [] : validateNotSelected(selector, keys, path)),
    ...matchLabelKeys.flatMap((key, index) => {
      if (!mismatchLabelKeys.includes(key)) return [];
      const detail = "exists in both matchLabelKeys and mismatchLabelKeys";
      return [invalid(`${path}.matchLabelKeys[${index}]`, key, detail)];
    }),
  ];
}

function validateLabelKeys(
  keys: readonly string[],
  selector: JsonObject | undefined,
  path: string,
  release: ManifestRelease,
): FieldError[] {
  if (keys.length === 0) return [];
  if (selector === undefined) return [forbidden(path, "must not be specified when labelSelector is not set")];
  return keys.flatMap((key, index) => validateLabelName(key, `${path}[${index}]`, release));
}

/** The server looks for keys that occur twice in the selector, after the merge of the pod's own values. */
function validateNotSelected(selector: JsonObject, keys: LabelKeys, path: string): FieldError[] {
  const merged = [...keys.matchLabelKeys, ...keys.mismatchLabelKeys].filter((key) =>
    Object.hasOwn(keys.podLabels, key),
  );
  const expressionKeys = structListField(selector, "matchExpressions").map((expression) =>
    stringField(expression, "key"),
  );
  const seen = new Set(Object.keys(stringMapField(selector, "matchLabels") ?? {}));
  const errors: FieldError[] = [];
  for (const key of [...expressionKeys, ...merged]) {
    const index = keys.matchLabelKeys.lastIndexOf(key);
    if (index >= 0 && seen.has(key)) {
      errors.push(invalid(`${path}[${index}]`, key, "exists in both matchLabelKeys and labelSelector"));
    }
    seen.add(key);
  }
  return errors;
}

/** The check of topology spread constraints before 1.34. */
export function validateMatchLabelKeysUnmerged(keys: LabelKeys, path: string, release: ManifestRelease): FieldError[] {
  const { selector, matchLabelKeys } = keys;
  if (matchLabelKeys.length === 0) return [];
  const selected = new Set([
    ...Object.keys(stringMapField(selector ?? {}, "matchLabels") ?? {}),
    ...structListField(selector ?? {}, "matchExpressions").map((expression) => stringField(expression, "key")),
  ]);
  const listPath = `${path}.matchLabelKeys`;
  return [
    ...(selector === undefined ? [forbidden(listPath, "must not be specified when labelSelector is not set")] : []),
    ...matchLabelKeys.flatMap((key, index) => [
      ...validateLabelName(key, `${listPath}[${index}]`, release),
      ...(selected.has(key)
        ? [invalid(`${listPath}[${index}]`, key, "exists in both matchLabelKeys and labelSelector")]
        : []),
    ]),
  ];
}
