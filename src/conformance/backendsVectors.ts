import { resolvePort } from "../app/address.ts";
import type { Listener } from "../app/backends/network.ts";
import { probeExec } from "../app/clients/execClient.ts";
import { probeGrpc } from "../app/clients/grpcClient.ts";
import type { Arrival, HttpSettings } from "../app/clients/httpClient.ts";
import { probeHttp } from "../app/clients/httpClient.ts";
import { buildHttpRequest } from "../app/clients/httpRequest.ts";
import type { ProbeAnswer } from "../app/clients/probeAnswer.ts";
import { probeTcp } from "../app/clients/tcpClient.ts";
import type { ContainerPort } from "../model/container.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import type { HttpGetAction, PortReference } from "../model/probe.ts";
import type { Attempted } from "./probeAnswerVectors.ts";
import { compareAttempt } from "./probeAnswerVectors.ts";
import { listOf, numberOf, objectOf, textOf } from "./recordedObjects.ts";
import { execReplyOf, grpcListener, httpListeners, networkOf, portOfServer, withPortNames } from "./recordedServers.ts";
import type { VectorKind } from "./vectorKind.ts";

function timeoutOf(input: JsonObject): number {
  return numberOf(input["timeoutSeconds"]) * 1000;
}

function portReferenceOf(value: JsonValue | undefined): PortReference {
  if (typeof value === "number") return value;
  return value === "{main}" ? portOfServer("main") : (textOf(value) ?? 0);
}

/** A container port 0 stands for the main server's. */
function portsOf(value: JsonValue | undefined): ContainerPort[] {
  return listOf(value).map((item) => {
    const { name, containerPort } = objectOf(item);
    const port = numberOf(containerPort) || portOfServer("main");
    return { containerPort: port, ...(typeof name === "string" ? { name } : {}) };
  });
}

function httpGetOf(value: JsonValue | undefined): HttpGetAction {
  const { port, path, host, scheme, httpHeaders } = objectOf(value);
  return {
    port: portReferenceOf(port),
    path: textOf(path) ?? "",
    host: textOf(host) ?? "",
    scheme: textOf(scheme) ?? "",
    httpHeaders: listOf(httpHeaders).map((item) => {
      const { name, value: content } = objectOf(item);
      return { name: textOf(name) ?? "", value: textOf(content) ?? "" };
    }),
  };
}

/** Vectors show the User-Agent of the main release. */
function asRecorded(text: string, { minor }: KubernetesVersion): string {
  return withPortNames(text).replaceAll(`kube-probe/1.${minor}`, "kube-probe/1.36");
}

/** What the recording's servers wrote down: its own one the lines as they came, Go's server what it made of them. */
function recordedRequest(
  { listener, protocol, request }: Arrival,
  input: JsonObject,
  version: KubernetesVersion,
): JsonObject {
  const name = listener.port === portOfServer("main") ? "main" : "other";
  const server = isJsonObject(input["servers"]) ? objectOf(input["servers"][name]) : {};
  if (protocol === "preface") return { headers: null, line: "PRI * HTTP/2.0", server: name };
  const line = `${request.method} ${asRecorded(request.target, version)} ${protocol}`;
  const headers = request.headers.map(([key, value]) => [key, asRecorded(value, version)]);
  if (server["netHTTP"] !== true) return { headers, line, server: name };
  const sorted = headers.filter(([key]) => key !== "Host").sort(([a = ""], [b = ""]) => (a < b ? -1 : 1));
  return { headers: sorted, host: asRecorded(request.host, version), line, server: name };
}

function attemptHttp(
  action: HttpGetAction,
  listeners: readonly Listener[],
  input: JsonObject,
  settings: HttpSettings,
): { readonly answer: ProbeAnswer; readonly arrivals: readonly Arrival[] } {
  const context = { container: { ports: portsOf(input["ports"]) }, podIp: textOf(input["podIP"]) ?? "127.0.0.1" };
  const request = buildHttpRequest(action, { ...context, version: settings.version });
  if ("error" in request)
    return { answer: { result: "unknown", output: "", error: request.error, ms: 0 }, arrivals: [] };
  return probeHttp(networkOf(listeners), request, timeoutOf(input), settings);
}

export const httpClientVectors: VectorKind = {
  family: "backends",
  file: "http",
  recognises: ({ input }) => isJsonObject(input) && "httpGet" in input && "podIP" in input,
  compare({ value, expected }, version) {
    const input = objectOf(value["input"]);
    const settings = { version };
    const { answer, arrivals } = attemptHttp(
      httpGetOf(input["httpGet"]),
      httpListeners(input["servers"]),
      input,
      settings,
    );
    const requests = arrivals.map((arrival) => recordedRequest(arrival, input, version));
    return compareAttempt(expected, { answer, timeoutMs: timeoutOf(input), requests, isTimed: true });
  },
};

