import type { HttpServer } from "../../model/backends.ts";
import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import { isAtLeast } from "../../model/kubernetesVersion.ts";
import { joinHostPort } from "../address.ts";
import { answerStream, routeFor } from "../backends/httpServer.ts";
import type { Listener, Network } from "../backends/network.ts";
import { dial, RESET_BY_PEER } from "../backends/network.ts";
import type { ByteString } from "./byteString.ts";
import { bytesOf, textOf } from "./byteString.ts";
import { readStream } from "./byteStream.ts";
import { hostnameOf, portOf } from "./goUrl.ts";
import type { HttpReply } from "./httpAnswer.ts";
import { SILENCE, SILENT_HANDSHAKE } from "./httpAnswer.ts";
import { continueExchange, isExchange, startExchange } from "./httpExchange.ts";
import type { HttpRequest, SentRequest } from "./httpRequest.ts";
import { sentHttp2Request, sentRequest } from "./httpRequest.ts";
import type { ProbeAnswer } from "./probeAnswer.ts";
import { readHttpAnswer } from "./readHttpAnswer.ts";

export interface HttpSettings {
  readonly version: KubernetesVersion;
  /** HTTP/2 without TLS and without asking (1.37, gate H2CContainerProbe). */
  readonly http2InClearText?: boolean;
  /** What the app behind the server needs for each answer on top, in ms. Default 0. */
  readonly answerMs?: number;
}

/** A request that came to a listener. */
export interface Arrival {
  readonly listener: Listener;
  /** `preface`: HTTP/2's first words, as a server reads them that speaks HTTP/1.1. */
  readonly protocol: "HTTP/1.1" | "HTTP/2.0" | "preface";
  readonly request: SentRequest;
}

export interface HttpProbing {
  readonly answer: ProbeAnswer;
  readonly arrivals: readonly Arrival[];
}

/** One attempt of an HTTP probe against fake servers. [prober spec §6.2 with corrections; backends/http] */
export function probeHttp(
  network: Network,
  request: HttpRequest,
  timeoutMs: number,
  settings: HttpSettings,
): HttpProbing {
  const arrivals: Arrival[] = [];
  let next = startExchange(request, timeoutMs);
  while (isExchange(next)) next = continueExchange(next, replyTo(network, next.request, settings, arrivals));
  return { answer: next, arrivals };
}

export function replyTo(
  network: Network,
  request: HttpRequest,
  settings: HttpSettings,
  arrivals: Arrival[],
): HttpReply {
  const { url } = request;
  const isHttps = url.scheme === "https";
  const port = Number(portOf(url) || (isHttps ? 443 : 80));
  const dialed = dial(network, textOf(hostnameOf(url)), port);
  const connection: Connection = {
    client: network.clientAddress,
    server: "address" in dialed ? dialed.address : joinHostPort(textOf(hostnameOf(url)), port),
  };
  if ("error" in dialed) {
    const alternatives = dialed.error.endsWith(RESET_BY_PEER) ? resets(connection) : [];
    return dialed.atMs === Infinity ? SILENCE : { atMs: dialed.atMs, error: bytesOf(dialed.error), alternatives };
  }
  const { listener } = dialed;
  const { http } = listener;
  if (http === undefined) return isHttps ? SILENT_HANDSHAKE : SILENCE;
  const isTls = http.tls ?? false;
  if (http.hangsUp !== undefined && (isTls === isHttps || !isTls)) return hungUp(http.hangsUp, connection, isHttps);
  if (isTls !== isHttps) return wrongScheme(http, settings.answerMs ?? 0);
  const speaks = spokenProtocol(http, settings);
  const sent = speaks === "HTTP/1.1" ? sentRequest(request) : sentHttp2Request(request);
  arrivals.push({ listener, protocol: speaks, request: sent });
  const route = routeFor(http, speaks === "preface" ? "*" : sent.target);
  const delayMs = (route.delayMs ?? 0) + (settings.answerMs ?? 0);
  if (speaks === "preface") return { atMs: delayMs, error: http2Misunderstanding(settings.version) };
  const stream = answerStream({ ...route, delayMs });
  return readHttpAnswer(readStream(stream, resets(connection)[0]));
}

/** HTTP/2 over TLS where the server agrees to it; in clear text only if the probe says so. [backends/http tls/nethttp-h2] */
function spokenProtocol({ tls, protocol }: HttpServer, settings: HttpSettings): Arrival["protocol"] {
  if (settings.http2InClearText === true && tls !== true)
    return protocol === "http2InClearText" ? "HTTP/2.0" : "preface";
  if (tls !== true || protocol === undefined || protocol === "http1") return "HTTP/1.1";
  return protocol === "http2InNameOnly" ? "preface" : "HTTP/2.0";
}

/** [backends/http tls/nethttp-https-to-http, nethttp-http-to-https, https-to-http, http-to-https] */
function wrongScheme({ tls, answersWrongScheme = true }: HttpServer, atMs: number): HttpReply {
  if (tls !== true)
    return answersWrongScheme ? { atMs, error: "http: server gave HTTP response to HTTPS client" } : SILENT_HANDSHAKE;
  if (!answersWrongScheme) return { atMs, error: "EOF" };
  const body = [{ atMs, bytes: "Client sent an HTTP request to an HTTPS server.\n" }];
  return { status: 400, headers: [], headersAtMs: atMs, body, bodyEndsAtMs: atMs, contentLength: -1 };
}

/**
 * The words of the HTTP/2 library that a release is built with (golang.org/x/net): up to 1.32 it says nothing of its own,
 * 1.33 and 1.34 have a hole in the text. [backends/http tls/alpn-h2, http.v1.34, http.v1.30]
 */
function http2Misunderstanding(version: KubernetesVersion): ByteString {
  if (!isAtLeast(version, 33)) return "unexpected EOF";
  const cause = isAtLeast(version, 35) ? "http2: frame too large" : "%!w(<nil>)";
  return `http2: failed reading the frame payload: ${cause}, note that the frame header looked like an HTTP/1.1 header`;
}

interface Connection {
  readonly client: string;
  readonly server: string;
}

/**
 * A connection that is over as soon as it is open: whether the request was written by then is a race.
 * [backends/http close/accept-…, random/0181]
 */
function hungUp(how: "close" | "reset", connection: Connection, isHttps: boolean): HttpReply {
  const [read, written] = resets(connection);
  if (how === "reset") return { atMs: 0, error: read, alternatives: [written, "EOF"] };
  return {
    atMs: 0,
    error: "EOF",
    alternatives: [read, written, ...(isHttps ? [] : ["http: server closed idle connection"])],
  };
}

function resets({ client, server }: Connection): [read: ByteString, written: ByteString] {
  return [
    `read tcp ${client}->${server}: read: ${RESET_BY_PEER}`,
    `write tcp ${client}->${server}: write: ${RESET_BY_PEER}`,
  ];
}
