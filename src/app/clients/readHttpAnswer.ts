import type { ByteString } from "./byteString.ts";
import { quoteBytes } from "./byteString.ts";
import type { StreamReader } from "./byteStream.ts";
import { arrivalOf, earlyEnd, partsBetween } from "./byteStream.ts";
import { readChunkedBody } from "./chunkedBody.ts";
import type { HttpAnswer, HttpFailure, HttpReply } from "./httpAnswer.ts";
import { SILENCE } from "./httpAnswer.ts";
import type { HttpHead } from "./httpHead.ts";
import { INCOMPLETE, parseHttpHead } from "./httpHead.ts";

/** What Go's HTTP/1.1 client (1.26) makes of the bytes that answer a request. [backends/http status-raw, body, close] */
export function readHttpAnswer(stream: StreamReader): HttpReply {
  const isWhole = stream.endError !== undefined;
  if (stream.bytes === "")
    return stream.endError === undefined ? SILENCE : { atMs: stream.endsAtMs, error: stream.endError };
  let start = 0;
  for (;;) {
    const head = parseHttpHead(stream.bytes, start, isWhole);
    if (head === INCOMPLETE) return broken(stream.endsAtMs, earlyEnd(stream) ?? "");
    if ("error" in head) return broken(faultAtMs(stream, start), head.error);
    const isInterim = head.status >= 100 && head.status < 200 && head.status !== 101;
    const length = bodyLength(head);
    if (typeof length === "object") return broken(arrivalOf(stream, head.end - 1), length.error);
    if (!isInterim) return answerOf(stream, head, length);
    start = head.end;
    if (start >= stream.bytes.length) return broken(stream.endsAtMs, earlyEnd(stream) ?? "");
  }
}

function broken(atMs: number, error: ByteString): HttpFailure {
  return atMs === Infinity ? SILENCE : { atMs, error: `net/http: HTTP/1.x transport connection broken: ${error}` };
}

/** A fault is seen when the bytes that show it are there: those of the whole head, or all there are. */
function faultAtMs(stream: StreamReader, start: number): number {
  for (let end = start; ; ) {
    const lineFeed = stream.bytes.indexOf("\n", end);
    if (lineFeed < 0) return stream.endsAtMs;
    end = lineFeed + 1;
    const head = parseHttpHead(stream.bytes.slice(0, end), start, false);
    if (head !== INCOMPLETE) return arrivalOf(stream, lineFeed);
  }
}

function answerOf(stream: StreamReader, head: HttpHead, length: BodyLength): HttpReply {
  const base = { status: head.status, headers: head.headers, headersAtMs: arrivalOf(stream, head.end - 1) };
  if (length === "chunked") return { ...base, contentLength: -1, ...readChunkedBody(stream, head.end) };
  if (length === "untilClose") return { ...base, contentLength: -1, ...readUntilClose(stream, head.end) };
  return { ...base, contentLength: length, ...readSized(stream, head.end, length) };
}

type BodyLength = number | "chunked" | "untilClose";

/** How the end of the body is known (RFC 9112, 6.3, with Go's hardening). */
function bodyLength({ status, headers, isHttp11 }: HttpHead): BodyLength | { readonly error: ByteString } {
  const encodings = isHttp11 ? valuesOf(headers, "Transfer-Encoding") : [];
  if (encodings.length > 1) return { error: `too many transfer encodings: [${encodings.map(quoteBytes).join(" ")}]` };
  if (encodings.length === 1 && encodings[0]?.toLowerCase() !== "chunked")
    return { error: `unsupported transfer encoding: ${quoteBytes(encodings[0] as ByteString)}` };
  const lengths = valuesOf(headers, "Content-Length");
  const [length] = lengths.map(trim);
  if (lengths.some((other) => trim(other) !== length)) {
    const got = lengths.map(quoteBytes).join(" ");
    return { error: `http: message cannot contain multiple Content-Length headers; got [${got}]` };
  }
  if (length === "") return { error: 'invalid empty Content-Length ""' };
  if (length !== undefined && (!/^[0-9]+$/.test(length) || BigInt(length) >= 2n ** 63n))
    return { error: `bad Content-Length ${quoteBytes(length)}` };
  if (status === 101 && switchesProtocol(headers)) return "untilClose";
  if ((status >= 100 && status < 200) || status === 204 || status === 304) return 0;
  if (encodings.length === 1) return "chunked";
  return length === undefined ? "untilClose" : Number(length);
}

/** What follows is no body then, but the client reads it as one. */
function switchesProtocol(headers: HttpHead["headers"]): boolean {
  const tokens = valuesOf(headers, "Connection").flatMap((value) => value.split(","));
  return (
    (valuesOf(headers, "Upgrade")[0] ?? "") !== "" && tokens.some((token) => trim(token).toLowerCase() === "upgrade")
  );
}

/** Header names are compared without regard to case; one with a space in it is another name. */
function valuesOf(headers: HttpHead["headers"], name: string): ByteString[] {
  return headers.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

type ReadBody = Pick<HttpAnswer, "body" | "bodyEndsAtMs" | "bodyError">;

function readSized(stream: StreamReader, start: number, length: number): ReadBody {
  const body = partsBetween(stream, start, start + length);
  if (length === 0) return { body, bodyEndsAtMs: 0 };
  const bodyEndsAtMs = arrivalOf(stream, start + length - 1);
  const error = stream.bytes.length < start + length ? earlyEnd(stream) : undefined;
  return error === undefined ? { body, bodyEndsAtMs } : { body, bodyEndsAtMs, bodyError: error };
}

function readUntilClose(stream: StreamReader, start: number): ReadBody {
  const ends = { body: partsBetween(stream, start, stream.bytes.length), bodyEndsAtMs: stream.endsAtMs };
  return stream.endError === undefined || stream.endError === "EOF" ? ends : { ...ends, bodyError: stream.endError };
}

function trim(value: ByteString): ByteString {
  return value.replaceAll(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
}
