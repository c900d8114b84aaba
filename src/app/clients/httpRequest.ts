import type { Container } from "../../model/container.ts";
import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import type { HttpGetAction } from "../../model/probe.ts";
import { joinHostPort, resolvePort } from "../address.ts";
import type { ByteString } from "./byteString.ts";
import { bytesOf, quoteBytes, textOf } from "./byteString.ts";
import type { GoUrl } from "./goUrl.ts";
import { formatUrl, parseUrl, requestTarget, urlOfPath } from "./goUrl.ts";

/** A request as the kubelet's HTTP client holds it: what is sent follows from it (`sentRequest`). */
export interface HttpRequest {
  readonly url: GoUrl;
  /** The Host that the user asked for; empty: the URL's. */
  readonly host: ByteString;
  /** By canonical name, in no order that matters. */
  readonly headers: ReadonlyMap<ByteString, readonly ByteString[]>;
}

/** A request as it arrives at a server. */
export interface SentRequest {
  readonly method: "GET";
  /** Absolute, for those who route by it; without the fragment. */
  readonly url: string;
  /** Path and query. */
  readonly target: string;
  readonly host: string;
  /** In the order in which they are written, Host first. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** What a probe's request depends on besides the probe. */
export interface RequestContext {
  readonly container: Pick<Container, "ports">;
  readonly podIp: string;
  readonly version: KubernetesVersion;
}

/**
 * The request of an HTTP probe, or the error that stands in the event instead: it counts as nothing.
 * [prober spec §6.2; backends/request, http/port, http/host]
 */
export function buildHttpRequest(
  action: HttpGetAction,
  context: RequestContext,
): HttpRequest | { readonly error: string } {
  const resolved = resolvePort(action.port, context.container, context.version);
  if ("error" in resolved) return resolved;
  const address = bytesOf(joinHostPort(action.host || context.podIp, resolved.port));
  const path = bytesOf(action.path ?? "/");
  const parsed = parseUrl(path);
  // A path that is no URL is taken literally, as it was before paths could hold a query.
  const asGiven = "error" in parsed ? urlOfPath(path) : parsed;
  const scheme = bytesOf((action.scheme || "HTTP").toLowerCase());
  const url = parseUrl(formatUrl({ ...asGiven, scheme, host: address }));
  if ("error" in url) return { error: textOf(url.error) };
  const headers = probeHeaders(action, context.version);
  return { url: { ...url, host: url.host.replace(/:$/, "") }, host: headers.get("Host")?.[0] ?? "", headers };
}

function probeHeaders(action: HttpGetAction, version: KubernetesVersion): Map<ByteString, ByteString[]> {
  const headers = new Map<ByteString, ByteString[]>();
  for (const { name, value } of action.httpHeaders ?? []) {
    const key = canonicalName(bytesOf(name));
    const values = headers.get(key);
    if (values === undefined) headers.set(key, [bytesOf(value ?? "")]);
    else values.push(bytesOf(value ?? ""));
  }
  if (!headers.has("User-Agent")) headers.set("User-Agent", [`kube-probe/1.${version.minor}`]);
  if (!headers.has("Accept")) headers.set("Accept", ["*/*"]);
  else if (headers.get("Accept")?.[0] === "") headers.delete("Accept");
  return headers;
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** `Content-Type`; a name that is none stays as it is. */
export function canonicalName(name: ByteString): ByteString {
  if (!TOKEN.test(name)) return name;
  return name.toLowerCase().replaceAll(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
}

/**
 * Why a request is not sent at all; the probe has failed then. Empty: it is sent. Of several reasons the client names any one:
 * it looks at the headers in no order.
 */
export function unsendableReasons({ url, headers }: HttpRequest): readonly ByteString[] {
  if (url.scheme !== "http" && url.scheme !== "https") return [`unsupported protocol scheme ${quoteBytes(url.scheme)}`];
  const reasons: ByteString[] = [];
  for (const [name, values] of sortedEntries(headers)) {
    if (!TOKEN.test(name)) reasons.push(`net/http: invalid header field name ${quoteBytes(name)}`);
    else if (values.some((value) => /[\0-\x08\x0a-\x1f\x7f]/.test(value)))
      reasons.push(`net/http: invalid header field value for ${quoteBytes(name)}`);
  }
  return reasons.length > 0 || url.host !== "" ? reasons : ["http: no Host in request URL"];
}

/** Never written from the header list: they are the connection's business. */
const NOT_COPIED = new Set(["Host", "User-Agent", "Content-Length", "Transfer-Encoding", "Trailer"]);

/** What is written to a connection that speaks HTTP/1.1. */
export function sentRequest(request: HttpRequest): SentRequest {
  const { url, headers } = withAuthorization(request);
  const host = sentHost(request);
  const written: [ByteString, ByteString][] = [["Host", host]];
  const userAgent = headers.get("User-Agent")?.[0] ?? "Go-http-client/1.1";
  if (userAgent !== "") written.push(["User-Agent", trim(userAgent)]);
  for (const [name, values] of sortedEntries(headers))
    if (!NOT_COPIED.has(name)) for (const value of values) written.push([name, trim(value)]);
  const connection = headers.get("Connection") ?? [];
  const asksToClose = tokensOf(connection.slice(0, 1), /[, \t]/).includes("close");
  const switches = (headers.get("Upgrade")?.[0] ?? "") !== "" && tokensOf(connection, /,/).includes("upgrade");
  if (!asksToClose && !switches) written.push(["Connection", "close"]);
  const target = requestTarget(url);
  return {
    method: "GET",
    url: textOf(`${url.scheme}://${url.host}${target}`),
    target: textOf(target),
    host: textOf(host),
    headers: written.map(([name, value]) => [textOf(name), textOf(value)]),
  };
}

/** Headers that belong to a connection of HTTP/1.1. */
const NOT_IN_HTTP2 = new Set(["Host", "Connection", "Upgrade"]);

/** What a server sees that HTTP/2 was agreed with: nothing of the connection; the host has its own place. [backends/http tls/nethttp-h2] */
export function sentHttp2Request(request: HttpRequest): SentRequest {
  const sent = sentRequest(request);
  return { ...sent, headers: sent.headers.filter(([name]) => !NOT_IN_HTTP2.has(name)) };
}

/** A user in the URL is sent as basic authorization, unless the headers hold one. */
function withAuthorization(request: HttpRequest): HttpRequest {
  const { user } = request.url;
  if (user === undefined || (request.headers.get("Authorization")?.[0] ?? "") !== "") return request;
  const headers = new Map(request.headers);
  headers.set("Authorization", [`Basic ${btoa(`${user.name}:${user.password ?? ""}`)}`]);
  return { ...request, headers };
}

/** The Host header: in punycode; empty where it would be no header; without an IPv6 zone. */
function sentHost({ url, host }: HttpRequest): ByteString {
  const ascii = punycodeHost(host || url.host);
  if (ascii === undefined || /[^!$%&'()*+,.:;=[\]_~0-9A-Za-z-]/.test(ascii)) return "";
  return ascii.replace(/^(\[[^\]]*)%[^\]]*\]/, "$1]");
}

function punycodeHost(host: ByteString): ByteString | undefined {
  if (/^[\0-\x7f]*$/.test(host)) return host;
  const [, name, port] = /^(.*?)(:[0-9]*)?$/s.exec(textOf(host)) ?? [];
  const url = `http://${name}/`;
  return URL.canParse(url) ? new URL(url).hostname + (port ?? "") : undefined;
}

function sortedEntries(headers: HttpRequest["headers"]): [ByteString, readonly ByteString[]][] {
  return [...headers].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function tokensOf(values: readonly ByteString[], separator: RegExp): string[] {
  return values.flatMap((value) => value.split(separator).map((part) => trim(part).toLowerCase()));
}

function trim(value: ByteString): ByteString {
  return value.replaceAll(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
}
