import type { GrpcServer, RpcError } from "../../model/backends.ts";
import { quoteGoString } from "../../model/quoteGoString.ts";
import { formatGoDuration } from "../../time/goDuration.ts";
import { joinHostPort } from "../address.ts";
import { rpcErrorText } from "../backends/rpcErrorText.ts";
import type { Network } from "../backends/network.ts";
import { dial } from "../backends/network.ts";
import type { ProbeAnswer } from "./probeAnswer.ts";

export interface GrpcCheck {
  readonly host: string;
  readonly port: number;
  /** Empty: the server as a whole. */
  readonly service: string;
  /** 1.37, gate GRPCContainerProbeTLS. */
  readonly tls?: boolean;
  /** What the app behind the server needs on top, in ms. Default 0. */
  readonly answerMs?: number;
}

/** gRPC's connection back-off: 1 s, then 1.6 times as long each time, up to 2 min. */
const FIRST_REDIAL_MS = 1000;
const REDIAL_FACTOR = 1.6;
const MAX_REDIAL_MS = 120_000;

/**
 * One attempt of a gRPC probe: dials until the timeout, again and again, then asks once. It never errors.
 * [prober spec §6.4 with corrections; backends/grpc, new-in-1.37 grpc-mode/…]
 */
export function probeGrpc(network: Network, check: GrpcCheck, timeoutMs: number): ProbeAnswer {
  const timeout = formatGoDuration(timeoutMs);
  const connection = connect(network, check, timeoutMs);
  if (connection === undefined) {
    const address = quoteGoString(joinHostPort(check.host, check.port));
    const output = `timeout: failed to connect service ${address} within ${timeout}: context deadline exceeded`;
    return { result: "failure", output, ms: timeoutMs, isTimeout: true };
  }
  const { server, atMs } = connection;
  const serverMs = server.withoutHealth === true ? 0 : (server.delayMs ?? 0);
  const ms = atMs + serverMs + (check.answerMs ?? 0);
  const late = `timeout: health rpc did not complete within ${timeout}`;
  if (ms >= timeoutMs) return { result: "failure", output: late, ms: timeoutMs, isTimeout: true };
  const error = errorOf(server, check.service);
  if (error?.code === "DEADLINE_EXCEEDED") return { result: "failure", output: late, ms };
  if (error?.code === "UNIMPLEMENTED") {
    const output = `error: this server does not implement the grpc health protocol (grpc.health.v1.Health): ${error.message}`;
    return { result: "failure", output, ms };
  }
  if (error !== undefined) {
    const output = `error: health rpc probe failed: ${rpcErrorText(error)}`;
    return { result: "failure", output, ms };
  }
  const status = (server.services ?? ALL_WELL)[check.service];
  if (status === "SERVING") return { result: "success", output: "service healthy", ms };
  return { result: "failure", output: `service unhealthy (responded with ${quoteGoString(String(status))})`, ms };
}

/** Whatever is wrong with the other side, a dial is repeated until the timeout: refusal and silence last equally long. */
function connect(
  network: Network,
  check: GrpcCheck,
  timeoutMs: number,
): { server: GrpcServer; atMs: number } | undefined {
  const dialed = dial(network, check.host, check.port);
  if (!("listener" in dialed)) return undefined;
  const { grpc } = dialed.listener;
  if (grpc === undefined || (grpc.tls ?? false) !== (check.tls ?? false)) return undefined;
  const atMs = dialAfterOpening(dialed.listener.opensAtMs ?? 0);
  return atMs < timeoutMs ? { server: grpc, atMs } : undefined;
}

/**
 * The first dial that finds the port open. Without the jitter of up to a fifth which gRPC adds to all pauses but the first.
 * [backends/grpc opens-after-500ms, opens-after-1500ms]
 */
function dialAfterOpening(opensAtMs: number): number {
  let atMs = 0;
  let pauseMs = FIRST_REDIAL_MS;
  while (atMs < opensAtMs) {
    atMs += pauseMs;
    pauseMs = Math.min(pauseMs * REDIAL_FACTOR, MAX_REDIAL_MS);
  }
  return atMs;
}

const ALL_WELL: NonNullable<GrpcServer["services"]> = { "": "SERVING" };

function errorOf(server: GrpcServer, service: string): RpcError | undefined {
  if (server.withoutHealth === true) return { code: "UNIMPLEMENTED", message: "unknown service grpc.health.v1.Health" };
  if (server.error !== undefined) return server.error;
  return Object.hasOwn(server.services ?? ALL_WELL, service)
    ? undefined
    : { code: "NOT_FOUND", message: "unknown service" };
}
