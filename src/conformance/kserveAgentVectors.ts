import type { Listener, Network } from "../app/backends/network.ts";
import type { AgentRelease } from "../app/queueProxy/agentRelease.ts";
import { agentRelease } from "../app/queueProxy/agentRelease.ts";
import { proxyTurn, FAILED, PASSED } from "../app/queueProxy/proxyTurn.ts";
import { startAgent } from "../app/queueProxy/startAgent.ts";
import type { InnerRequest } from "../app/queueProxy/innerAnswer.ts";
import type { QueueCheck } from "../app/queueProxy/queueProbe.ts";
import { queueProxyRelease } from "../app/queueProxy/queueProxyRelease.ts";
import { checkContainers } from "../app/queueProxy/queueProbe.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";
import type { Probe } from "../model/probe.ts";
import { compareOutcomes } from "./compareOutcomes.ts";
import { KSERVE_PLATFORM } from "./kserveRecordings.ts";
import { objectOf, textOf } from "./recordedObjects.ts";
import { portOfServer } from "./recordedServers.ts";
import type { Comparison, VectorKind } from "./vectorKind.ts";

const KUBELET_LIMIT_MS = 1000;
const PATIENT_LIMIT_MS = 20_000;
const KUBELET = { userAgent: "kube-probe/1.36", networkProbe: "queue" };
const OTHERS = { userAgent: "curl/8", networkProbe: "" };

/** Each request of a recording: who asks, what for, and whether the agent is draining by then. */
const REQUESTS = {
  otherPath: [KUBELET, "/ready", false],
  kubeletNoHeader: [{ ...KUBELET, networkProbe: "" }, "/", false],
  kubeletWrongHeader: [{ ...KUBELET, networkProbe: "other" }, "/", false],
  headerOnly: [{ ...OTHERS, networkProbe: "queue" }, "/x", false],
  headerOnlyWrong: [{ ...OTHERS, networkProbe: "other" }, "/x", false],
  plain: [OTHERS, "/v1/models", false],
  draining: [KUBELET, "/", true],
  drainingPlain: [OTHERS, "/v1/models", true],
} as const;

/** A value that is no string is given as its JSON; `{backend}` is a port. */
function environmentOf(env: JsonObject): Map<string, string> {
  const port = String(portOfServer("main"));
  return new Map(
    Object.entries(env).map(([name, value]) => {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      return [name, text.replaceAll('"{backend}"', port).replaceAll("{backend}", port)];
    }),
  );
}

/** The backend listens on the local address, which is what an empty host means. */
function networkOf({ kind, status, delayMs }: JsonObject, probes: readonly Probe[]): Network {
  const answer = {
    status: typeof status === "number" ? status : 200,
    ...(typeof delayMs === "number" ? { delayMs } : {}),
  };
  const servers: Readonly<Record<string, Omit<Listener, "ip" | "port">>> = {
    http: { http: { routes: { "*": answer } } },
    tls: { http: { routes: { "*": answer }, tls: true } },
    grpc: { grpc: { services: Object.fromEntries(probes.map(({ grpc }) => [grpc?.service ?? "", "SERVING"])) } },
  };
  const server = servers[textOf(kind) ?? ""] ?? { connection: "refused" as const };
  return {
    listeners: [{ ip: "127.0.0.1", port: portOfServer("main"), ...server }],
    names: {},
    clientAddress: "127.0.0.1:{ephemeral}",
  };
}

/** Classes of durations, so that a busy machine records the same (README-dialects.md). */
const CLASSES = [
  [300, "at once"],
  [800, "0.5 s"],
  [1300, "1 s"],
  [9000, "1.5 s"],
] as const;

function took(ms: number): string {
  return CLASSES.find(([below]) => ms < below)?.[1] ?? "10 s";
}

function recordedRequest({ method, arrival: { protocol, request } }: InnerRequest): JsonObject {
  const header = (wanted: string): string =>
    request.headers.find(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1] ?? "";
  return {
    host: request.host.replace(String(portOfServer("main")), "{backend}"),
    method,
    proto: protocol,
    token: header("X-Token"),
    uri: request.target,
    userAgent: header("User-Agent"),
  };
}

