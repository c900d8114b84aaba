import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import { NEWEST_VERSION } from "../../model/kubernetesVersion.ts";
import type { HttpGetAction } from "../../model/probe.ts";
import type { ByteString } from "../clients/byteString.ts";
import { bytesOf, quoteBytes, textOf } from "../clients/byteString.ts";
import type { GoUrl } from "../clients/goUrl.ts";
import { hostnameOf, parseUrl, portOf, printedUrl, resolveUrl, urlWithoutUser } from "../clients/goUrl.ts";
import type { HttpAnswer, HttpReply } from "../clients/httpAnswer.ts";
import { SILENCE } from "../clients/httpAnswer.ts";
import type { Arrival } from "../clients/httpClient.ts";
import { replyTo } from "../clients/httpClient.ts";
import type { HttpRequest } from "../clients/httpRequest.ts";
import { canonicalName, unsendableReasons } from "../clients/httpRequest.ts";
import type { InnerAnswer, InnerRequest, Reach } from "./innerAnswer.ts";
import type { QueueProxyRelease } from "./queueProxyRelease.ts";

/** What an HTTP attempt needs besides the probe. */
export interface HttpAsking {
  readonly reach: Reach;
  readonly release: QueueProxyRelease;
  /** The feature `autodetect-http2`. */
  readonly detectsHttp2: boolean;
  /** What the app behind the server needs for each answer on top, in ms. Default 0. */
  readonly answerMs?: number;
  /** Every request that a server saw. */
  readonly onRequest?: (request: InnerRequest) => void;
}

/** The library says nothing of its release: both halves of the version are empty. */
const USER_AGENT = "kube-probe//";
/** The words about a server that does not speak HTTP/2 are never shown. */
const ANY_VERSION: KubernetesVersion = NEWEST_VERSION;

/** One attempt of queue-proxy's HTTP client; a timeout of 0 is none. [queue-probe status/, redirect/, request/, http2/] */
export function askHttp(action: HttpGetAction, atMs: number, timeoutMs: number, asking: HttpAsking): InnerAnswer {
  const url = probeUrl(action, asking.release);
  if ("error" in url) return { error: `error constructing probe url ${textOf(url.error)}`, ms: 0 };
  if (!asking.detectsHttp2) return askOnce(url, action, "HTTP/1.1", atMs, timeoutMs, asking);
  const { http2Detection } = asking.release;
  const detected =
    http2Detection === "upgrade"
      ? detectByUpgrade(url, atMs, timeoutMs, asking)
      : detectByAsking(url, atMs, timeoutMs, asking);
  if (detected.error !== undefined) {
    const protocol = http2Detection === "upgrade" ? "HTTP2 upgrade" : "HTTP protocol";
    return { error: `failed to run ${protocol} probe with error: ${detected.error}`, ms: detected.ms };
  }
  // A server of HTTP/1.1 has passed by then, and never sees the user's headers.
  if (!detected.speaksHttp2) return { ms: detected.ms };
  const { ms, ...outcome } = askOnce(url, action, "HTTP/2.0", atMs + detected.ms, timeoutMs, asking);
  return { ...outcome, ms: detected.ms + ms };
}

function probeUrl(action: HttpGetAction, release: QueueProxyRelease): GoUrl | { readonly error: ByteString } {
  const { scheme = "", host = "", port, path = "" } = action;
  const address = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  const rest = release.leadingSlash ? `/${path.replace(/^\//, "")}` : path;
  const url = parseUrl(bytesOf(`${scheme}://${address}${rest}`));
  return "error" in url ? url : { ...url, host: url.host.replace(/:$/, "") };
}

type Detected = InnerAnswer & { readonly speaksHttp2: boolean };

