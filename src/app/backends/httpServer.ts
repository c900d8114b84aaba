import type { ByteStream } from "../clients/byteStream.ts";
import type { ByteString } from "../clients/byteString.ts";
import { bytesOf } from "../clients/byteString.ts";
import type { BodyPart } from "../clients/httpAnswer.ts";

/** How an HTTP server answers one path. Everything absent: 200 with an empty body, at once. */
export interface HttpRoute {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
  /** A Content-Length that need not be true; -1: none, the body ends with the connection. Default: the true one. */
  readonly contentLength?: number;
  /** The body comes in one chunk. */
  readonly chunked?: boolean;
  /** ms before the status line. */
  readonly delayMs?: number;
  /** ms between headers and body. */
  readonly bodyDelayMs?: number;
  /** ms before each byte of the body. */
  readonly dripMs?: number;
  /** After that many bytes of the body nothing comes any more, and the connection stays open. */
  readonly stallAfterBytes?: number;
  /** The connection is closed already then. Default: behind the body. */
  readonly close?: "request" | "headers";
  /** What ends the connection is a reset. */
  readonly reset?: boolean;
  /** These bytes instead of an answer. */
  readonly raw?: string;
}

export interface HttpServer {
  /** Default false. Certificates do not matter: the kubelet verifies none. */
  readonly tls?: boolean;
  /**
   * - `http1` (default): HTTP/1.1
   * - `http2`: HTTP/2 over TLS, where the client offers it; in clear text HTTP/1.1
   * - `http2InClearText`: HTTP/2 and nothing else, without TLS
   * - `http2InNameOnly`: agrees to HTTP/2 and speaks HTTP/1.1
   */
  readonly protocol?: "http1" | "http2" | "http2InClearText" | "http2InNameOnly";
  /** What a client gets that comes with TLS where there is none, or without where there is: 400, or nothing at all. Default true. */
  readonly answersWrongScheme?: boolean;
  /** Every connection is over as soon as it is open (with TLS: behind the handshake). */
  readonly hangsUp?: "close" | "reset";
  /** By path and query as in the request line; `""` for all others. */
  readonly routes: Readonly<Record<string, HttpRoute>>;
}

export const EMPTY_ROUTE: HttpRoute = {};

export function routeFor({ routes }: HttpServer, target: string): HttpRoute {
  return (Object.hasOwn(routes, target) ? routes[target] : routes[""]) ?? EMPTY_ROUTE;
}

/** What goes over an HTTP/1.1 connection in answer to one request, which arrives at 0. */
export function answerStream(route: HttpRoute): ByteStream {
  const answersAtMs = route.delayMs ?? 0;
  const end = (atMs: number) => ({ atMs, how: route.reset === true ? ("reset" as const) : ("close" as const) });
  if (route.close === "request") return { parts: [], end: end(answersAtMs) };
  if (route.raw !== undefined)
    return { parts: [{ atMs: answersAtMs, bytes: bytesOf(route.raw) }], end: end(answersAtMs) };
  const body = bytesOf(route.body ?? "");
  const head = { atMs: answersAtMs, bytes: headOf(route, body.length) };
  if (route.close === "headers") return { parts: [head], end: end(answersAtMs) };
  const bodyAtMs = answersAtMs + (route.bodyDelayMs ?? 0);
  if (route.dripMs !== undefined) {
    const drops = dripped(body, bodyAtMs, route.dripMs);
    return { parts: [head, ...drops], end: end(drops.at(-1)?.atMs ?? bodyAtMs) };
  }
  const sent = route.chunked === true ? `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n` : body;
  if (route.stallAfterBytes !== undefined)
    return { parts: [head, { atMs: bodyAtMs, bytes: body.slice(0, route.stallAfterBytes) }] };
  return { parts: [head, { atMs: bodyAtMs, bytes: sent }], end: end(bodyAtMs) };
}

function headOf(route: HttpRoute, bodyBytes: number): ByteString {
  const lines = [`HTTP/1.1 ${route.status ?? 200} X`];
  for (const [name, value] of route.headers ?? []) lines.push(`${bytesOf(name)}: ${bytesOf(value)}`);
  const length = route.contentLength ?? bodyBytes;
  if (route.chunked === true) lines.push("Transfer-Encoding: chunked");
  else if (length >= 0) lines.push(`Content-Length: ${length}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** Nobody reads more than this of a body (`httpExchange.ts`), so that the rest may come in one piece. */
const BYTES_THAT_MATTER = 10_240;

function dripped(body: ByteString, fromMs: number, dripMs: number): BodyPart[] {
  const parts: BodyPart[] = [];
  for (let index = 0; index < Math.min(body.length, BYTES_THAT_MATTER); index++)
    parts.push({ atMs: fromMs + (index + 1) * dripMs, bytes: body[index] as ByteString });
  const rest = body.slice(BYTES_THAT_MATTER);
  if (rest !== "") parts.push({ atMs: fromMs + body.length * dripMs, bytes: rest });
  return parts;
}
