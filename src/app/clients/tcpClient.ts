import type { Network } from "../backends/network.ts";
import { dial } from "../backends/network.ts";
import type { ProbeAnswer } from "./probeAnswer.ts";

/** One attempt of a TCP probe: an open connection is all it wants. [prober spec §6.3; backends/tcp] */
export function probeTcp(network: Network, host: string, port: number, timeoutMs: number): ProbeAnswer {
  const dialed = dial(network, host, port);
  if ("listener" in dialed) return { result: "success", output: "", ms: 0 };
  const isTimeout = dialed.atMs >= timeoutMs;
  return {
    result: "failure",
    output: dialed.error,
    ms: Math.min(dialed.atMs, timeoutMs),
    ...(isTimeout ? { isTimeout } : {}),
  };
}