function resolveAnswer(input: JsonObject, version: KubernetesVersion): ProbeAnswer {
  const resolved = resolvePort(portReferenceOf(input["resolve"]), { ports: portsOf(input["ports"]) }, version);
  if ("error" in resolved) return { result: "unknown", output: "", error: resolved.error, ms: 0 };
  return { result: "success", output: `resolved port ${resolved.port}`, ms: 0 };
}

export const tcpClientVectors: VectorKind = {
  family: "backends",
  file: "tcp",
  recognises: ({ input }) => isJsonObject(input) && ("tcpSocket" in input || "resolve" in input),
  compare({ value, expected }, version) {
    const input = objectOf(value["input"]);
    const timeoutMs = timeoutOf(input);
    const attempted = (answer: ProbeAnswer): Attempted => ({ answer, timeoutMs, requests: [], isTimed: true });
    if ("resolve" in input) return compareAttempt(expected, attempted(resolveAnswer(input, version)));
    const { host, port } = objectOf(input["tcpSocket"]);
    const main = { ip: "127.0.0.1", port: portOfServer("main") };
    const listeners: Listener[] =
      "backlog" in input
        ? [{ ...main, connection: "unanswered" }]
        : "servers" in input
          ? httpListeners(input["servers"])
          : [main];
    const address = textOf(host) ?? textOf(input["podIP"]) ?? "";
    const answer = probeTcp(networkOf(listeners), address, Number(portReferenceOf(port)), timeoutMs);
    return compareAttempt(expected, attempted(answer));
  },
};

function attemptGrpc(input: JsonObject): Attempted {
  const timeoutMs = timeoutOf(input);
  const { service, mode } = objectOf(input["grpc"]);
  const check = {
    host: "127.0.0.1",
    port: portOfServer("main"),
    service: textOf(service) ?? "",
    tls: mode === "TLS",
  };
  const answer = probeGrpc(networkOf([grpcListener(objectOf(input["server"]))]), check, timeoutMs);
  return { answer, timeoutMs, requests: [], isTimed: true };
}

function hasMode({ grpc }: JsonObject): boolean {
  return isJsonObject(grpc) && "mode" in grpc;
}

export const grpcClientVectors: VectorKind = {
  family: "backends",
  file: "grpc",
  recognises: ({ input }) => isJsonObject(input) && "grpc" in input && "server" in input && !hasMode(input),
  compare: ({ value, expected }) => compareAttempt(expected, attemptGrpc(objectOf(value["input"]))),
};

/** The servers of `http2CleartextTo`. */
function clearTextListener(kind: string): Listener {
  const base = { ip: "127.0.0.1", port: portOfServer("main") };
  if (kind === "closed") return { ...base, connection: "refused" };
  const status = /-(\d{3})/.exec(kind)?.[1];
  const headers = kind.endsWith("other-host") ? [{ name: "Location", value: "http://other.example/" }] : [];
  const route = { body: "hello", headers, ...(status === undefined ? {} : { status: Number(status) }) };
  return { ...base, http: { protocol: kind === "http1" ? "http1" : "http2InClearText", routes: { "*": route } } };
}

function attemptClearText(input: JsonObject, version: KubernetesVersion): Attempted {
  const action = { port: portOfServer("main"), path: "/" };
  const listeners = [clearTextListener(textOf(input["http2CleartextTo"]) ?? "")];
  const { answer, arrivals } = attemptHttp(action, listeners, input, { version, http2InClearText: true });
  const requests = arrivals.map((arrival) => ({
    line: textOf(recordedRequest(arrival, input, version)["line"]) ?? "",
  }));
  return { answer, timeoutMs: timeoutOf(input), requests, isTimed: true };
}

export const newClientVectors: VectorKind = {
  family: "backends",
  file: "new-in-1.37",
  recognises: ({ input }) => isJsonObject(input) && ("http2CleartextTo" in input || hasMode(input)),
  compare({ value, expected }, version) {
    const input = objectOf(value["input"]);
    return compareAttempt(expected, hasMode(input) ? attemptGrpc(input) : attemptClearText(input, version));
  },
};

export const execClientVectors: VectorKind = {
  family: "backends",
  file: "exec",
  recognises: ({ input }) => isJsonObject(input) && "exec" in input && "runtime" in input,
  compare({ value, expected }) {
    const input = objectOf(value["input"]);
    const runtime = objectOf(input["runtime"]);
    const command = listOf(objectOf(input["exec"])["command"]).map((word) => textOf(word) ?? "");
    const timeoutMs = timeoutOf(input);
    const answer = probeExec(execReplyOf(runtime), command, timeoutMs);
    const requests = runtime["runtimeGone"] === true ? [] : [{ command, timeout: timeoutMs / 1000 }];
    return compareAttempt(expected, { answer, timeoutMs, requests, isTimed: false });
  },
};
