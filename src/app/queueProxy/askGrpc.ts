import type { GrpcServer } from "../../model/backends.ts";
import type { GrpcAction } from "../../model/probe.ts";
import { quoteGoString } from "../../model/quoteGoString.ts";
import { formatGoDuration } from "../../time/goDuration.ts";
import { rpcErrorText } from "../backends/rpcErrorText.ts";
import { dial } from "../backends/network.ts";
import type { HttpAsking } from "./askHttp.ts";
import type { InnerAnswer } from "./innerAnswer.ts";

const LOCAL_ADDRESS = "127.0.0.1";

/** One attempt of queue-proxy's gRPC client, which asks the pod's own address whatever the probe says. [queue-probe grpc/] */
export function askGrpc(
  action: GrpcAction,
  atMs: number,
  timeoutMs: number,
  { reach, release, answerMs = 0 }: HttpAsking,
): InnerAnswer {
  const { port, service = "" } = action;
  const dialed = dial(reach(atMs), LOCAL_ADDRESS, port);
  const late = (): InnerAnswer => {
    const text = rpcErrorText({ code: "DEADLINE_EXCEEDED", message: "context deadline exceeded" });
    return { error: `health rpc did not complete within ${formatGoDuration(timeoutMs)}: ${text}`, ms: timeoutMs };
  };
  const server = "listener" in dialed ? dialed.listener.grpc : undefined;
  if (server === undefined || server.tls === true) {
    if (!release.grpcFailsFast) {
      const within = `within ${formatGoDuration(timeoutMs)}: context deadline exceeded`;
      return {
        error: `failed to connect service ${quoteGoString(`${LOCAL_ADDRESS}:${port}`)} ${within}`,
        ms: timeoutMs,
      };
    }
    if ("listener" in dialed || dialed.atMs >= timeoutMs) return late();
    const message = `connection error: desc = ${quoteGoString(`transport: Error while dialing: ${dialed.error}`)}`;
    return { error: `health rpc probe failed: ${rpcErrorText({ code: "UNAVAILABLE", message })}`, ms: dialed.atMs };
  }
  const ms = server.withoutHealth === true ? 0 : (server.delayMs ?? 0) + answerMs;
  if (ms >= timeoutMs) return late();
  const error = verdictOf(server, service);
  return error === undefined ? { ms } : { error, ms };
}

function verdictOf(server: GrpcServer, service: string): string | undefined {
  if (server.withoutHealth === true) {
    const text = rpcErrorText({ code: "UNIMPLEMENTED", message: "unknown service grpc.health.v1.Health" });
    return `this server does not implement the grpc health protocol (grpc.health.v1.Health) ${text}`;
  }
  if (server.error !== undefined) return `health rpc probe failed: ${rpcErrorText(server.error)}`;
  const services = server.services ?? { "": "SERVING" };
  if (!Object.hasOwn(services, service)) {
    return `health rpc probe failed: ${rpcErrorText({ code: "NOT_FOUND", message: "unknown service" })}`;
  }
  const status = services[service];
  return status === "SERVING" ? undefined : `service unhealthy (responded with ${quoteGoString(String(status))})`;
}
