import type { Probe } from "../../model/probe.ts";
import { resolvePort } from "../address.ts";
import { probeExec } from "../clients/execClient.ts";
import { probeGrpc } from "../clients/grpcClient.ts";
import { probeHttp } from "../clients/httpClient.ts";
import { buildHttpRequest } from "../clients/httpRequest.ts";
import type { ProbeAnswer } from "../clients/probeAnswer.ts";
import { attemptOf } from "../clients/probeAnswer.ts";
import { probeTcp } from "../clients/tcpClient.ts";
import type { Attempt, AttemptContext } from "../attempt.ts";
import type { ProbeBackend, ServerBackend } from "./backendOf.ts";
import type { Network } from "./network.ts";

/** One attempt of a probe at a backend whose app needs `answerMs` on top. */
export type AskBackend = (probe: Probe, context: AttemptContext, backend: ProbeBackend, answerMs: number) => Attempt;

/**
 * What one attempt of a probe gets from a backend whose app needs `answerMs` on top of what the backend itself takes.
 * The same clients say it that are compared with the recorded answers of the real ones (`conformance/backends`).
 */
export function askBackend(probe: Probe, context: AttemptContext, backend: ProbeBackend, answerMs: number): Attempt {
  const timeoutMs = (probe.timeoutSeconds || 1) * 1000;
  if ("exec" in backend) return attemptOfExec(probe, backend, timeoutMs, answerMs);
  const attempt = attemptOf(askServer(probe, context, backend, timeoutMs, answerMs));
  return { ...attempt, output: attempt.output.replaceAll(STAND_IN_IP, context.podIp) };
}

function addressFor({ podIp }: AttemptContext): string {
  return /^[0-9a-fA-F.:]+$/.test(podIp) ? podIp : STAND_IN_IP;
}

/** A pod's address is not known when its schedules are made, and the clients take none but a real one. Nobody may own this one. */
const STAND_IN_IP = "240.255.254.253";
/** Of the kubelet's end of a connection nothing is known; it is seen in the text of a reset only. */
const CLIENT_ADDRESS = "240.255.254.252:32768";

function askServer(
  probe: Probe,
  context: AttemptContext,
  { server, elsewhere = [] }: ServerBackend,
  timeoutMs: number,
  answerMs: number,
): ProbeAnswer {
  const podIp = addressFor(context);
  const { httpGet, tcpSocket, grpc } = probe;
  const action = httpGet ?? tcpSocket ?? grpc;
  const resolved = resolvePort(action?.port ?? 0, context.container, context.version);
  if ("error" in resolved) return { result: "unknown", output: "", error: resolved.error, ms: 0 };
  const host = (httpGet ?? tcpSocket)?.host || podIp;
  const network: Network = {
    listeners: [{ ...server, port: resolved.port }, ...elsewhere].map((listener) => ({ ...listener, ip: host })),
    names: { [host]: host },
    clientAddress: CLIENT_ADDRESS,
  };
  if (httpGet === undefined)
    return tcpSocket === undefined
      ? probeGrpc(network, { host, port: resolved.port, service: grpc?.service ?? "", answerMs }, timeoutMs)
      : probeTcp(network, host, resolved.port, timeoutMs);
  const request = buildHttpRequest(httpGet, { ...context, podIp });
  if ("error" in request) return { result: "unknown", output: "", error: request.error, ms: 0 };
  return probeHttp(network, request, timeoutMs, { version: context.version, answerMs }).answer;
}

/** The words of an exec time-out differ by release: they are the kubelet's. */
function attemptOfExec(
  probe: Probe,
  { exec }: Extract<ProbeBackend, { exec: unknown }>,
  timeoutMs: number,
  answerMs: number,
): Attempt {
  const reply = "runtimeGone" in exec ? exec : { ...exec, ms: (exec.ms ?? 0) + answerMs };
  const attempt = attemptOf(probeExec(reply, probe.exec?.command ?? [], timeoutMs));
  return attempt.outcome === "timeout" ? { ...attempt, output: "" } : attempt;
}
