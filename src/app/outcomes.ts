import type { Container } from "../model/container.ts";
import type { AppFault } from "../model/scenario.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import type { HandlerType, Probe } from "../model/probe.ts";
import { handlerTypeOf } from "../model/probe.ts";
import { formatGoDuration } from "../time/goDuration.ts";
import type { AppSituation } from "./segmentSpans.ts";
import { joinHostPort, resolvePort } from "./address.ts";
import type { CommandSubject } from "./command.ts";
import { subjectOfCommand } from "./command.ts";

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
  /** Packets get lost on the way. */
  readonly unreachable: string;
  /** The app answers that it is not well. */
  readonly unwell: string;
  /** The answer is wrong as the table of faults says. */
  readonly faults: Readonly<Partial<Record<AppFault, string>>>;
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
    return {
      ...base,
      subject: subjectOfCommand(probe.exec.command ?? []),
      texts: execTexts(probe.exec.command ?? []),
    };
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
  const given = probe.httpGet.path || "/";
  const path = given.startsWith("/") ? given : `/${given}`;
  return { ...base, texts: httpTexts(address, `${scheme}://${address}${path}`, path) };
}

/** A command's output is its own; these stand in for it where the scenario gives none. */
const EXEC_TEXTS: ClientTexts = {
  refused: "connection refused",
  unanswered: "",
  late: "",
  unreachable: "",
  unwell: "",
  faults: {},
  cut: "",
  error: "rpc error: code = Unknown desc = failed to exec in container: scripted error",
};

const MISSING_COMMAND =
  'failed to start exec "e1": OCI runtime exec failed: exec failed: unable to start container process: exec: ';

/** [backends exec/error/oci-not-found] */
function execTexts(command: readonly string[]): ClientTexts {
  const program = command[0] ?? "";
  const why = program.includes("/")
    ? `stat ${program}: no such file or directory`
    : "executable file not found in $PATH";
  const missing = `${MISSING_COMMAND}${JSON.stringify(program)}: ${why}: unknown`;
  return {
    ...EXEC_TEXTS,
    faults: { "missing-command": `rpc error: code = Unknown desc = failed to exec in container: ${missing}` },
  };
}

