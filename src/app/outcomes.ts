import type { Container } from "../model/container.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import type { HandlerType, Probe } from "../model/probe.ts";
import { handlerTypeOf } from "../model/probe.ts";
import { formatGoDuration } from "../time/goDuration.ts";
import { joinHostPort, resolvePort } from "./address.ts";
import type { CommandSubject } from "./command.ts";
import { subjectOfCommand } from "./command.ts";

/** How the app is at one instant. `absent`: it has not begun to serve, or nothing listens any more. */
export type AppState = "healthy" | "slow" | "hang" | "refuse" | "absent";

/**
 * What one attempt comes to.
 * - `ok`, `fail`: a check that passed or failed
 * - `warning`: passed, and there is an event (a redirect to another host)
 * - `timeout`: lasts the whole timeout and counts as a failed check
 * - `error`: counts as nothing
 * - `brokenAnswer`: counts as nothing; an HTTP answer whose body stalls or breaks off, which the event calls a failure
 */
export interface Attempt {
  readonly outcome: "ok" | "fail" | "error" | "timeout" | "warning" | "brokenAnswer";
  /** Duration in ms; of a `timeout` the probe's timeout (what a runtime needs on top is the engine's). */
  readonly ms: number;
  /**
   * Text in the event of a failed attempt, of the warning or of the error.
   * Empty for the time-out of an exec probe, whose words differ by release.
   */
  readonly output: string;
}

/** What a probe's attempts depend on besides the app. */
export interface AttemptContext {
  /** Its ports are what named ports mean. */
  readonly container: Pick<Container, "ports">;
  readonly podIp: string;
  readonly version: KubernetesVersion;
}

/** A probe made ready for asking: its handler, its timeout and the texts of its client. */
export interface ProbeClient {
  readonly handler: HandlerType | undefined;
  readonly timeoutMs: number;
  /** Set if the probe cannot even be sent; then every attempt is this error. */
  readonly error: string | undefined;
  /** Who is asked by an exec probe; `app` for all other handlers. */
  readonly subject: CommandSubject;
  readonly texts: ClientTexts;
}

interface ClientTexts {
  /** Nothing listens. */
  readonly refused: string;
  /** Connected, but no answer within the timeout. */
  readonly unanswered: string;
  /** An answer that comes after the timeout. */
  readonly late: string;
  /** The app answers that it is not well. */
  readonly unwell: string;
  /** The container died under the attempt. Not recorded but for exec. */
  readonly cut: string;
  /** A call that failed for reasons of its own and counts as nothing. */
  readonly error: string;
}

/**
 * The words of the real clients. [prober spec §6; backends http/closed-port, http/slow/headers-1400, tcp/closed,
 * tcp/backlog-full, grpc/closed-1s, grpc/silent, grpc/slow/1500; exec: kubelet/ vectors]
 */
export function probeClient(probe: Probe, context: AttemptContext): ProbeClient {
  const handler = handlerTypeOf(probe);
  const timeoutSeconds = probe.timeoutSeconds || 1;
  const base = { handler, timeoutMs: timeoutSeconds * 1000, subject: "app" as CommandSubject, error: undefined };
  if (probe.exec !== undefined)
    return { ...base, subject: subjectOfCommand(probe.exec.command ?? []), texts: EXEC_TEXTS };
  if (probe.grpc !== undefined)
    return {
      ...base,
      texts: grpcTexts(joinHostPort(context.podIp, probe.grpc.port), formatGoDuration(timeoutSeconds * 1000)),
    };
  const action = probe.httpGet ?? probe.tcpSocket;
  // Worded as in prober.go; validation refuses such a probe, so nobody has seen it.
  if (action === undefined) return { ...base, error: "missing probe handler", texts: EXEC_TEXTS };
  const resolved = resolvePort(action.port, context.container, context.version);
  if ("error" in resolved) return { ...base, error: resolved.error, texts: EXEC_TEXTS };
  const address = joinHostPort(action.host || context.podIp, resolved.port);
  if (probe.httpGet === undefined) return { ...base, texts: tcpTexts(address) };
  const scheme = (probe.httpGet.scheme || "HTTP").toLowerCase();
  const path = probe.httpGet.path || "/";
  return { ...base, texts: httpTexts(address, `${scheme}://${address}${path.startsWith("/") ? "" : "/"}${path}`) };
}

