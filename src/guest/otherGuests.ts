import { joinHostPort, resolvePort } from "../app/address.ts";
import type { Listener, Network } from "../app/backends/network.ts";
import { probeExec } from "../app/clients/execClient.ts";
import { probeGrpc } from "../app/clients/grpcClient.ts";
import type { ProbeAnswer } from "../app/clients/probeAnswer.ts";
import { attemptOf } from "../app/clients/probeAnswer.ts";
import { probeTcp } from "../app/clients/tcpClient.ts";
import { containerPlan, podAddress } from "../kubelet/runtime.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import type { ExecAction, GrpcAction, TcpSocketAction } from "../model/probe.ts";
import type { GuestApp } from "./guest.ts";
import type { GuestCall } from "./guestCall.ts";
import { askGuest } from "./guestCall.ts";

/** The guest's answer, or what comes of none, in the words of the real client. */
function conclude<Answer>(
  call: GuestCall,
  ask: () => Answer | PromiseLike<Answer>,
  answerOf: (answer: Answer, ms: number) => ProbeAnswer,
): void {
  const { askedAtMs } = call.question;
  askGuest(call, ask, (answer) => {
    call.result = attemptOf(answerOf(answer, call.clock.nowMs() - askedAtMs));
  });
}

/** A network in which there is but the one who is asked. */
function networkOf(listener: Listener): Network {
  return { listeners: [listener], names: {}, clientAddress: "" };
}

export function askExecGuest(call: GuestCall, ask: NonNullable<GuestApp["exec"]>, { command = [] }: ExecAction): void {
  const { timeoutMs } = call.question.plan;
  conclude(
    call,
    () => ask(command, call.attempt),
    (answer, ms) => probeExec({ ...answer, ms }, command, timeoutMs),
  );
}

export function askTcpGuest(
  call: GuestCall,
  ask: NonNullable<GuestApp["tcp"]>,
  action: TcpSocketAction,
  version: KubernetesVersion,
): void {
  const { pod, place, plan } = call.question;
  const resolved = resolvePort(action.port, containerPlan(pod, place).spec, version);
  if ("error" in resolved) {
    call.result = { outcome: "error", ms: 0, output: resolved.error };
    return;
  }
  const { port } = resolved;
  const ip = action.host || podAddress(pod);
  const dialed = (connection: "accepted" | "refused" | "unanswered"): ProbeAnswer =>
    probeTcp(networkOf({ ip, port, connection }), ip, port, plan.timeoutMs);
  const timedOut = attemptOf(dialed("unanswered"));
  call.giveUp = () => timedOut;
  conclude(
    call,
    () => ask(port, call.attempt),
    (answer, ms) => {
      if (answer !== "accepted" && answer !== "refused") throw unknownAnswer("tcp", answer, joinHostPort(ip, port));
      return ms >= plan.timeoutMs ? dialed("unanswered") : { ...dialed(answer), ms };
    },
  );
}

const STATUSES: ReadonlySet<unknown> = new Set(["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"]);

export function askGrpcGuest(call: GuestCall, ask: NonNullable<GuestApp["grpc"]>, action: GrpcAction): void {
  const { pod, plan } = call.question;
  const { port, service = "" } = action;
  const ip = podAddress(pod);
  const check = { host: ip, port, service };
  const checked = (listener: Partial<Listener>): ProbeAnswer =>
    probeGrpc(networkOf({ ip, port, ...listener }), check, plan.timeoutMs);
  call.giveUp = () => attemptOf(checked({ grpc: { delayMs: Infinity } }));
  conclude(
    call,
    () => ask(service, call.attempt),
    (answer, ms) => {
      if (answer === "refused") return checked({ connection: "refused" });
      if (!STATUSES.has(answer) && typeof answer !== "number")
        throw unknownAnswer("grpc", answer, joinHostPort(ip, port));
      return checked({ grpc: { services: { [service]: answer }, delayMs: ms } });
    },
  );
}

function unknownAnswer(handler: string, answer: unknown, address: string): TypeError {
  return new TypeError(`${handler} at ${address} answers ${JSON.stringify(answer)}, which is no answer`);
}
