import type { AppFault } from "../model/scenario.ts";
import type { HandlerType, Probe } from "../model/probe.ts";
import { handlerTypeOf } from "../model/probe.ts";
import type { Attempt, AttemptContext } from "./attempt.ts";
import type { AppSituation } from "./segmentSpans.ts";
import { UNWELL } from "./segmentSpans.ts";
import { resolvePort } from "./address.ts";
import type { AskBackend } from "./backends/askBackend.ts";
import { askBackend } from "./backends/askBackend.ts";
import type { ProbeBackend } from "./backends/backendOf.ts";
import type { Encounter } from "./backends/backendWhen.ts";
import { slowedBackend } from "./backends/slowedBackend.ts";
import { backendWhen, wellBackend } from "./backends/backendWhen.ts";
import type { CommandSubject } from "./command.ts";
import { subjectOfCommand } from "./command.ts";

/** A probe made ready for asking. */
export interface ProbeClient {
  readonly probe: Probe;
  readonly context: AttemptContext;
  readonly timeoutMs: number;
  /** Set if the probe cannot even be sent; then every attempt is this error. */
  readonly error: string | undefined;
  /** Who is asked by an exec probe; `app` for all other handlers. */
  readonly subject: CommandSubject;
  /** What it meets while the app is well; undefined: a good answer. */
  readonly backend: ProbeBackend | undefined;
  /** Who asks. */
  readonly ask: AskBackend;
}

/** @param ask default: the kubelet's clients */
export function probeClient(probe: Probe, context: AttemptContext, ask: AskBackend = askBackend): ProbeClient {
  const timeoutMs = (probe.timeoutSeconds || 1) * 1000;
  const subject = probe.exec === undefined ? "app" : subjectOfCommand(probe.exec.command ?? []);
  return { probe, context, timeoutMs, error: sendingError(probe, context), subject, backend: undefined, ask };
}

/** Worded as in prober.go where there is no handler; validation refuses such a probe, so nobody has seen it. */
function sendingError(probe: Probe, { container, version }: AttemptContext): string | undefined {
  const handler = handlerTypeOf(probe);
  if (handler === undefined) return "missing probe handler";
  const action = handler === "httpGet" ? probe.httpGet : handler === "tcpSocket" ? probe.tcpSocket : undefined;
  if (action === undefined) return undefined;
  const resolved = resolvePort(action.port, container, version);
  return "error" in resolved ? resolved.error : undefined;
}

type Row = Readonly<Record<HandlerType, Encounter>>;

const WELL: Row = { exec: "well", httpGet: "well", tcpSocket: "well", grpc: "well" };
const NOBODY: Row = { exec: "nobody", httpGet: "nobody", tcpSocket: "nobody", grpc: "nobody" };

/**
 * The table: what each state means for each handler. What the handlers' clients make of it follows from what the real
 * ones do (`clients/`, compared with `conformance/backends`): a closed port refuses HTTP and TCP at once, but a gRPC
 * client dials again and again until its timeout. A deadlocked app still accepts TCP, because the machine does that for
 * it; so does a slow one, or one that answers with errors. A command in the container comes by another way than packets.
 * [prober spec §6.1 to §6.5; corrections.md B]
 *
 * Two rows of the specification are the engine's: whether the time-out of an exec probe counts, and its words
 * (`Profile.execTimeoutCounts`, `newExecTimeoutText`).
 */
const ENCOUNTERS: Readonly<Record<Exclude<AppSituation["state"], "error">, Row>> = {
  healthy: WELL,
  slow: WELL,
  hang: { exec: "silence", httpGet: "silence", tcpSocket: "well", grpc: "silence" },
  blackhole: { exec: "well", httpGet: "noWay", tcpSocket: "noWay", grpc: "noWay" },
  refuse: NOBODY,
  absent: NOBODY,
};

