import type { StreamReader } from "./byteStream.ts";
import { arrivalOf, earlyEnd, partsBetween } from "./byteStream.ts";
import type { ByteString } from "./byteString.ts";
import type { BodyPart, HttpAnswer } from "./httpAnswer.ts";

/** A body in chunks (RFC 9112, 7.1), as far as it is well-formed, and what Go says of the rest. */
export function readChunkedBody(
  stream: StreamReader,
  start: number,
): Pick<HttpAnswer, "body" | "bodyEndsAtMs" | "bodyError"> {
  const body: BodyPart[] = [];
  const ended = (offset: number, error?: ByteString) => {
    const bodyEndsAtMs = arrivalOf(stream, offset);
    return error === undefined ? { body, bodyEndsAtMs } : { body, bodyEndsAtMs, bodyError: error };
  };
  const brokenOff = () => ended(stream.bytes.length, earlyEnd(stream));
  for (let next = start; ; ) {
    const lineFeed = stream.bytes.indexOf("\n", next);
    if (lineFeed < 0) return brokenOff();
    const size = chunkSize(stream.bytes.slice(next, lineFeed + 1));
    if (typeof size !== "number") return ended(lineFeed, size.error);
    const data = lineFeed + 1;
    if (size === 0) return afterLastChunk(stream, data, ended);
    body.push(...partsBetween(stream, data, data + size));
    next = data + size + 2;
    if (stream.bytes.length < next) return brokenOff();
    if (stream.bytes.slice(data + size, next) !== "\r\n") return ended(next - 1, "malformed chunked encoding");
  }
}

function chunkSize(line: ByteString): number | { readonly error: ByteString } {
  const carriageReturn = line.indexOf("\r");
  if (carriageReturn < 0) return { error: "chunked line ends with bare LF" };
  if (carriageReturn !== line.length - 2) return { error: "invalid CR in chunked line" };
  if (line.length - 2 >= 4096) return { error: "header line too long" };
  const digits = line
    .slice(0, -2)
    .replace(/[ \t]+$/, "")
    .replace(/;.*$/s, "");
  if (digits === "") return { error: "empty hex number for chunk length" };
  const wrong = digits.search(/[^0-9a-fA-F]/);
  if (wrong >= 0 && wrong <= 16) return { error: "invalid byte in chunk length" };
  return digits.length > 16 ? { error: "http chunk length too large" } : Number.parseInt(digits, 16);
}

/** An empty line ends the body, or trailers do, which end with one. */
function afterLastChunk<T>(stream: StreamReader, start: number, ended: (offset: number, error?: ByteString) => T): T {
  const { bytes } = stream;
  if (bytes.startsWith("\r\n", start)) return ended(start + 1);
  const end = bytes.indexOf("\r\n\r\n", start);
  if (end >= 0) return ended(end + 3);
  return ended(bytes.length, stream.endError === "EOF" ? "http: unexpected EOF reading trailer" : stream.endError);
}
