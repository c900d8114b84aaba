import type { LoneTime } from "./readRange.ts";

/** What a value in a scenario file may be: read by `readShape`, published by `jsonSchemaOf`. One source for both. */
export type Shape =
  | { readonly kind: "text" }
  | { readonly kind: "boolean" }
  /** Anything at all, handed on as it is. */
  | { readonly kind: "any" }
  /** A whole number; `multipleOf` 1 unless said. */
  | {
      readonly kind: "integer";
      readonly minimum?: number;
      readonly maximum?: number;
      readonly multipleOf?: number;
      /** A range or a distribution will do as well. */
      readonly drawable?: boolean;
    }
  /** `minimum` <= number < `below`, or a range or distribution of such. */
  | { readonly kind: "fraction"; readonly minimum: number; readonly below: number }
  /** Whole milliseconds from 0 as a number, or a text such as `42s`; or a range or distribution of such. */
  | { readonly kind: "duration" }
  | { readonly kind: "choice"; readonly choices: readonly string[] }
  /** `2`, `2..3`, `3..`, `..3`. */
  | { readonly kind: "countRange" }
  /** `46s`, `41s..46s`, `41s..`, `..46s`. */
  | { readonly kind: "timeRange"; readonly lone: LoneTime }
  | { readonly kind: "list"; readonly item: Shape; readonly minimum?: number }
  /** Keys of the user's own. */
  | { readonly kind: "map"; readonly value: Shape }
  | ObjectShape
  /** One object per value of the key `tag`. */
  | { readonly kind: "tagged"; readonly tag: string; readonly variants: Readonly<Record<string, ObjectShape>> }
  /** One of a few words, or something else. */
  | { readonly kind: "wordOr"; readonly words: readonly string[]; readonly other: Shape }
  /** A list, or something else that is none. */
  | { readonly kind: "listOr"; readonly item: Shape; readonly other: Shape }
  /** null, or something else. */
  | { readonly kind: "orNull"; readonly other: Shape }
  /** A number or a name. */
  | { readonly kind: "port" };

export interface ObjectShape {
  readonly kind: "object";
  readonly fields: Readonly<Record<string, Field>>;
  /** Further keys are somebody else's business. */
  readonly open?: true;
  /** Under this name the JSON Schema says it once. */
  readonly name?: string;
}

export interface Field {
  readonly shape: Shape;
  /** Shown by editors. */
  readonly description: string;
  readonly required?: true;
}

export function required(shape: Shape, description: string): Field {
  return { shape, description, required: true };
}

export function optional(shape: Shape, description: string): Field {
  return { shape, description };
}

export const TEXT: Shape = { kind: "text" };
export const BOOLEAN: Shape = { kind: "boolean" };
export const ANY: Shape = { kind: "any" };
export const DURATION: Shape = { kind: "duration" };
export const PORT: Shape = { kind: "port" };
export const INTEGER: Shape = { kind: "integer" };
export const COUNT: Shape = { kind: "integer", minimum: 0 };
export const DRAWN_COUNT: Shape = { kind: "integer", minimum: 0, drawable: true };
export const EXIT_CODE: Shape = { kind: "integer", minimum: 0, maximum: 255, drawable: true };

export function choice(...choices: readonly string[]): Shape {
  return { kind: "choice", choices };
}

export function list(item: Shape, minimum = 0): Shape {
  return minimum === 0 ? { kind: "list", item } : { kind: "list", item, minimum };
}

export function listOr(item: Shape, other: Shape): Shape {
  return { kind: "listOr", item, other };
}

export function orNull(other: Shape): Shape {
  return { kind: "orNull", other };
}

export function map(value: Shape): Shape {
  return { kind: "map", value };
}

export function object(fields: Readonly<Record<string, Field>>): ObjectShape {
  return { kind: "object", fields };
}

export function openObject(fields: Readonly<Record<string, Field>>): ObjectShape {
  return { kind: "object", fields, open: true };
}

export function named(name: string, shape: ObjectShape): ObjectShape {
  return { ...shape, name };
}
