import type { JsonValue } from "../../model/json.ts";
import { isJsonArray } from "../../model/json.ts";

/*
 * A document as JSON data that still knows where each value stands. It is what YAML and JSON texts are read into, and what the
 * decoder reads. `start` and `end` are offsets (UTF-16) into the text; a value that was made from data and not from a text has
 * NO_OFFSET.
 */

export const NO_OFFSET = -1;

/** Go's readers stop at 10,000; ours earlier, so that no reader of the outcome can exhaust the stack. No manifest comes near it. */
export const DEPTH_MAX = 1_000;
export const TOO_DEEP = `nested deeper than ${DEPTH_MAX} levels`;

interface Place {
  readonly start: number;
  readonly end: number;
}

export interface SourceMember {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: SourceNode;
}

export interface SourceObject extends Place {
  readonly kind: "object";
  /** In the order in which the decoder sees them: JSON keeps the text's, and duplicates; YAML comes sorted and without. */
  readonly members: readonly SourceMember[];
}

export interface SourceArray extends Place {
  readonly kind: "array";
  readonly items: readonly SourceNode[];
}

export type SourceScalar = Place &
  (
    | { readonly kind: "string"; readonly value: string }
    /** `text` is a JSON number as it reaches the decoder, all digits kept. */
    | { readonly kind: "number"; readonly text: string }
    | { readonly kind: "boolean"; readonly value: boolean }
    | { readonly kind: "null" }
  );

export type SourceNode = SourceObject | SourceArray | SourceScalar;

/** A syntax error, or what makes a text no data. */
export interface SourceError {
  readonly message: string;
  /** Offset into the text, as near to the cause as known. */
  readonly offset: number;
}

/** Thrown by the readers within this folder; they catch it themselves. */
export class SourceFault extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** The last member of that name, as a reader that lets the last one win would have it. */
export function memberOf(node: SourceNode | undefined, key: string): SourceMember | undefined {
  return node?.kind === "object" ? node.members.findLast((member) => member.key === key) : undefined;
}

/** Plain data as a source without places. */
export function sourceOf(value: JsonValue | undefined): SourceNode {
  const place = { start: NO_OFFSET, end: NO_OFFSET };
  if (value === null || value === undefined) return { kind: "null", ...place };
  if (typeof value === "string") return { kind: "string", value, ...place };
  if (typeof value === "boolean") return { kind: "boolean", value, ...place };
  if (typeof value === "number") return { kind: "number", text: numberText(value), ...place };
  if (isJsonArray(value)) return { kind: "array", items: value.map((item) => sourceOf(item)), ...place };
  const members = Object.entries(value).map(([key, item]) => ({
    key,
    keyStart: NO_OFFSET,
    keyEnd: NO_OFFSET,
    value: sourceOf(item),
  }));
  return { kind: "object", members, ...place };
}

/** The largest int64 is no double; the one next to it, beyond the range, stands for it. */
function numberText(value: number): string {
  if (value === 2 ** 63) return String(2n ** 63n - 1n);
  return Object.is(value, -0) ? "-0" : String(value);
}

/** A source as plain data. */
export function dataOf(node: SourceNode): JsonValue {
  switch (node.kind) {
    case "null":
      return null;
    case "number":
      return Number(node.text);
    case "array":
      return node.items.map((item) => dataOf(item));
    case "object":
      // Own keys, so that `__proto__` is an ordinary one.
      return Object.fromEntries(node.members.map(({ key, value }) => [key, dataOf(value)]));
    case "string":
    case "boolean":
      return node.value;
  }
}
