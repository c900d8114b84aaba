import type { ByteString } from "./byteString.ts";
import { quoteBytes, textOf } from "./byteString.ts";
import { hostnameOf, parseUrl, printedUrl, resolveUrl, urlWithoutUser } from "./goUrl.ts";
import type { GoUrl } from "./goUrl.ts";
import type { HttpAnswer, HttpReply } from "./httpAnswer.ts";
import { SILENCE } from "./httpAnswer.ts";
import type { HttpRequest } from "./httpRequest.ts";
import { unsendableReasons } from "./httpRequest.ts";
import type { ProbeAnswer } from "./probeAnswer.ts";

/**
 * One attempt of an HTTP probe between two requests: `request` is to be sent now, and what comes back goes to
 * `continueExchange`. Plain data; of several requests each but the first follows a redirect.
 */
export interface HttpExchange {
  readonly request: HttpRequest;
  /** Redirects take its headers and are held against its host. */
  readonly firstRequest: HttpRequest;
  /** Requests so far, this one included. */
  readonly requestCount: number;
  /** ms of the timeout that were used when `request` was sent. */
  readonly elapsedMs: number;
  readonly timeoutMs: number;
}

/** Of a body no more is looked at; the rest is neither awaited nor missed. [backends/http stall/after-10240] */
const MAX_BODY_BYTES = 10_240;
/** Of a redirect's body so much is read before the redirect is followed, if it is that small. [net/http `Client.do`] */
const MAX_REDIRECT_BODY_BYTES = 2048;
/** The tenth answer is the last. [backends/http redirect/chain-9, chain-10] */
const MAX_REQUESTS = 10;
const FOLLOWED = new Set([301, 302, 303, 307, 308]);

export function isExchange(next: HttpExchange | ProbeAnswer): next is HttpExchange {
  return "request" in next;
}

/** Begins an attempt: the request to send, or what it comes to without one. */
export function startExchange(request: HttpRequest, timeoutMs: number): HttpExchange | ProbeAnswer {
  return send({ request, firstRequest: request, requestCount: 1, elapsedMs: 0, timeoutMs });
}

/**
 * What the real client does with the reply to `exchange.request`: sends the next request, or is done.
 * What would last as long as the timeout, or longer, is given up. [prober spec §6.2 with corrections]
 */
export function continueExchange(exchange: HttpExchange, reply: HttpReply): HttpExchange | ProbeAnswer {
  const leftMs = exchange.timeoutMs - exchange.elapsedMs;
  if ("error" in reply) {
    if (reply.atMs >= leftMs) return gaveUp(exchange, reply.atMs === Infinity ? reply : SILENCE);
    return failed(exchange, exchange.elapsedMs + reply.atMs, reply.error, reply.alternatives);
  }
  if (reply.headersAtMs >= leftMs) return gaveUp(exchange);
  const location = FOLLOWED.has(reply.status) ? headerOf(reply, "Location") : "";
  return location === "" ? judge(exchange, reply) : redirect(exchange, reply, location);
}

function send(exchange: HttpExchange): HttpExchange | ProbeAnswer {
  const [reason, ...others] = unsendableReasons(exchange.request);
  if (reason !== undefined) return failed(exchange, exchange.elapsedMs, reason, others);
  return exchange.elapsedMs >= exchange.timeoutMs ? gaveUp(exchange) : exchange;
}

function redirect(exchange: HttpExchange, answer: HttpAnswer, location: ByteString): HttpExchange | ProbeAnswer {
  const { request, firstRequest } = exchange;
  const answeredAtMs = exchange.elapsedMs + answer.headersAtMs;
  const url = resolveUrl(request.url, location);
  if ("error" in url)
    return failed(exchange, answeredAtMs, `failed to parse Location header ${quoteBytes(location)}: ${url.error}`);
  // Another host is no error: the redirect itself is the answer then.
  if (hostnameOf(url) !== hostnameOf(firstRequest.url)) return judge(exchange, answer);
  if (exchange.requestCount >= MAX_REQUESTS)
    return failure(answeredAtMs, textOf(`Get ${quoteBytes(location)}: stopped after ${MAX_REQUESTS} redirects`));
  const next = { url, host: keptHost(request, location), headers: redirectHeaders(exchange, url) };
  const elapsedMs = Math.min(exchange.timeoutMs, exchange.elapsedMs + redirectReadAtMs(answer));
  return send({ ...exchange, request: next, requestCount: exchange.requestCount + 1, elapsedMs });
}

