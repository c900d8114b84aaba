import { quoteGoString } from "../../model/quoteGoString.ts";

/**
 * Bytes as the real clients handle them: each character stands for one byte (0–255). URLs, headers and bodies are cut,
 * escaped and compared by bytes there, and need not be UTF-8.
 */
export type ByteString = string;

const ENCODER = new TextEncoder();

export function bytesOf(text: string): ByteString {
  if (isAscii(text)) return text;
  let bytes = "";
  for (const byte of ENCODER.encode(text)) bytes += String.fromCharCode(byte);
  return bytes;
}

/** The bytes read as UTF-8; each byte that is none becomes U+FFFD, as where Go writes JSON. */
export function textOf(bytes: ByteString): string {
  return isAscii(bytes) ? bytes : escapedTextOf(bytes).toWellFormed();
}

/** As Go's `%q` prints bytes; what is no UTF-8 becomes `\xNN`. */
export function quoteBytes(bytes: ByteString): ByteString {
  if (isAscii(bytes)) return quoteGoString(bytes);
  let quoted = "";
  for (const part of escapedTextOf(bytes).split(/([\uDC80-\uDCFF])/u))
    quoted += /^[\uDC80-\uDCFF]$/u.test(part)
      ? `\\x${(part.charCodeAt(0) & 0xff).toString(16)}`
      : quoteGoString(part).slice(1, -1);
  return bytesOf(`"${quoted}"`);
}

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}

/** Bytes that are no UTF-8 stay as lone surrogates U+DC80 to U+DCFF. */
function escapedTextOf(bytes: ByteString): string {
  let text = "";
  for (let index = 0; index < bytes.length; ) {
    const sequence = validSequence(bytes, index);
    text += sequence?.character ?? String.fromCharCode(0xdc00 + bytes.charCodeAt(index));
    index += sequence?.length ?? 1;
  }
  return text;
}

function validSequence(bytes: ByteString, index: number): { character: string; length: number } | undefined {
  const first = bytes.charCodeAt(index);
  if (first < 0x80) return { character: bytes[index] as string, length: 1 };
  const length = first >= 0xf5 ? 0 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (length === 0) return undefined;
  let codePoint = first & (0xff >> (length + 1));
  for (let offset = 1; offset < length; offset++) {
    const byte = bytes.charCodeAt(index + offset);
    if (!(byte >= 0x80 && byte < 0xc0)) return undefined;
    codePoint = (codePoint << 6) | (byte & 0x3f);
  }
  const isSurrogate = codePoint >= 0xd800 && codePoint < 0xe000;
  const isOverlong = codePoint < (length === 4 ? 0x10000 : length === 3 ? 0x800 : 0x80);
  if (isSurrogate || isOverlong || codePoint > 0x10ffff) return undefined;
  return { character: String.fromCodePoint(codePoint), length };
}
