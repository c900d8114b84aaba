import type { SourceMember, SourceNode } from "./sourceNode.ts";
import { DEPTH_MAX, SourceFault, TOO_DEEP } from "./sourceNode.ts";

/** A container that is still open. */
type Open =
  | {
      readonly kind: "object";
      readonly start: number;
      readonly members: SourceMember[];
      key: { text: string; start: number; end: number } | undefined;
    }
  | { readonly kind: "array"; readonly start: number; readonly items: SourceNode[] };

/**
 * One JSON value that begins at `offset`, as strictly as Go reads it; duplicate keys stay. Works without recursion, so that deep
 * nesting cannot exhaust the stack. Throws SourceFault. `next` is the offset behind the value.
 */
export function parseJsonValue(text: string, offset: number): { node: SourceNode; next: number } {
  const open: Open[] = [];
  let at = skipSpace(text, offset);
  for (;;) {
    // Here a value begins.
    let done: SourceNode | undefined;
    const character = text[at];
    if (character === "{" || character === "[") {
      if (open.length >= DEPTH_MAX) throw new SourceFault(TOO_DEEP, at);
      const inside = skipSpace(text, at + 1);
      if (text[inside] === (character === "{" ? "}" : "]")) {
        done =
          character === "{"
            ? { kind: "object", members: [], start: at, end: inside + 1 }
            : { kind: "array", items: [], start: at, end: inside + 1 };
        at = inside + 1;
      } else if (character === "{") {
        const object: Open = { kind: "object", start: at, members: [], key: undefined };
        open.push(object);
        at = readKey(text, inside, object);
        continue;
      } else {
        open.push({ kind: "array", start: at, items: [] });
        at = inside;
        continue;
      }
    } else {
      done = parseScalar(text, at);
      at = done.end;
    }
    // Here a value has ended, and with it perhaps those that hold it.
    for (;;) {
      const holder = open.at(-1);
      if (holder === undefined) return { node: done, next: at };
      if (holder.kind === "array") holder.items.push(done);
      else if (holder.key !== undefined) {
        holder.members.push({ key: holder.key.text, keyStart: holder.key.start, keyEnd: holder.key.end, value: done });
      }
      at = skipSpace(text, at);
      const close = holder.kind === "object" ? "}" : "]";
      if (text[at] === ",") {
        at = skipSpace(text, at + 1);
        if (holder.kind === "object") at = readKey(text, at, holder);
        break;
      }
      if (text[at] !== close)
        throw unexpected(text, at, holder.kind === "object" ? "after object key:value pair" : "after array element");
      at += 1;
      open.pop();
      done =
        holder.kind === "object"
          ? { kind: "object", members: holder.members, start: holder.start, end: at }
          : { kind: "array", items: holder.items, start: holder.start, end: at };
    }
  }
}

/** The whole text as one value; nothing but white space may follow. */
export function parseJson(text: string): SourceNode {
  const { node, next } = parseJsonValue(text, 0);
  const rest = skipSpace(text, next);
  if (rest < text.length) throw unexpected(text, rest, "after top-level value");
  return node;
}

export function skipSpace(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && " \t\r\n".includes(text[at] ?? "x")) at += 1;
  return at;
}

function unexpected(text: string, at: number, where: string): SourceFault {
  if (at >= text.length) return new SourceFault("unexpected end of JSON input", at);
  return new SourceFault(`invalid character '${String.fromCodePoint(text.codePointAt(at) ?? 0)}' ${where}`, at);
}

/** Reads `"key" :` and returns where its value begins. */
function readKey(text: string, at: number, object: Extract<Open, { kind: "object" }>): number {
  if (text[at] !== '"') throw unexpected(text, at, "looking for beginning of object key string");
  const key = readString(text, at);
  object.key = { text: key.value, start: at, end: key.end };
  const colon = skipSpace(text, key.end);
  if (text[colon] !== ":") throw unexpected(text, colon, "after object key");
  return skipSpace(text, colon + 1);
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERALS = { true: true, false: false, null: undefined } as const;

function parseScalar(text: string, at: number): SourceNode {
  if (text[at] === '"') {
    const { value, end } = readString(text, at);
    return { kind: "string", value, start: at, end };
  }
  for (const [literal, value] of Object.entries(LITERALS)) {
    if (!text.startsWith(literal, at)) continue;
    const place = { start: at, end: at + literal.length };
    return value === undefined ? { kind: "null", ...place } : { kind: "boolean", value, ...place };
  }
  NUMBER.lastIndex = at;
  const number = NUMBER.exec(text)?.[0];
  if (number === undefined) throw unexpected(text, at, "looking for beginning of value");
  return { kind: "number", text: number, start: at, end: at + number.length };
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** What a string may hold as it is; false at the end of the text. */
function isPlain(code: number): boolean {
  return code >= 0x20 && code !== 0x22 && code !== 0x5c;
}

function readString(text: string, start: number): { value: string; end: number } {
  let value = "";
  let at = start + 1;
  for (;;) {
    const plainStart = at;
    while (isPlain(text.charCodeAt(at))) at += 1;
    value += text.slice(plainStart, at);
    if (text[at] === '"') return { value: value.toWellFormed(), end: at + 1 };
    if (text[at] !== "\\") throw unexpected(text, at, "in string literal");
    const escape = text[at + 1] ?? "";
    const hex = /^u[0-9a-fA-F]{4}/.test(text.slice(at + 1, at + 6)) ? text.slice(at + 2, at + 6) : undefined;
    const escaped = hex === undefined ? ESCAPES[escape] : String.fromCharCode(Number.parseInt(hex, 16));
    if (escaped === undefined) throw unexpected(text, at + 1, "in string escape code");
    value += escaped;
    at += hex === undefined ? 2 : 6;
  }
}
