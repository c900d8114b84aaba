import type { ExecReply } from "../app/backends/execRuntime.ts";
import type { Listener, Network } from "../app/backends/network.ts";
import { joinHostPort } from "../app/address.ts";
import type { GrpcCode, GrpcServer, GrpcServingStatus, HttpRoute, HttpServer } from "../model/backends.ts";
import { GRPC_CODES } from "../model/backends.ts";
import type { HttpHeader } from "../model/probe.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";
import { listOf, objectOf, textOf } from "./recordedObjects.ts";

/** The servers that vectors of `backends/` describe, as fake servers (README-functions.md, backends/). */

/** Vectors name the ports of their servers; these numbers stand for them. */
const PORTS: Readonly<Record<string, number>> = { main: 40_001, other: 40_002 };

export function portOfServer(name: string): number {
  const port = PORTS[name];
  if (port === undefined) throw new Error(`a vector holds a server named ${JSON.stringify(name)}`);
  return port;
}

/** `{main}` → its number. */
export function withPortNumbers(text: string): string {
  return text.replaceAll(/\{(main|other)\}/g, (_, name: string) => `${portOfServer(name)}`);
}

/** `:40001` → `:{main}`. */
export function withPortNames(text: string): string {
  let named = text;
  for (const [name, port] of Object.entries(PORTS))
    named = named.replaceAll(new RegExp(`:${port}\\b`, "g"), `:{${name}}`);
  return named;
}

const LOCAL_IP = "127.0.0.1";

export function networkOf(listeners: readonly Listener[]): Network {
  const ip = listeners[0]?.ip ?? LOCAL_IP;
  return {
    listeners,
    names: { localhost: LOCAL_IP },
    clientAddress: joinHostPort(ip, 0).replace(/:0$/, ":{ephemeral}"),
  };
}

export function httpListeners(servers: JsonValue | undefined): Listener[] {
  if (!isJsonObject(servers)) return [];
  return Object.entries(servers).map(([name, value]) => {
    const server = objectOf(value);
    const base = { ip: textOf(server["addr"]) ?? LOCAL_IP, port: portOfServer(name) };
    return server["closed"] === true ? { ...base, connection: "refused" } : { ...base, http: httpServerOf(server) };
  });
}

function httpServerOf(server: JsonObject): HttpServer {
  const routes = isJsonObject(server["routes"]) ? server["routes"] : {};
  const isTls = server["tls"] === true;
  // Go's own server answers in whatever was spoken; the recording's waits for a line.
  const isGoServer = server["netHTTP"] === true;
  const fallback = isJsonObject(routes[""]) ? routes[""] : {};
  return {
    tls: isTls,
    protocol: server["h2"] === true ? "http2InNameOnly" : isGoServer && isTls ? "http2" : "http1",
    answersWrongScheme: isGoServer,
    ...(fallback["close"] === "accept" ? { hangsUp: fallback["reset"] === true ? "reset" : "close" } : {}),
    routes: {
      "*": {},
      ...Object.fromEntries(Object.entries(routes).map(([path, route]) => [path || "*", routeOf(objectOf(route))])),
    },
  };
}

function routeOf(route: JsonObject): HttpRoute {
  const body = typeof route["bodyBytes"] === "number" ? letters(route["bodyBytes"]) : textOf(route["body"]);
  const { close, status } = route;
  return {
    ...numbers(route, ["contentLength", "delayMs", "bodyDelayMs", "dripMs"]),
    ...(typeof status === "number" && status !== 0 ? { status } : {}),
    ...(typeof route["stallAfter"] === "number" ? { stallAfterBytes: route["stallAfter"] } : {}),
    headers: listOf(route["headers"]).map(headerOf),
    ...(body === undefined ? {} : { body }),
    ...(typeof route["raw"] === "string" ? { raw: withPortNumbers(route["raw"]) } : {}),
    chunked: route["chunked"] === true,
    reset: route["reset"] === true,
    ...(close === "request" || close === "headers" ? { close } : {}),
  };
}

function headerOf(header: JsonValue): HttpHeader {
  const [name, value] = isJsonArray(header) ? header : [];
  return { name: textOf(name) ?? "", value: withPortNumbers(textOf(value) ?? "") };
}

function numbers<K extends string>(object: JsonObject, keys: readonly K[]): Partial<Record<K, number>> {
  const found: Partial<Record<K, number>> = {};
  for (const key of keys) {
    const value = object[key];
    if (typeof value === "number") found[key] = value;
  }
  return found;
}

export function letters(count: number): string {
  return "abcdefghijklmnopqrstuvwxyz".repeat(Math.ceil(count / 26)).slice(0, count);
}

/** The health server of a gRPC vector, or what stands in its place. */
export function grpcListener(server: JsonObject): Listener {
  const base = { ip: LOCAL_IP, port: portOfServer("main") };
  if (server["closed"] === true) return { ...base, connection: "refused" };
  if (server["closeNow"] === true) return { ...base, http: { hangsUp: "close" } };
  if (server["http1"] === true || server["silent"] === true) return { ...base, http: {} };
  const { openAfterMs } = server;
  const opens = typeof openAfterMs === "number" ? { opensAtMs: openAfterMs } : {};
  return { ...base, ...opens, grpc: grpcServerOf(server) };
}

const STATUSES = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"] as const;

function grpcServerOf(server: JsonObject): GrpcServer {
  const { code, message, delayMs } = server;
  const services: Record<string, GrpcServingStatus> = {};
  for (const [service, status] of Object.entries(isJsonObject(server["serving"]) ? server["serving"] : {}))
    services[service] = STATUSES.find((candidate) => candidate === status) ?? Number(status);
  return {
    services,
    tls: server["tls"] === true,
    withoutHealth: server["noHealth"] === true,
    ...(typeof code === "string" ? { error: { code: grpcCodeOf(code), message: textOf(message) ?? "" } } : {}),
    ...(typeof delayMs === "number" ? { delayMs } : {}),
  };
}

function grpcCodeOf(code: string): GrpcCode {
  const known = GRPC_CODES.find((candidate) => candidate === code);
  if (known === undefined) throw new Error(`a vector holds the gRPC code ${JSON.stringify(code)}`);
  return known;
}

/** What the container runtime of an exec vector answers. */
export function execReplyOf(runtime: JsonObject): ExecReply {
  const { code, message, exitCode } = runtime;
  if (runtime["runtimeGone"] === true) return { runtimeGone: true, socket: "{socket}" };
  if (typeof code === "string") return { error: { code: grpcCodeOf(code), message: textOf(message) ?? "" } };
  return {
    exitCode: typeof exitCode === "number" ? exitCode : 0,
    stdout: outputOf(runtime, "stdout"),
    stderr: outputOf(runtime, "stderr"),
  };
}

function outputOf(runtime: JsonObject, name: "stdout" | "stderr"): string {
  const count = runtime[`${name}Bytes`];
  return typeof count === "number" ? letters(count) : (textOf(runtime[name]) ?? "");
}
