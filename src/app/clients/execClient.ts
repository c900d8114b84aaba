import type { ExecResult } from "../../model/backends.ts";
import { quoteGoString } from "../../model/quoteGoString.ts";
import { formatGoDuration } from "../../time/goDuration.ts";
import type { ExecReply } from "../backends/execRuntime.ts";
import { rpcErrorText } from "../backends/rpcErrorText.ts";
import { bytesOf, textOf } from "./byteString.ts";
import type { ProbeAnswer } from "./probeAnswer.ts";

/** Of a command's output no more is kept. [backends/exec limit/out-10241] */
const MAX_OUTPUT_BYTES = 10_240;
/** The largest answer that the kubelet takes from a runtime. [backends/exec limit/beyond-the-message-limit] */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** One attempt of an exec probe, from what the runtime answers to ExecSync. [prober spec §6.1; backends/exec] */
export function probeExec(reply: ExecReply, command: readonly string[], timeoutMs: number): ProbeAnswer {
  if ("runtimeGone" in reply) return runtimeGone(reply.socket);
  const ms = reply.ms ?? 0;
  if (ms >= timeoutMs) return timedOut(command, timeoutMs, timeoutMs);
  if ("error" in reply) {
    if (reply.error.code === "DEADLINE_EXCEEDED") return timedOut(command, timeoutMs, ms);
    return { result: "unknown", output: "", error: rpcErrorText(reply.error), ms };
  }
  const stdout = bytesOf(reply.stdout ?? "");
  const stderr = bytesOf(reply.stderr ?? "");
  const messageBytes = encodedBytes(reply, stdout.length, stderr.length);
  if (messageBytes > MAX_MESSAGE_BYTES) {
    const message = `grpc: received message larger than max (${messageBytes} vs. ${MAX_MESSAGE_BYTES})`;
    return { result: "unknown", output: "", error: rpcErrorText({ code: "RESOURCE_EXHAUSTED", message }), ms };
  }
  const output = textOf((stdout + stderr).slice(0, MAX_OUTPUT_BYTES));
  return { result: (reply.exitCode ?? 0) === 0 ? "success" : "failure", output, ms };
}

/** In the words of 1.31 and later. [prober spec §6.1 with corrections] */
function timedOut(command: readonly string[], timeoutMs: number, ms: number): ProbeAnswer {
  const words = quoteGoString(command.join(" "));
  const output = `command timed out: ${words} timed out after ${formatGoDuration(timeoutMs)}`;
  return { result: "failure", output, ms, isTimeout: true };
}

function runtimeGone(socket: string): ProbeAnswer {
  const answer = { result: "unknown", output: "" } as const;
  const dialing = `connection error: desc = "transport: Error while dialing: dial unix ${socket}: connect: no such file or directory"`;
  return {
    ...answer,
    error: rpcErrorText({ code: "UNAVAILABLE", message: "error reading from server: EOF" }),
    ms: 0,
    alternatives: [{ ...answer, error: rpcErrorText({ code: "UNAVAILABLE", message: dialing }) }],
  };
}

/** Length of an ExecSyncResponse in protobuf. */
function encodedBytes({ exitCode = 0 }: ExecResult, stdoutBytes: number, stderrBytes: number): number {
  const field = (length: number) => (length === 0 ? 0 : 1 + varintBytes(length) + length);
  return (
    field(stdoutBytes) + field(stderrBytes) + (exitCode === 0 ? 0 : 1 + (exitCode < 0 ? 10 : varintBytes(exitCode)))
  );
}

function varintBytes(value: number): number {
  return Math.max(1, Math.ceil((32 - Math.clz32(value)) / 7));
}
