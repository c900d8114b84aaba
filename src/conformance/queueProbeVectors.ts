import type { Listener, Network } from "../app/backends/network.ts";
import type { InnerRequest } from "../app/queueProxy/innerAnswer.ts";
import type { QueueCheck } from "../app/queueProxy/queueProbe.ts";
import { checkContainers } from "../app/queueProxy/queueProbe.ts";
import { queueProxyRelease } from "../app/queueProxy/queueProxyRelease.ts";
import type { GrpcServingStatus, HttpRoute } from "../model/backends.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";
import type { Probe } from "../model/probe.ts";
import { compareOutcomes } from "./compareOutcomes.ts";
import { KNATIVE_PLATFORM } from "./knativeVectors.ts";
import { listOf, numberOf, objectOf, textOf } from "./recordedObjects.ts";
import { portOfServer } from "./recordedServers.ts";
import type { Comparison, VectorKind } from "./vectorKind.ts";

/** The recording waits so long between two calls. */
const PAUSE_MS = 15;
/** The recording's callers come so long after each other. */
const CALLER_GAP_MS = 1;

type ServerName = "main" | "other";

/** The recording replaces each number of a port, wherever it stands. */
function withoutPorts(text: string): string {
  return (["main", "other"] as const).reduce(
    (replaced, name) => replaced.replaceAll(String(portOfServer(name)), `{${name}}`),
    text,
  );
}

/** An older release's vector is left out where it took at most so much longer than the newest accepts (oracle/dialects/pack.py). */
const SLACK_BETWEEN_RELEASES_MS = 200;

/** What has come to the servers of a vector so far. */
interface Counts {
  readonly requests: InnerRequest[];
  readonly arrivals: Record<ServerName, number>;
  readonly dials: { main: number };
}

function nameOfPort(port: number): ServerName {
  return port === portOfServer("other") ? "other" : "main";
}

/** `"{main}"` is a port as a number. */
function probesOf(value: JsonValue | undefined): Probe[] {
  const text = JSON.stringify(listOf(value)).replaceAll(/"\{(main|other)\}"/g, (_, name: string) =>
    String(portOfServer(name)),
  );
  return JSON.parse(text) as Probe[];
}

const REDIRECTS: Readonly<Record<string, Readonly<Record<string, HttpRoute>>>> = {
  same: { "/login": {}, "*": redirectTo("/login") },
  to404: { "/login": { status: 404 }, "*": redirectTo("/login") },
  loop: { "*": redirectTo("/again") },
  closed: { "*": redirectTo("http://127.0.0.1:1/") },
};

function redirectTo(location: string): HttpRoute {
  return { status: 302, headers: [{ name: "Location", value: location }] };
}

function servicesOf(probe: Probe | undefined, status: string): Record<string, GrpcServingStatus> {
  return { [probe?.grpc?.service ?? ""]: status as GrpcServingStatus };
}

/** What a server of a vector is to a client that comes at this time, after so many others. */
function listenerOf(
  server: JsonObject,
  arrivals: number,
  atMs: number,
  probe: Probe | undefined,
): Omit<Listener, "ip" | "port"> {
  const { kind, openAfterMs, delayMs, redirect, closeAtOnce, status } = server;
  if (kind === "closed" || (typeof openAfterMs === "number" && atMs < openAfterMs)) return { connection: "refused" };
  const delay = typeof delayMs === "number" ? { delayMs } : {};
  if (kind === "grpc") {
    const isUnimplemented = status === "unimplemented";
    const services = servicesOf(probe, textOf(status) ?? "");
    return { grpc: isUnimplemented ? { withoutHealth: true } : { services, ...delay } };
  }
  if (closeAtOnce === true) return { http: { hangsUp: "close" } };
  if (kind === "garbage") return { http: { routes: { "*": { raw: "not http at all\r\n\r\n" } } } };
  if (kind !== "http" && kind !== "h2c") return {};
  const statuses = listOf(server["statuses"]).map(numberOf);
  const answered = statuses[Math.min(arrivals, statuses.length - 1)] ?? 200;
  const routes = REDIRECTS[textOf(redirect) ?? ""] ?? { "*": { status: answered, ...delay } };
  return { http: { routes, tls: server["tls"] === true, protocol: kind === "h2c" ? "http2InClearText" : "http1" } };
}

