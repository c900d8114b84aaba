import { quoteGoString } from "../../../model/quoteGoString.ts";
import type { JsonObject } from "../../../model/json.ts";
import { stringField, stringListField, stringMapField, structListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError, PrintedValue } from "./fieldErrors.ts";
import { forbidden, goJson, invalid, namedStringValue, required } from "./fieldErrors.ts";
import { stringMapAsGoSyntax, validateMap } from "./goMap.ts";
import { isQualifiedName, isValidLabelValue } from "./names.ts";

/** A map of labels; undefined is Go's nil map. */
export type Labels = Readonly<Record<string, string>>;

/** Keys and values of labels: the path is that of the map, Go names no key in it. */
export function validateLabels(labels: Labels | undefined, path: string, release: ManifestRelease): FieldError[] {
  return validateMap(labels, (key, value) => [
    ...validateLabelName(key, path, release),
    ...isValidLabelValue(value, release).map((problem) => invalid(path, value, problem)),
  ]);
}

export function validateLabelName(name: string, path: string, release: ManifestRelease): FieldError[] {
  return isQualifiedName(name, release).map((problem) => invalid(path, name, problem));
}

/** @param selector a metav1.LabelSelector; undefined is nil, which has nothing wrong with it */
export function validateLabelSelector(
  selector: JsonObject | undefined,
  path: string,
  release: ManifestRelease,
  options: { readonly allowInvalidValues?: boolean } = {},
): FieldError[] {
  if (selector === undefined) return [];
  return [
    ...validateLabels(stringMapField(selector, "matchLabels"), `${path}.matchLabels`, release),
    ...structListField(selector, "matchExpressions").flatMap((requirement, index) =>
      validateRequirement(
        requirement,
        `${path}.matchExpressions[${index}]`,
        release,
        options.allowInvalidValues ?? false,
      ),
    ),
  ];
}

function validateRequirement(
  requirement: JsonObject,
  path: string,
  release: ManifestRelease,
  allowInvalidValues: boolean,
): FieldError[] {
  const values = stringListField(requirement, "values");
  return [
    ...validateOperator(stringField(requirement, "operator"), values.length > 0, path),
    ...validateLabelName(stringField(requirement, "key"), `${path}.key`, release),
    ...(allowInvalidValues ? [] : values).flatMap((value, index) =>
      isValidLabelValue(value, release).map((problem) => invalid(`${path}.values[${index}]`, value, problem)),
    ),
  ];
}

function validateOperator(operator: string, hasValues: boolean, path: string): FieldError[] {
  switch (operator) {
    case "In":
    case "NotIn":
      return hasValues ? [] : [required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
    case "Exists":
    case "DoesNotExist":
      return hasValues
        ? [forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")]
        : [];
    default:
      return [invalid(`${path}.operator`, namedStringValue(operator), "not a valid selector operator")];
  }
}

/** A selector as the controllers use it (`metav1.LabelSelectorAsSelector`). */
export interface Selector {
  /** It selects everything because it asks for nothing. */
  readonly empty: boolean;
  readonly matches: (labels: Labels | undefined) => boolean;
}

const NOTHING: Selector = { empty: false, matches: () => false };

/** @returns undefined where Go returns an error; a nil selector selects nothing */
export function labelSelectorAsSelector(
  selector: JsonObject | undefined,
  release: ManifestRelease,
): Selector | undefined {
  if (selector === undefined) return NOTHING;
  if (validateLabelSelector(selector, "", release).length > 0) return undefined;
  const matchLabels = Object.entries(stringMapField(selector, "matchLabels") ?? {});
  const expressions = structListField(selector, "matchExpressions");
  return {
    empty: matchLabels.length + expressions.length === 0,
    matches: (labels = {}) =>
      matchLabels.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value) &&
      expressions.every((expression) => requirementMatches(expression, labels)),
  };
}

function requirementMatches(requirement: JsonObject, labels: Labels): boolean {
  const key = stringField(requirement, "key");
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  const values = stringListField(requirement, "values");
  switch (stringField(requirement, "operator")) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    default:
      return value === undefined;
  }
}

/** Whether a selector that is there asks for nothing. */
export function selectsNothingByName(selector: JsonObject): boolean {
  const labels = Object.keys(stringMapField(selector, "matchLabels") ?? {});
  return labels.length + structListField(selector, "matchExpressions").length === 0;
}

/** A metav1.LabelSelector as a bad value. */
export function printedSelector(selector: JsonObject | undefined): PrintedValue {
  if (selector === undefined) return { json: "null", goSyntax: '"null"' };
  const expressions = Array.isArray(selector["matchExpressions"])
    ? `{${structListField(selector, "matchExpressions").map(requirementAsGoSyntax).join(", ")}}`
    : "(nil)";
  const labels = stringMapAsGoSyntax(stringMapField(selector, "matchLabels"));
  return {
    json: selectorAsJson(selector),
    goSyntax: `v1.LabelSelector{MatchLabels:${labels}, MatchExpressions:[]v1.LabelSelectorRequirement${expressions}}`,
  };
}

function selectorAsJson(selector: JsonObject): string {
  const labels = stringMapField(selector, "matchLabels") ?? {};
  const sortedLabels = Object.fromEntries(Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1)));
  const expressions = structListField(selector, "matchExpressions").map((requirement) => ({
    key: stringField(requirement, "key"),
    operator: stringField(requirement, "operator"),
    ...(stringListField(requirement, "values").length > 0 ? { values: stringListField(requirement, "values") } : {}),
  }));
  return goJson({
    ...(Object.keys(labels).length > 0 ? { matchLabels: sortedLabels } : {}),
    ...(expressions.length > 0 ? { matchExpressions: expressions } : {}),
  });
}

function requirementAsGoSyntax(requirement: JsonObject): string {
  const key = quoteGoString(stringField(requirement, "key"));
  const operator = quoteGoString(stringField(requirement, "operator"));
  const values = Array.isArray(requirement["values"])
    ? `{${stringListField(requirement, "values").map(quoteGoString).join(", ")}}`
    : "(nil)";
  return `v1.LabelSelectorRequirement{Key:${key}, Operator:${operator}, Values:[]string${values}}`;
}
