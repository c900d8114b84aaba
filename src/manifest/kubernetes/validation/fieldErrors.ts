import { quoteGoString } from "../../../model/quoteGoString.ts";

/** The kinds of field error, each as the API server words it (apimachinery `field.ErrorType`). */
export type FieldErrorKind =
  | "Not found"
  | "Required value"
  | "Duplicate value"
  | "Invalid value"
  | "Unsupported value"
  | "Forbidden"
  | "Too long"
  | "Too many"
  | "Too few";

/**
 * A bad value that is not a plain string, number or boolean in the server's code: 1.34 and later print it as JSON, 1.33 and
 * older with Go's `%#v` (or its String method). A named string type counts too, where the two spellings differ.
 */
export interface PrintedValue {
  readonly json: string;
  readonly goSyntax: string;
}

/** Numbers beyond 2^53 (int64 fields) come as bigint. */
export type BadValue = string | number | bigint | boolean | PrintedValue;

/** One finding of the API server's validation. */
export interface FieldError {
  /** Go's path of the field, such as `spec.containers[0].livenessProbe.httpGet.port`. */
  readonly path: string;
  readonly kind: FieldErrorKind;
  /** Absent for the kinds that never print one (Required, Forbidden, Too long) and for an omitted value. */
  readonly badValue?: BadValue;
  /** May be empty. */
  readonly detail: string;
  /** Set on the findings in several entries of a Go map: it is walked in another order every time, so theirs is not fixed. */
  readonly anyOrder?: true;
}

/** How a release prints values that are not plain: see {@link PrintedValue}. */
export type ValuePrinting = "json" | "goSyntax";

export function required(path: string, detail = ""): FieldError {
  return { path, kind: "Required value", detail };
}

export function invalid(path: string, badValue: BadValue, detail: string): FieldError {
  return { path, kind: "Invalid value", badValue, detail };
}

export function forbidden(path: string, detail: string): FieldError {
  return { path, kind: "Forbidden", detail };
}

export function duplicate(path: string, badValue: BadValue): FieldError {
  return { path, kind: "Duplicate value", badValue, detail: "" };
}

export function notFound(path: string, badValue: BadValue): FieldError {
  return { path, kind: "Not found", badValue, detail: "" };
}

/** `supportedValues` are printed in the order given; Go sorts them where it keeps them in a set. */
export function notSupported(path: string, badValue: BadValue, supportedValues: readonly string[]): FieldError {
  const list = supportedValues.map((value) => quoteGoString(value)).join(", ");
  return {
    path,
    kind: "Unsupported value",
    badValue,
    detail: supportedValues.length > 0 ? `supported values: ${list}` : "",
  };
}

/** How a release says that something is too long: 1.31 and older distinguish texts and plain lengths. */
export type LengthWording = "may not be more than" | "must have at most" | "may not be longer than";

export function tooLong(
  path: string,
  maximumLength: number,
  wording: LengthWording = "may not be more than",
): FieldError {
  const unit = wording === "may not be longer than" ? "" : maximumLength === 1 ? " byte" : " bytes";
  return { path, kind: "Too long", detail: `${wording} ${maximumLength}${unit}` };
}

export function tooMany(path: string, actualQuantity: number, maximumQuantity: number): FieldError {
  const word = maximumQuantity === 1 ? "item" : "items";
  return { path, kind: "Too many", badValue: actualQuantity, detail: `must have at most ${maximumQuantity} ${word}` };
}

/** A string of a named Go type that has a String method: 1.33 and older print it bare, 1.34 and later as JSON. */
export function stringerValue(text: string): PrintedValue {
  return { json: goJson(text), goSyntax: text };
}

/** A string of a named Go type without String method: as JSON, which escapes other characters than `%q` does, or Go syntax. */
export function namedStringValue(text: string): PrintedValue {
  return { json: goJson(text), goSyntax: quoteGoString(text) };
}

/** `path: Kind: value: detail`, as Go's `field.Error.Error()` writes it. */
export function formatFieldError(error: FieldError, printing: ValuePrinting): string {
  const value = error.badValue === undefined ? "" : `: ${printBadValue(error.badValue, printing)}`;
  const detail = error.detail === "" ? "" : `: ${error.detail}`;
  return `${error.path}: ${error.kind}${value}${detail}`;
}

function printBadValue(value: BadValue, printing: ValuePrinting): string {
  if (typeof value === "string") return quoteGoString(value);
  if (typeof value === "object") return printing === "json" ? value.json : value.goSyntax;
  return String(value);
}

/**
 * A value as Go's `json.Marshal` prints it: no spaces, HTML characters escaped. Keys stay in the order given: a caller that
 * stands for a Go map sorts them. A bigint is printed as a number.
 */
export function goJson(value: unknown): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "string") return goJsonString(value);
  if (Array.isArray(value)) return `[${value.map((item) => goJson(item)).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => `${goJsonString(key)}:${goJson(item)}`);
    return `{${entries.join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

function goJsonString(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