function asksMain(probe: Probe | undefined): boolean {
  const port = (probe?.httpGet ?? probe?.tcpSocket ?? probe?.grpc)?.port;
  return port === portOfServer("main");
}

/** Servers listen on both local addresses. */
function networkAt(input: JsonObject, probes: readonly Probe[], counts: Counts, atMs: number): Network {
  const listeners = (["main", "other"] as const).flatMap((name): Listener[] => {
    const server = input[name === "main" ? "server" : "other"];
    if (!isJsonObject(server)) return [];
    const listener = listenerOf(server, counts.arrivals[name], atMs, probes[0]);
    if (name === "main" && listener.connection !== "refused" && asksMain(probes[0])) counts.dials.main += 1;
    return ["127.0.0.1", "::1"].map((ip) => ({ ip, port: portOfServer(name), ...listener }));
  });
  return { listeners, names: { localhost: "127.0.0.1" }, clientAddress: "127.0.0.1:{ephemeral}" };
}

/** How many came to the main server: requests where it answers them, else connections. */
function attemptsOf({ server }: JsonObject, counts: Counts): number {
  const { kind, status } = objectOf(server);
  if (kind === "http" || kind === "h2c") return counts.arrivals.main;
  return status === "unimplemented" ? 0 : counts.dials.main;
}

interface Call {
  readonly results: readonly boolean[];
  readonly ms: number;
  readonly attempts: number;
}

function callAll(input: JsonObject, minor: number): { calls: Call[]; output: string; requests: InnerRequest[] } {
  const probes = probesOf(input["probes"]);
  const counts: Counts = { requests: [], arrivals: { main: 0, other: 0 }, dials: { main: 0 } };
  const asking = {
    reach: (atMs: number) => networkAt(input, probes, counts, atMs),
    release: queueProxyRelease({ minor }),
    detectsHttp2: input["autoDetectHTTP2"] === true,
    onRequest: (request: InnerRequest) => {
      const name = nameOfPort(request.arrival.listener.port);
      counts.arrivals[name] += 1;
      if (name === "main") counts.requests.push(request);
    },
  };
  const lines: string[] = [];
  const calls: Call[] = [];
  let state: QueueCheck["state"] = [];
  let startMs = 0;
  const count = typeof input["calls"] === "number" ? input["calls"] : 1;
  const callers = typeof input["concurrent"] === "number" ? input["concurrent"] : 1;
  for (let call = 0; call < count; call += 1) {
    const before = attemptsOf(input, counts);
    const results: boolean[] = [];
    let running: QueueCheck | undefined;
    for (let caller = 0; caller < callers; caller += 1) {
      const atMs = startMs + caller * CALLER_GAP_MS;
      if (running === undefined || atMs >= running.endsAtMs) {
        running = checkContainers(probes, atMs, state, asking);
        state = running.state;
        lines.push(...running.lines);
      }
      results.push(running.passed);
    }
    const endMs = running?.endsAtMs ?? startMs;
    calls.push({ results, ms: endMs - startMs, attempts: attemptsOf(input, counts) - before });
    startMs = endMs + PAUSE_MS;
  }
  return { calls, output: lines.join("\n"), requests: counts.requests };
}

/**
 * Texts that a race decides between become one (README-dialects.md). Between releases only first lines were compared, so that what
 * 1.12 says in the second one is not in its vectors. And a server that speaks before it is asked (`garbage`) spares the client's
 * own words about a request that had been written.
 */
