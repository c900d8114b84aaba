import type { ByteString } from "./byteString.ts";
import type { BodyPart } from "./httpAnswer.ts";

/** Everything that comes over a connection, and when; ms since the request was sent. */
export interface ByteStream {
  readonly parts: readonly BodyPart[];
  /** Absent: it stays open, silent. */
  readonly end?: { readonly atMs: number; readonly how: "close" | "reset" };
}

/** A stream as its reader sees it: all bytes in a row, with the time of each. */
export interface StreamReader {
  readonly bytes: ByteString;
  /** Where each part begins, and when it came. */
  readonly starts: readonly { readonly offset: number; readonly atMs: number }[];
  /** When it is clear that no more bytes come; Infinity: never. */
  readonly endsAtMs: number;
  /** What a reader gets that asks for more than there is; undefined: it waits for ever. */
  readonly endError: ByteString | undefined;
}

/** `resetError`: what the operating system says of a connection that was reset. */
export function readStream({ parts, end }: ByteStream, resetError: ByteString): StreamReader {
  const starts: { offset: number; atMs: number }[] = [];
  let bytes = "";
  for (const part of parts) {
    starts.push({ offset: bytes.length, atMs: part.atMs });
    bytes += part.bytes;
  }
  const endError = end === undefined ? undefined : end.how === "reset" ? resetError : "EOF";
  return { bytes, starts, endsAtMs: end?.atMs ?? Infinity, endError };
}

/** When the byte at `offset` came; of a byte that never comes: when that was clear. */
export function arrivalOf({ bytes, starts, endsAtMs }: StreamReader, offset: number): number {
  if (offset >= bytes.length) return endsAtMs;
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle]?.offset ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return starts[low]?.atMs ?? endsAtMs;
}

/** The bytes from `start` to `end`, in the parts in which they came. */
export function partsBetween({ bytes, starts }: StreamReader, start: number, end: number): BodyPart[] {
  const parts: BodyPart[] = [];
  for (const [index, { offset, atMs }] of starts.entries()) {
    const piece = bytes.slice(Math.max(offset, start), Math.min(starts[index + 1]?.offset ?? bytes.length, end));
    if (piece !== "") parts.push({ atMs, bytes: piece });
  }
  return parts;
}

/** What a reader gets that needs more bytes than there are. */
export function earlyEnd({ endError }: StreamReader): ByteString | undefined {
  return endError === "EOF" ? "unexpected EOF" : endError;
}
