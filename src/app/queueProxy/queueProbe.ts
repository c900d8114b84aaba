import type { Probe } from "../../model/probe.ts";
import { askGrpc } from "./askGrpc.ts";
import type { HttpAsking } from "./askHttp.ts";
import { askHttp } from "./askHttp.ts";
import { askTcp } from "./askTcp.ts";
import type { InnerAnswer } from "./innerAnswer.ts";
import type { InnerCheck } from "./innerCheck.ts";
import { checkOnce } from "./innerCheck.ts";
import type { QueueProxyRelease } from "./queueProxyRelease.ts";

/** What is kept between checks: successes in a row, by probe. */
export type QueueProbeState = readonly number[];

/** What a check of all containers comes to. Callers that come while it runs get the same. */
export interface QueueCheck {
  readonly passed: boolean;
  readonly endsAtMs: number;
  /** What the library prints. */
  readonly lines: readonly string[];
  readonly state: QueueProbeState;
}

/**
 * The check behind queue-proxy's own readiness, and behind that of KServe's agent: every container is asked at the same time, and
 * all must pass. [queue-probe]
 */
export function checkContainers(
  probes: readonly Probe[],
  startMs: number,
  state: QueueProbeState,
  asking: HttpAsking,
): QueueCheck {
  const ask = (index: number, atMs: number, timeoutMs: number): InnerAnswer =>
    askProbe(probes[index] ?? {}, atMs, timeoutMs, asking);
  return checkAll(probes, startMs, state, ask, asking.release);
}

/** As `checkContainers`, where somebody else knows what an attempt at the container of a probe comes to. */
export function checkAll(
  probes: readonly Probe[],
  startMs: number,
  state: QueueProbeState,
  ask: (index: number, atMs: number, timeoutMs: number) => InnerAnswer,
  release: QueueProxyRelease,
): QueueCheck {
  const checks = probes.map((probe, index) => {
    const problem = unsupported(probe);
    if (problem !== undefined) return refusedCheck(problem, startMs, state[index] ?? 0);
    const askOne = (atMs: number, timeoutMs: number): InnerAnswer => ask(index, atMs, timeoutMs);
    return checkOnce(probe, startMs, state[index] ?? 0, askOne, release);
  });
  const inOrder = checks.toSorted((left, right) => left.endsAtMs - right.endsAtMs);
  const failed = inOrder.find(({ error }) => error !== undefined);
  return {
    passed: failed === undefined,
    endsAtMs: inOrder.at(-1)?.endsAtMs ?? startMs,
    lines: [...inOrder.flatMap(({ printed }) => printed ?? []), ...(failed?.error === undefined ? [] : [failed.error])],
    state: checks.map(({ successes }) => successes),
  };
}

function unsupported({ httpGet, tcpSocket, grpc, exec }: Probe): string | undefined {
  if (httpGet !== undefined || tcpSocket !== undefined || grpc !== undefined) return undefined;
  return exec === undefined ? "no probe found" : "exec probe not supported";
}

function refusedCheck(error: string, startMs: number, successes: number): InnerCheck {
  return { endsAtMs: startMs, error, successes, attempts: 0 };
}

export function askProbe(probe: Probe, atMs: number, timeoutMs: number, asking: HttpAsking): InnerAnswer {
  const { httpGet, tcpSocket, grpc } = probe;
  if (httpGet !== undefined) return askHttp(httpGet, atMs, timeoutMs, asking);
  if (tcpSocket !== undefined) return askTcp(tcpSocket, atMs, timeoutMs, asking.reach);
  if (grpc !== undefined) return askGrpc(grpc, atMs, timeoutMs, asking);
  return { ms: 0 };
}