function normalized(output: string): string {
  return withoutPorts(output)
    .replaceAll(/(code = DeadlineExceeded) desc = [^\n]*/g, "$1")
    .replaceAll(
      /(?:context deadline exceeded|net\/http: request canceled)(?: \(Client\.Timeout exceeded while awaiting headers\))?/g,
      "timeout",
    )
    .replaceAll("timed out waiting for the condition", "timeout")
    .replaceAll("net/http: HTTP/1.x transport connection broken: malformed", "malformed")
    .replaceAll(/EOF|read tcp [^\n]*: connection reset by peer/g, "cut")
    .replaceAll(/failed \d+ times/g, "failed {n} times");
}

function recordedRequest({ method, arrival: { protocol, request } }: InnerRequest): JsonObject {
  if (protocol === "preface") return { headers: {}, host: "", method: "PRI", proto: "HTTP/2.0", uri: "*" };
  const headers: Record<string, string> = {};
  for (const [name, value] of request.headers) {
    if (name === "Host") continue;
    headers[name] = withoutPorts(headers[name] === undefined ? value : `${headers[name]}, ${value}`);
  }
  return {
    headers,
    host: withoutPorts(request.host),
    method,
    proto: protocol,
    uri: withoutPorts(request.target),
  };
}

/** Whether a number lies in the range that was accepted; if so it counts as what was seen. */
function within(range: JsonValue | undefined, value: number, slack = 0): JsonValue {
  const [low, high] = listOf(range).map(numberOf);
  return low !== undefined && high !== undefined && value >= low && value <= high + slack ? (range ?? null) : value;
}

function compareCalls(expected: JsonObject, input: JsonObject, minor: number): Comparison {
  const outcome = callAll(input, minor);
  const { kind } = objectOf(input["server"]);
  const isRecorded = kind === "http" || kind === "h2c";
  const requests = isRecorded ? outcome.requests.map(recordedRequest) : [];
  const count = isRecorded ? Math.max(1, Math.min(listOf(expected["requests"]).length, requests.length)) : 0;
  const slackMs = KNATIVE_PLATFORM.newest === `1.${minor}` ? 0 : SLACK_BETWEEN_RELEASES_MS;
  const comparison = compareWith(expected, outcome, { requests, count, slackMs });
  const [first, second] = requests;
  if (comparison.matched || first?.["method"] !== "OPTIONS" || second?.["proto"] !== "HTTP/2.0") return comparison;
  // The request that asked for the upgrade is answered beside the next one: either may be written down first.
  const swapped = compareWith(expected, outcome, { requests: [second], count: 1, slackMs });
  return swapped.matched ? { ...swapped, tie: "upgraded-request" } : comparison;
}

function compareWith(
  expected: JsonObject,
  { calls, output }: Pick<ReturnType<typeof callAll>, "calls" | "output">,
  {
    requests,
    count,
    slackMs,
  }: { readonly requests: readonly JsonObject[]; readonly count: number; readonly slackMs: number },
): Comparison {
  const recordedCalls = listOf(expected["calls"]).map(objectOf);
  return compareOutcomes(
    {
      calls: recordedCalls.map(({ result, results, acceptAttempts, acceptMs }) => ({
        results: isJsonArray(results) ? results : [result ?? null],
        attempts: acceptAttempts ?? null,
        ms: acceptMs ?? null,
      })),
      output: normalized(textOf(expected["output"]) ?? ""),
      requests: listOf(expected["requests"]).slice(0, count),
    },
    {
      calls: calls.map(({ results, attempts, ms }, index) => ({
        results,
        attempts: within(recordedCalls[index]?.["acceptAttempts"], attempts),
        ms: within(recordedCalls[index]?.["acceptMs"], ms, slackMs),
      })),
      output: normalized(output),
      requests: requests.slice(0, count),
    },
  );
}

/** queue-proxy's own probing of real servers, in timing classes. */
export const queueProbeVectors: VectorKind = {
  family: "knative",
  file: "queue-probe",
  platform: KNATIVE_PLATFORM,
  recognises: ({ input, expected }) =>
    isJsonObject(input) && isJsonArray(input["probes"]) && isJsonObject(expected) && isJsonArray(expected["calls"]),
  compare: ({ value, expected }, { minor }) => compareCalls(objectOf(expected), objectOf(value["input"]), minor),
};
