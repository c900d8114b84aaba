import type { ByteString } from "./byteString.ts";
import { bytesOf } from "./byteString.ts";

/** What a server makes of one request, as seen by the client. Times are ms since the request was sent. */
export type HttpReply = HttpAnswer | HttpFailure;

/** A final answer (no interim 1xx). */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: ByteString, value: ByteString])[];
  /** When the status line and the headers are there. */
  readonly headersAtMs: number;
  /** The body, decoded, piece by piece in the order of its arrival. */
  readonly body: readonly BodyPart[];
  /** When it is known that the body is complete, or broken; Infinity: it stalls. */
  readonly bodyEndsAtMs: number;
  /** Set: the body does not end well (`unexpected EOF`). */
  readonly bodyError?: ByteString;
  /** As the headers promised; -1: they say nothing, or it is chunked. */
  readonly contentLength: number;
}

export interface BodyPart {
  readonly atMs: number;
  readonly bytes: ByteString;
}

/** No answer: nobody listens, the connection breaks, or what comes is no HTTP. */
export interface HttpFailure {
  /** When; Infinity: nothing happens, and `error` is what the client says when it gives up. */
  readonly atMs: number;
  /** In the client's words (`dial tcp 10.0.0.1:80: connect: connection refused`, `EOF`). */
  readonly error: ByteString;
  /** What a race inside the client may make of it instead. */
  readonly alternatives?: readonly ByteString[];
}

const AWAITING_HEADERS = "(Client.Timeout exceeded while awaiting headers)";

/** Nothing comes back, or nothing but an open connection. */
export const SILENCE: HttpFailure = {
  atMs: Infinity,
  error: `context deadline exceeded ${AWAITING_HEADERS}`,
  alternatives: [`net/http: request canceled ${AWAITING_HEADERS}`],
};

/** Somebody listens and takes no part in a TLS handshake. [backends/http tls/no-answer, scheme/HTTPS] */
export const SILENT_HANDSHAKE: HttpFailure = {
  atMs: Infinity,
  error: `net/http: request canceled while waiting for connection ${AWAITING_HEADERS}`,
  alternatives: ["context deadline exceeded", `context deadline exceeded ${AWAITING_HEADERS}`],
};

/** An answer whose parts are all there at known times. `body` is text; `bodyEndsAtMs`: Infinity stalls after `body`. */
export function httpAnswer(answer: {
  readonly status: number;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly headersAtMs: number;
  readonly body: string;
  /** Default: `headersAtMs`. */
  readonly bodyEndsAtMs?: number;
}): HttpAnswer {
  const { status, headersAtMs, bodyEndsAtMs = headersAtMs } = answer;
  const bytes = bytesOf(answer.body);
  const arrivesAtMs = bodyEndsAtMs === Infinity ? headersAtMs : bodyEndsAtMs;
  return {
    status,
    headers: (answer.headers ?? []).map(([name, value]) => [bytesOf(name), bytesOf(value)] as const),
    headersAtMs,
    body: bytes === "" ? [] : [{ atMs: arrivesAtMs, bytes }],
    bodyEndsAtMs,
    contentLength: -1,
  };
}