/** [backends http/closed-port, http/slow/headers-1400, http/stall/after-0, http/close/…, http/redirect/…, http/tls/nethttp-…] */
function httpTexts(address: string, url: string, location: string): ClientTexts {
  const late = `Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;
  return {
    refused: `Get "${url}": dial tcp ${address}: connect: connection refused`,
    unanswered: late,
    late,
    unreachable: late,
    unwell: "HTTP probe failed with statuscode: 503",
    faults: {
      "stalled-body": "context deadline exceeded (Client.Timeout or context cancellation while reading body)",
      "cut-body": "unexpected EOF",
      "redirect-away": "Probe terminated redirects, Response body: ",
      "redirect-loop": `Get "${location}": stopped after 10 redirects`,
      close: `Get "${url}": EOF`,
      "wrong-protocol": url.startsWith("https:")
        ? `Get "${url}": http: server gave HTTP response to HTTPS client`
        : "HTTP probe failed with statuscode: 400",
    },
    cut: `Get "${url}": EOF`,
    error: "scripted error",
  };
}

/** [backends tcp/closed, tcp/backlog-full] */
function tcpTexts(address: string): ClientTexts {
  const refused = `dial tcp ${address}: connect: connection refused`;
  const late = `dial tcp ${address}: i/o timeout`;
  return {
    refused,
    unanswered: late,
    late,
    unreachable: late,
    unwell: refused,
    faults: {},
    cut: refused,
    error: "scripted error",
  };
}

/** [backends grpc/closed-1s, grpc/silent, grpc/slow/1500, grpc/http1, grpc/close-on-accept, grpc/no-health] */
function grpcTexts(address: string, timeout: string): ClientTexts {
  const unconnected = `timeout: failed to connect service "${address}" within ${timeout}: context deadline exceeded`;
  return {
    refused: unconnected,
    unanswered: unconnected,
    late: `timeout: health rpc did not complete within ${timeout}`,
    unreachable: unconnected,
    unwell: 'service unhealthy (responded with "NOT_SERVING")',
    faults: {
      close: unconnected,
      "wrong-protocol": unconnected,
      "no-health-service":
        "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service grpc.health.v1.Health",
    },
    cut: "error: health rpc probe failed: rpc error: code = Unavailable desc = error reading from server: EOF",
    error: "scripted error",
  };
}

/**
 * What a handler gets from an app.
 * - `answer`: a good one, after the time that answers take
 * - `connects`: at once, and that is all this handler wants
 * - `refused`, `refusedAtTimeout`: nothing listens; a client that dials again and again needs its whole timeout to say so
 * - `silence`: connected, but nothing comes until the timeout; `unreachable`: not even connected by then
 * - `fails`: an answer that fails the check; `failsAtTimeout`: the same, but only told at the timeout
 * - `errs`: the call itself fails, and nothing counts
 * - `halfRead`, `halfReadAtTimeout`: headers, and then no whole body: an error that is thrown away, whatever the status
 * - `warns`: a success that is worth an event
 */
type Reply =
  | "answer"
  | "connects"
  | "refused"
  | "refusedAtTimeout"
  | "silence"
  | "unreachable"
  | "fails"
  | "failsAtTimeout"
  | "errs"
  | "halfRead"
  | "halfReadAtTimeout"
  | "warns";

type Row = Readonly<Record<HandlerType, Reply>>;

const ANSWERS: Row = { exec: "answer", httpGet: "answer", tcpSocket: "connects", grpc: "answer" };
const GONE: Row = { exec: "refused", httpGet: "refused", tcpSocket: "refused", grpc: "refusedAtTimeout" };

/**
 * The table. A deadlocked app still accepts TCP, because the machine does that for it; so does a slow one, or one that
 * answers with errors. A closed port refuses HTTP and TCP at once, but a gRPC client dials again and again until its
 * timeout. A command in the container comes by another way than packets.
 * [prober spec §6.1 to §6.5; corrections.md B; backends tcp/silent, tcp/backlog-full, grpc/closed-3s, grpc/silent]
 *
 * Two rows of the specification are the engine's: whether the time-out of an exec probe counts, and its words
 * (`Profile.execTimeoutCounts`, `newExecTimeoutText`); and a probe that cannot even be sent (`ProbeClient.error`).
 */
const REPLIES: Readonly<Record<Exclude<AppSituation["state"], "error">, Row>> = {
  healthy: ANSWERS,
  slow: ANSWERS,
  hang: { exec: "silence", httpGet: "silence", tcpSocket: "connects", grpc: "silence" },
  blackhole: { exec: "answer", httpGet: "unreachable", tcpSocket: "unreachable", grpc: "unreachable" },
  refuse: GONE,
  absent: GONE,
};

/** The table's rows for `error`, by `as`. [backends http/stall/fail-after-0, http/close/headers-reset-false, http/redirect/302-other-host, http/redirect/self-loop, tcp/accept-then-close, grpc/close-on-accept, exec/error/oci-not-found] */
const FAULTS: Readonly<Record<AppFault, Row>> = {
  unwell: { exec: "fails", httpGet: "fails", tcpSocket: "connects", grpc: "fails" },
  "stalled-body": { ...ANSWERS, httpGet: "halfReadAtTimeout" },
  "cut-body": { ...ANSWERS, httpGet: "halfRead" },
  "redirect-away": { ...ANSWERS, httpGet: "warns" },
  "redirect-loop": { ...ANSWERS, httpGet: "fails" },
  close: { exec: "fails", httpGet: "fails", tcpSocket: "connects", grpc: "failsAtTimeout" },
  "wrong-protocol": { ...ANSWERS, httpGet: "fails", grpc: "failsAtTimeout" },
  "missing-command": { ...ANSWERS, exec: "errs" },
  "no-health-service": { ...ANSWERS, grpc: "fails" },
};

/** What one attempt gets from an app in `situation` whose answers take `answerMs`. */
export function attemptOn(client: ProbeClient, situation: AppSituation, answerMs: number): Attempt {
  const { handler, texts, timeoutMs } = client;
  if (client.error !== undefined || handler === undefined)
    return { outcome: "error", ms: 0, output: client.error ?? "missing probe handler" };
  const { state, as } = situation;
  const answer = cutAtTimeout(client, { outcome: "ok", ms: answerMs, output: "" });
  const isMissing = state === "error" && as === "missing-command";
  if (client.subject === "nothing" && !isMissing) return answer;
  if (client.subject === "file" && !isMissing)
    return state === "absent" ? { outcome: "fail", ms: 0, output: "No such file or directory" } : answer;
  const ofFault = (outcome: Attempt["outcome"], ms: number): Attempt => ({
    outcome,
    ms,
    output: texts.faults[as] ?? texts.unwell,
  });
  switch (state === "error" ? FAULTS[as][handler] : REPLIES[state][handler]) {
    case "connects":
      return OK_AT_ONCE;
    case "answer":
      return answer;
    case "refused":
      return { outcome: "fail", ms: 0, output: texts.refused };
    case "refusedAtTimeout":
      return { outcome: "timeout", ms: timeoutMs, output: texts.refused };
    case "silence":
      return { outcome: "timeout", ms: timeoutMs, output: texts.unanswered };
    case "unreachable":
      return { outcome: "timeout", ms: timeoutMs, output: texts.unreachable };
    case "fails":
      return handler === "httpGet" && as === "unwell"
        ? cutAtTimeout(client, attemptOnStatus(situation.statusCode, answerMs))
        : cutAtTimeout(client, ofFault("fail", answerMs * (as === "redirect-loop" ? MAX_REQUESTS : 1)));
    case "failsAtTimeout":
      return ofFault("timeout", timeoutMs);
    case "errs":
      return ofFault("error", 0);
    case "halfRead":
      return cutAtTimeout(client, ofFault("brokenAnswer", answerMs));
    case "halfReadAtTimeout":
      return ofFault("brokenAnswer", timeoutMs);
    case "warns":
      return cutAtTimeout(client, ofFault("warning", answerMs));
  }
}

/** What an HTTP status without redirect comes to. [prober spec §6.2; backends http/status/…] */
function attemptOnStatus(statusCode: number, ms: number): Attempt {
  if (statusCode >= 200 && statusCode < 300) return { outcome: "ok", ms, output: "" };
  if (statusCode >= 300 && statusCode < 400)
    return { outcome: "warning", ms, output: "Probe terminated redirects, Response body: " };
  return { outcome: "fail", ms, output: `HTTP probe failed with statuscode: ${statusCode}` };
}

/** Of one attempt; nine redirects are followed. [corrections.md A; backends http/redirect/chain-10] */
const MAX_REQUESTS = 10;

const OK_AT_ONCE: Attempt = { outcome: "ok", ms: 0, output: "" };

/** An attempt that would last as long as the timeout, or longer, is a time-out. [oracle/kubelet README, Scenario] */
export function cutAtTimeout(client: ProbeClient, attempt: Attempt): Attempt {
  if (attempt.ms < client.timeoutMs) return attempt;
  return { outcome: "timeout", ms: client.timeoutMs, output: client.texts.late };
}