/** The recorded caller that gives up after the kubelet's second, and the one that comes right behind him and waits. */
function outcomeOf(
  input: JsonObject,
  release: AgentRelease,
): { readonly outcome: JsonObject; readonly isRaced: boolean } {
  const start = startAgent(environmentOf(objectOf(input["env"])), release);
  if ("exitCode" in start) return { outcome: { exitCode: start.exitCode, listens: false }, isRaced: false };
  const backend = objectOf(input["backend"]);
  const network = networkOf(backend, start.probes);
  const seen: InnerRequest[] = [];
  const asking = {
    reach: () => network,
    release: queueProxyRelease({ minor: release.knativeMinor }),
    detectsHttp2: start.detectsHttp2,
    onRequest: (request: InnerRequest) => seen.push(request),
  };
  const check = (startMs: number, state: QueueCheck["state"]): QueueCheck =>
    checkContainers(start.probes, startMs, state, asking);
  const reply = ({ passed, endsAtMs }: QueueCheck, startMs: number, limitMs: number): JsonObject => {
    const ms = endsAtMs - startMs;
    if (ms > limitMs) return { timeout: true, took: took(limitMs) };
    return { ...(passed ? PASSED : FAILED), took: took(ms) };
  };
  const first = check(0, []);
  const kubelet = reply(first, 0, KUBELET_LIMIT_MS);
  const patientAtMs = Math.min(first.endsAtMs, KUBELET_LIMIT_MS);
  const second = first.endsAtMs > patientAtMs ? first : check(patientAtMs, first.state);
  const others = Object.entries(REQUESTS).map(([name, [request, path, isDraining]]): [string, JsonValue] => {
    const turn = proxyTurn(request, isDraining);
    if (turn === "check") return [name, reply(check(0, second.state), 0, KUBELET_LIMIT_MS)];
    if (turn !== "proxy") return [name, { ...turn, body: turn.body.trim(), took: took(0) }];
    return [name, { body: `backend ${path}`, status: backend["status"] ?? 200, took: took(0) }];
  });
  const [inner] = seen;
  const outcome = {
    listens: true,
    running: true,
    kubelet,
    patient: reply(second, patientAtMs, PATIENT_LIMIT_MS),
    ...Object.fromEntries(others),
    ...(inner === undefined || backend["kind"] === "tls" ? {} : { backendSaw: recordedRequest(inner) }),
  };
  // The caller's own second and that of the check behind it end together.
  return { outcome, isRaced: first.endsAtMs === KUBELET_LIMIT_MS };
}

const NEWEST_MINOR = 20;

/** What a recording does not hold is left out; durations were not compared between releases. */
function onlyRecorded(recorded: JsonObject, all: JsonObject, minor: number): JsonObject {
  const optional = Object.keys(REQUESTS);
  const kept = Object.keys(all).flatMap((name): [string, JsonValue][] => {
    const value = all[name] ?? null;
    const expected = recorded[name];
    if (expected === undefined && optional.includes(name)) return [];
    if (!isJsonObject(value) || !isJsonObject(expected)) return [[name, value]];
    if (minor === NEWEST_MINOR && "took" in expected) return [[name, value]];
    return [[name, Object.fromEntries(Object.entries(value).filter(([key]) => key !== "took"))]];
  });
  return Object.fromEntries(kept);
}

function compareAgents(expected: JsonObject, input: JsonObject, minor: number): Comparison {
  const { log: _, ...rest } = expected;
  const recorded = onlyRecorded(rest, rest, minor);
  const { outcome, isRaced } = outcomeOf(input, agentRelease(minor));
  const comparison = compareOutcomes(recorded, onlyRecorded(rest, outcome, minor));
  if (!isRaced) return comparison;
  if (comparison.matched) return { ...comparison, raced: true };
  const late = { ...outcome, kubelet: { timeout: true, took: took(KUBELET_LIMIT_MS) } };
  return { ...compareOutcomes(recorded, onlyRecorded(rest, late, minor)), raced: true };
}

/** The real agent, asked by kubelets and others. */
export const kserveAgentVectors: VectorKind = {
  family: "kserve",
  file: "agent",
  platform: KSERVE_PLATFORM,
  recognises: ({ input, expected }) =>
    isJsonObject(input) &&
    isJsonObject(input["backend"]) &&
    isJsonObject(input["env"]) &&
    isJsonObject(expected) &&
    "listens" in expected,
  compare: ({ value, expected }, { minor }) => compareAgents(objectOf(expected), objectOf(value["input"]), minor),
};