/** From 1.21 on: HTTP/2 without asking, then HTTP/1.1, each with the whole timeout and without the user's headers. */
function detectByAsking(url: GoUrl, atMs: number, timeoutMs: number, asking: HttpAsking): Detected {
  const first = exchange(plainRequest(url), "HTTP/2.0", atMs, timeoutMs, asking);
  if (!("error" in first) && isReady(first.status)) return { speaksHttp2: true, ms: first.headersMs };
  const beganMs = "error" in first ? first.ms : first.headersMs;
  const second = exchange(plainRequest(url), "HTTP/1.1", atMs + beganMs, timeoutMs, asking);
  if ("error" in second) return { speaksHttp2: false, error: second.error, ms: beganMs + second.ms };
  const ms = beganMs + second.headersMs;
  return isReady(second.status)
    ? { speaksHttp2: false, ms }
    : { speaksHttp2: false, error: notReady(second.status), ms };
}

const UPGRADE_HEADERS: readonly (readonly [string, string])[] = [
  ["Connection", "Upgrade, HTTP2-Settings"],
  ["Http2-Settings", ""],
  ["Upgrade", "h2c"],
];

/** Before 1.21: one request that asks for an upgrade; a server that does not upgrade has its status judged. */
function detectByUpgrade(url: GoUrl, atMs: number, timeoutMs: number, asking: HttpAsking): Detected {
  const headers = new Map([
    ...plainRequest(url).headers,
    ...UPGRADE_HEADERS.map(([name, value]) => [name, [value]] as const),
  ]);
  const found = exchange({ url, host: "", headers }, "upgrade", atMs, timeoutMs, asking);
  if ("error" in found) return { speaksHttp2: false, error: found.error, ms: found.ms };
  if (found.status === SWITCHING_PROTOCOLS) return { speaksHttp2: true, ms: found.headersMs };
  const ms = found.headersMs;
  return isReady(found.status) ? { speaksHttp2: false, ms } : { speaksHttp2: false, error: notReady(found.status), ms };
}

function plainRequest(url: GoUrl): HttpRequest {
  return { url, host: "", headers: new Map([["User-Agent", [USER_AGENT]]]) };
}

function askOnce(
  url: GoUrl,
  action: HttpGetAction,
  protocol: "HTTP/1.1" | "HTTP/2.0",
  atMs: number,
  timeoutMs: number,
  asking: HttpAsking,
): InnerAnswer {
  const headers = new Map<ByteString, ByteString[]>([["User-Agent", [USER_AGENT]]]);
  for (const { name, value } of action.httpHeaders ?? []) {
    const key = canonicalName(bytesOf(name));
    headers.set(key, [...(headers.get(key) ?? []), bytesOf(value ?? "")]);
  }
  const found = exchange({ url, host: "", headers }, protocol, atMs, timeoutMs, asking);
  if ("error" in found) return { error: found.error, ms: found.ms };
  // The body is read to its end before the verdict is given; that it does not come changes nothing.
  const ms = found.bodyMs;
  return isReady(found.status) ? { ms } : { error: notReady(found.status), ms };
}

function notReady(status: number): string {
  return `HTTP probe did not respond Ready, got status code: ${status}`;
}

function isReady(status: number): boolean {
  return status >= 200 && status < 400;
}

type Found =
  | { readonly status: number; readonly headersMs: number; readonly bodyMs: number }
  | { readonly error: string; readonly ms: number };

const SWITCHING_PROTOCOLS = 101;
const MAX_REQUESTS = 10;
const FOLLOWED = new Set([301, 302, 303, 307, 308]);
/** Go's client keeps these from another host. */
const SENSITIVE_HEADERS = ["Authorization", "Www-Authenticate", "Cookie", "Cookie2"];

type Protocol = "HTTP/1.1" | "HTTP/2.0" | "upgrade";