/** The table's rows for `error`, by `as`: whom it concerns. */
const FAULTS: Readonly<Record<AppFault, Row>> = {
  unwell: { exec: "fault", httpGet: "fault", tcpSocket: "well", grpc: "fault" },
  "stalled-body": { ...WELL, httpGet: "fault" },
  "cut-body": { ...WELL, httpGet: "fault" },
  "redirect-away": { ...WELL, httpGet: "fault" },
  "redirect-loop": { ...WELL, httpGet: "fault" },
  close: { exec: "fault", httpGet: "fault", tcpSocket: "well", grpc: "fault" },
  "wrong-protocol": { ...WELL, httpGet: "fault", grpc: "fault" },
  "missing-command": { ...WELL, exec: "fault" },
  "no-health-service": { ...WELL, grpc: "fault" },
};

/** What one attempt gets from an app in `situation` whose answers take `answerMs`, where everything takes `factor` times as long. */
export function attemptOn(client: ProbeClient, situation: AppSituation, answerMs: number, factor = 1): Attempt {
  const handler = handlerTypeOf(client.probe);
  if (client.error !== undefined || handler === undefined)
    return { outcome: "error", ms: 0, output: client.error ?? "" };
  const { state, as } = situation;
  const encounter = state === "error" ? FAULTS[as][handler] : ENCOUNTERS[state][handler];
  const isDeaf = client.subject !== "app" && !(state === "error" && as === "missing-command");
  if (isDeaf && client.subject === "file" && state === "absent")
    return { outcome: "fail", ms: 0, output: "No such file or directory" };
  const backend = client.backend === undefined ? undefined : slowedBackend(client.backend, factor);
  return attemptWhen({ ...client, backend }, isDeaf ? "well" : encounter, situation, answerMs * factor);
}

function attemptWhen(client: ProbeClient, encounter: Encounter, situation: AppSituation, answerMs: number): Attempt {
  const { probe, context, backend, timeoutMs } = client;
  if (encounter !== "well") {
    const isAnswered = encounter === "fault" && situation.as !== "missing-command";
    return client.ask(probe, context, backendWhen(encounter, probe, situation), isAnswered ? answerMs : 0);
  }
  // A good answer in time needs no client; another than the kubelet may want more than that.
  if (backend === undefined && answerMs < timeoutMs && client.ask === askBackend)
    return { outcome: "ok", ms: handlerTypeOf(probe) === "tcpSocket" ? 0 : answerMs, output: "" };
  return client.ask(probe, context, backend ?? wellBackend(probe), answerMs);
}

/** What a check that fails, or does not end, is said to get where nothing more is known. */
export function unwellText(client: ProbeClient): string {
  return attemptWhen(client, handlerTypeOf(client.probe) === "tcpSocket" ? "nobody" : "fault", UNWELL, 0).output;
}

export function unansweredText(client: ProbeClient): string {
  return attemptWhen(client, handlerTypeOf(client.probe) === "tcpSocket" ? "noWay" : "silence", UNWELL, 0).output;
}

/** The container dies under the attempt. Not recorded but for exec. */
export function cutText(client: ProbeClient): string {
  switch (client.error === undefined ? handlerTypeOf(client.probe) : undefined) {
    case "httpGet":
      return attemptWhen(client, "fault", { ...UNWELL, as: "close" }, 0).output;
    case "tcpSocket":
      return unwellText(client);
    case "grpc":
      return "error: health rpc probe failed: rpc error: code = Unavailable desc = error reading from server: EOF";
    case "exec":
    case undefined:
      return "";
  }
}

/** A call that failed for reasons of its own and counts as nothing. [oracle/kubelet README, Instance] */
export function errorText({ probe }: ProbeClient): string {
  return probe.exec === undefined
    ? "scripted error"
    : "rpc error: code = Unknown desc = failed to exec in container: scripted error";
}

/** An attempt that would last as long as the timeout, or longer, is a time-out. [oracle/kubelet README, Scenario] */
export function cutAtTimeout(client: ProbeClient, attempt: Attempt): Attempt {
  if (attempt.ms < client.timeoutMs) return attempt;
  const late = { outcome: "timeout", ms: client.timeoutMs } as const;
  return {
    ...late,
    output: client.error ?? attemptWhen({ ...client, backend: undefined }, "well", UNWELL, attempt.ms).output,
  };
}