/** A command's output is its own; these stand in for it where the scenario gives none. */
const EXEC_TEXTS: ClientTexts = {
  refused: "connection refused",
  unanswered: "",
  late: "",
  unwell: "",
  cut: "",
  error: "rpc error: code = Unknown desc = failed to exec in container: scripted error",
};

function httpTexts(address: string, url: string): ClientTexts {
  const late = `Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;
  return {
    refused: `Get "${url}": dial tcp ${address}: connect: connection refused`,
    unanswered: late,
    late,
    unwell: "HTTP probe failed with statuscode: 503",
    cut: `Get "${url}": EOF`,
    error: "scripted error",
  };
}

function tcpTexts(address: string): ClientTexts {
  const refused = `dial tcp ${address}: connect: connection refused`;
  const late = `dial tcp ${address}: i/o timeout`;
  return { refused, unanswered: late, late, unwell: refused, cut: refused, error: "scripted error" };
}

function grpcTexts(address: string, timeout: string): ClientTexts {
  const unconnected = `timeout: failed to connect service "${address}" within ${timeout}: context deadline exceeded`;
  return {
    refused: unconnected,
    unanswered: unconnected,
    late: `timeout: health rpc did not complete within ${timeout}`,
    unwell: 'service unhealthy (responded with "NOT_SERVING")',
    cut: "error: health rpc probe failed: rpc error: code = Unavailable desc = error reading from server: EOF",
    error: "scripted error",
  };
}

/** What a handler gets from an app in some state: an answer, a refusal at once, or silence until the timeout. */
type Reply = "answer" | "connects" | "refused" | "refusedAtTimeout" | "silence";

/**
 * The table. A deadlocked app still accepts TCP, because the machine does that for it; so does a slow one.
 * A closed port refuses HTTP and TCP at once, but a gRPC client dials again and again until its timeout.
 * [prober spec §6.3, §6.4; backends tcp/silent, grpc/closed-3s, grpc/silent]
 */
const REPLIES: Readonly<Record<AppState, Readonly<Record<HandlerType, Reply>>>> = {
  healthy: { exec: "answer", httpGet: "answer", tcpSocket: "connects", grpc: "answer" },
  slow: { exec: "answer", httpGet: "answer", tcpSocket: "connects", grpc: "answer" },
  hang: { exec: "silence", httpGet: "silence", tcpSocket: "connects", grpc: "silence" },
  refuse: { exec: "refused", httpGet: "refused", tcpSocket: "refused", grpc: "refusedAtTimeout" },
  absent: { exec: "refused", httpGet: "refused", tcpSocket: "refused", grpc: "refusedAtTimeout" },
};

/** What one attempt gets from an app in `state` whose answers take `answerMs`. */
export function attemptOn(client: ProbeClient, state: AppState, answerMs: number): Attempt {
  if (client.error !== undefined || client.handler === undefined) {
    return { outcome: "error", ms: 0, output: client.error ?? "missing probe handler" };
  }
  if (client.subject === "nothing") return OK_AT_ONCE;
  if (client.subject === "file")
    return state === "absent" ? { outcome: "fail", ms: 0, output: "No such file or directory" } : OK_AT_ONCE;
  switch (REPLIES[state][client.handler]) {
    case "connects":
      return OK_AT_ONCE;
    case "answer":
      return cutAtTimeout(client, { outcome: "ok", ms: answerMs, output: "" });
    case "refused":
      return { outcome: "fail", ms: 0, output: client.texts.refused };
    case "refusedAtTimeout":
      return { outcome: "timeout", ms: client.timeoutMs, output: client.texts.refused };
    case "silence":
      return { outcome: "timeout", ms: client.timeoutMs, output: client.texts.unanswered };
  }
}

const OK_AT_ONCE: Attempt = { outcome: "ok", ms: 0, output: "" };

/** An attempt that would last as long as the timeout, or longer, is a time-out. [oracle/kubelet README, Scenario] */
export function cutAtTimeout(client: ProbeClient, attempt: Attempt): Attempt {
  if (attempt.ms < client.timeoutMs) return attempt;
  return { outcome: "timeout", ms: client.timeoutMs, output: client.texts.late };
}