/** A Host of the user's own outlives a relative redirect only. [backends/http redirect/host-header-absolute] */
function keptHost({ url, host }: HttpRequest, location: ByteString): ByteString {
  const isAsked = host !== "" && host !== url.host;
  const target = isAsked ? parseUrl(location) : undefined;
  return target !== undefined && "scheme" in target && target.scheme === "" ? host : "";
}

function redirectHeaders({ request, firstRequest }: HttpExchange, to: GoUrl): HttpRequest["headers"] {
  const headers = new Map(firstRequest.headers);
  const asked = headers.get("Referer")?.[0] ?? "";
  if (!(request.url.scheme === "https" && to.scheme === "http"))
    headers.set("Referer", [asked === "" ? urlWithoutUser(request.url) : asked]);
  return headers;
}

function redirectReadAtMs(answer: HttpAnswer): number {
  if (answer.contentLength > MAX_REDIRECT_BODY_BYTES) return answer.headersAtMs;
  return readBody(answer, MAX_REDIRECT_BODY_BYTES).atMs;
}

function judge(exchange: HttpExchange, answer: HttpAnswer): ProbeAnswer {
  const read = readBody(answer, MAX_BODY_BYTES);
  const ms = exchange.elapsedMs + read.atMs;
  if (ms >= exchange.timeoutMs) return bodyGivenUp(exchange);
  // Whatever the status: an answer that breaks off counts as nothing. [backends/http body/short-fail]
  if (read.error !== undefined) return { result: "failure", output: "", error: textOf(read.error), ms };
  const { status } = answer;
  if (status >= 200 && status < 300) return { result: "success", output: textOf(read.bytes), ms };
  if (status >= 300 && status < 400)
    return { result: "warning", output: `Probe terminated redirects, Response body: ${textOf(read.bytes)}`, ms };
  return failure(ms, `HTTP probe failed with statuscode: ${status}`);
}

/** The first bytes of the body, and when they were there or it was over. */
function readBody(answer: HttpAnswer, limit: number): { bytes: ByteString; atMs: number; error?: ByteString } {
  let bytes = "";
  for (const part of answer.body) {
    bytes += part.bytes;
    if (bytes.length >= limit) return { bytes: bytes.slice(0, limit), atMs: Math.max(part.atMs, answer.headersAtMs) };
  }
  const atMs = Math.max(answer.bodyEndsAtMs, answer.headersAtMs);
  return answer.bodyError === undefined ? { bytes, atMs } : { bytes, atMs, error: answer.bodyError };
}

function headerOf(answer: HttpAnswer, name: string): ByteString {
  const wanted = name.toLowerCase();
  return answer.headers.find(([key]) => key.toLowerCase() === wanted)?.[1] ?? "";
}

const READING = "(Client.Timeout or context cancellation while reading body)";

function gaveUp(exchange: HttpExchange, { error, alternatives } = SILENCE): ProbeAnswer {
  return { ...failed(exchange, exchange.timeoutMs, error, alternatives), isTimeout: true };
}

function bodyGivenUp({ timeoutMs }: HttpExchange): ProbeAnswer {
  const error = `context deadline exceeded ${READING}`;
  const other = { result: "failure", output: "", error: `net/http: request canceled ${READING}` } as const;
  return { result: "failure", output: "", error, ms: timeoutMs, isTimeout: true, alternatives: [other] };
}

function failed(
  exchange: HttpExchange,
  ms: number,
  error: ByteString,
  alternatives: readonly ByteString[] = [],
): ProbeAnswer {
  const prefix = `Get ${quoteBytes(printedUrl(exchange.request.url))}: `;
  const answer = failure(ms, textOf(prefix + error));
  if (alternatives.length === 0) return answer;
  const others = alternatives.map((other) => ({ result: "failure", output: textOf(prefix + other) }) as const);
  return { ...answer, alternatives: others };
}

function failure(ms: number, output: string): ProbeAnswer {
  return { result: "failure", output, ms };
}