/** A request and what it is redirected to, as Go's client follows it: to any host, the last answer counts. */
function exchange(first: HttpRequest, protocol: Protocol, atMs: number, timeoutMs: number, asking: HttpAsking): Found {
  const limitMs = timeoutMs === 0 ? Infinity : timeoutMs;
  let request = first;
  let elapsedMs = 0;
  for (let count = 1; ; count += 1) {
    const verb = protocol === "upgrade" ? "Options" : "Get";
    const failed = (error: ByteString, ms: number): Found => ({
      error: textOf(`${verb} ${quoteBytes(printedUrl(request.url))}: ${error}`),
      ms,
    });
    const [reason] = unsendableReasons(request);
    if (reason !== undefined) return failed(reason, elapsedMs);
    const reply = send(request, protocol, atMs + elapsedMs, asking);
    if ("error" in reply) {
      const isLate = elapsedMs + reply.atMs >= limitMs;
      if (isLate) return failed(reply.atMs === Infinity ? reply.error : SILENCE.error, limitMs);
      return failed(reply.error, elapsedMs + reply.atMs);
    }
    if (elapsedMs + reply.headersAtMs >= limitMs) return failed(SILENCE.error, limitMs);
    const headersMs = elapsedMs + reply.headersAtMs;
    const bodyMs = Math.min(elapsedMs + Math.max(reply.bodyEndsAtMs, reply.headersAtMs), limitMs);
    const location = FOLLOWED.has(reply.status) ? locationOf(reply) : "";
    if (location === "") return { status: reply.status, headersMs, bodyMs };
    const url = resolveUrl(request.url, location);
    if ("error" in url) {
      return failed(`failed to parse Location header ${quoteBytes(location)}: ${url.error}`, headersMs);
    }
    if (count >= MAX_REQUESTS) {
      return {
        error: textOf(`${verb} ${quoteBytes(location)}: stopped after ${MAX_REQUESTS} redirects`),
        ms: headersMs,
      };
    }
    request = redirected(request, first, url);
    elapsedMs = headersMs;
  }
}

function locationOf(answer: HttpAnswer): ByteString {
  return answer.headers.find(([name]) => name.toLowerCase() === "location")?.[1] ?? "";
}

function redirected(from: HttpRequest, first: HttpRequest, url: GoUrl): HttpRequest {
  const headers = new Map(first.headers);
  if (hostnameOf(url) !== hostnameOf(first.url)) for (const name of SENSITIVE_HEADERS) headers.delete(name);
  const isLess = from.url.scheme === "https" && url.scheme === "http";
  if (!isLess) headers.set("Referer", [first.headers.get("Referer")?.[0] ?? urlWithoutUser(from.url)]);
  return { url, host: "", headers };
}

const PORT_MAX = 65_535;

/** One request on a connection of its own. */
function send(request: HttpRequest, protocol: Protocol, atMs: number, asking: HttpAsking): HttpReply {
  const { url } = request;
  const port = Number(portOf(url) || (url.scheme === "https" ? 443 : 80));
  if (port > PORT_MAX) return { atMs: 0, error: `dial tcp: address ${port}: invalid port` };
  const network = asking.reach(atMs);
  const arrivals: Arrival[] = [];
  const sent = { ...request, headers: asTransportWrites(request.headers) };
  const settings = {
    version: ANY_VERSION,
    http2InClearText: protocol === "HTTP/2.0",
    answerMs: asking.answerMs ?? 0,
  };
  const reply = replyTo(network, sent, settings, arrivals);
  const server = network.listeners.find((listener) => listener.port === port)?.http;
  if (url.scheme === "https" && server?.tls === true && protocol !== "upgrade") {
    return { atMs: 0, error: certificateProblem(textOf(hostnameOf(url))) };
  }
  const method = protocol === "upgrade" ? "OPTIONS" : "GET";
  for (const arrival of arrivals) asking.onRequest?.({ method, arrival });
  // A server of both protocols switches before it looks at the request.
  const switches = protocol === "upgrade" && server?.protocol === "http2InClearText" && server.tls !== true;
  if (switches && !("error" in reply))
    return { ...reply, status: SWITCHING_PROTOCOLS, headersAtMs: 0, bodyEndsAtMs: 0 };
  return reply;
}

/** Certificates are verified, and nobody's is good for the address that is asked. [queue-probe request/scheme-tls/HTTPS; agent https-self-signed] */
function certificateProblem(host: string): string {
  if (host === "") return "tls: either ServerName or InsecureSkipVerify must be specified in the tls.Config";
  return "tls: failed to verify certificate: x509: certificate signed by unknown authority";
}

function asTransportWrites(headers: HttpRequest["headers"]): HttpRequest["headers"] {
  if (headers.has("Accept-Encoding") || headers.has("Range")) return headers;
  return new Map([...headers, ["Accept-Encoding", ["gzip"]]]);
}
