import type { ByteString } from "./byteString.ts";
import { quoteBytes } from "./byteString.ts";

/** Status line and headers, read as Go's `net/http` reads them. */
export interface HttpHead {
  readonly status: number;
  readonly isHttp11: boolean;
  readonly headers: readonly (readonly [name: ByteString, value: ByteString])[];
  /** Offset of the first byte behind the empty line. */
  readonly end: number;
}

/** The bytes at hand do not make a head, and more of them would be needed to say anything. */
export const INCOMPLETE = "incomplete";

/** `isWhole`: no more bytes will come, so that a last line needs no line feed. */
export function parseHttpHead(
  bytes: ByteString,
  start: number,
  isWhole: boolean,
): HttpHead | { readonly error: ByteString } | typeof INCOMPLETE {
  const first = lineAt(bytes, start, isWhole);
  if (first === undefined) return INCOMPLETE;
  const statusLine = parseStatusLine(first.line);
  if ("error" in statusLine) return statusLine;
  const fields = parseFields(bytes, first.next, isWhole);
  return typeof fields === "string" || "error" in fields ? fields : { ...statusLine, ...fields };
}

function parseStatusLine(line: ByteString): Pick<HttpHead, "status" | "isHttp11"> | { readonly error: ByteString } {
  const space = line.indexOf(" ");
  if (space < 0) return { error: `malformed HTTP response ${quoteBytes(line)}` };
  const protocol = line.slice(0, space);
  const code = /^ *([^ ]*)/.exec(line.slice(space))?.[1] ?? "";
  if (!/^(?:[0-9]{3}|\+[0-9]{2})$/.test(code)) return { error: `malformed HTTP status code ${quoteBytes(code)}` };
  const version = /^HTTP\/([0-9])\.([0-9])$/.exec(protocol);
  if (version === null) return { error: `malformed HTTP version ${quoteBytes(protocol)}` };
  return { status: Number(code), isHttp11: Number(version[1]) > 1 || (version[1] === "1" && version[2] !== "0") };
}

function parseFields(
  bytes: ByteString,
  start: number,
  isWhole: boolean,
): Pick<HttpHead, "headers" | "end"> | { readonly error: ByteString } | typeof INCOMPLETE {
  const headers: [ByteString, ByteString][] = [];
  let next = start;
  if (/[ \t]/.test(bytes[start] ?? "")) {
    const initial = lineAt(bytes, start, isWhole);
    return initial === undefined
      ? INCOMPLETE
      : { error: `malformed MIME header initial line: ${quoteBytes(initial.line)}` };
  }
  for (;;) {
    const found = lineAt(bytes, next, isWhole);
    if (found === undefined) return INCOMPLETE;
    if (found.line === "") return { headers, end: found.next };
    if (!found.line.includes(":")) return { error: `malformed MIME header: missing colon: ${quoteBytes(found.line)}` };
    let field = trim(found.line);
    next = found.next;
    // A line that begins with a space goes on with the one before.
    for (;;) {
      if (next >= bytes.length && !isWhole) return INCOMPLETE;
      if (!/[ \t]/.test(bytes[next] ?? "")) break;
      const continued = lineAt(bytes, next, isWhole);
      if (continued === undefined) return INCOMPLETE;
      field += ` ${trim(continued.line)}`;
      next = continued.next;
    }
    const parsed = parseField(field);
    if (parsed === undefined) return { error: `malformed MIME header line: ${quoteBytes(field)}` };
    headers.push(parsed);
  }
}

function parseField(field: ByteString): [ByteString, ByteString] | undefined {
  const colon = field.indexOf(":");
  const name = field.slice(0, colon);
  const value = field.slice(colon + 1);
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z -]+$/.test(name) || /[\0-\x08\x0a-\x1f\x7f]/.test(value)) return undefined;
  return [name, value.replace(/^[ \t]+/, "")];
}

function lineAt(bytes: ByteString, start: number, isWhole: boolean): { line: ByteString; next: number } | undefined {
  const lineFeed = bytes.indexOf("\n", start);
  if (lineFeed >= 0) return { line: bytes.slice(start, lineFeed).replace(/\r$/, ""), next: lineFeed + 1 };
  return isWhole && start < bytes.length ? { line: bytes.slice(start), next: bytes.length } : undefined;
}

function trim(line: ByteString): ByteString {
  return line.replaceAll(/^[ \t]+|[ \t]+$/g, "");
}
