import { quoteGoString } from "../../../model/quoteGoString.ts";
import type { JsonValue } from "../../../model/json.ts";
import type { FieldError, PrintedValue } from "./fieldErrors.ts";
import { goJson, invalid } from "./fieldErrors.ts";
import { isValidPercent } from "./names.ts";
import { validateNonnegativeField } from "./objectMeta.ts";

/** Go's `intstr.IntOrString`. */
export type IntOrString = number | string;

/** What a struct of the API holds in such a field: 0 where it is absent. */
export function intOrString(value: JsonValue | undefined): IntOrString {
  return typeof value === "number" || typeof value === "string" ? value : 0;
}

function intOrStringAsGoSyntax(value: IntOrString): string {
  return typeof value === "string"
    ? `intstr.IntOrString{Type:1, IntVal:0, StrVal:${quoteGoString(value)}}`
    : `intstr.IntOrString{Type:0, IntVal:${value}, StrVal:""}`;
}

export function printedIntOrString(value: IntOrString): PrintedValue {
  return { json: goJson(value), goSyntax: intOrStringAsGoSyntax(value) };
}

export function validatePositiveIntOrPercent(value: IntOrString, path: string): FieldError[] {
  if (typeof value === "number") return validateNonnegativeField(value, path);
  return isValidPercent(value).map((problem) => invalid(path, printedIntOrString(value), problem));
}

export function validateNotMoreThan100Percent(value: IntOrString, path: string): FieldError[] {
  if (typeof value === "number" || isValidPercent(value).length > 0 || Number.parseInt(value, 10) <= 100) return [];
  return [invalid(path, printedIntOrString(value), "must not be greater than 100%")];
}

/** Whether it stands for nothing: a string that is no percentage counts as the number it is, or 0. */
export function isZeroIntOrPercent(value: IntOrString): boolean {
  if (typeof value === "number") return value === 0;
  return /^[+-]?[0-9]+$/.test(value) || isValidPercent(value).length === 0 ? Number.parseInt(value, 10) === 0 : true;
}
