import * as fc from "fast-check";
import type { HandlerType, Probe, ProbeType } from "../../model/probe.ts";

export interface ProbeOptions {
  /** Default: `exec` alone, which every orchestrator can be asked about. */
  readonly handlers?: readonly HandlerType[];
}

interface Numbers {
  readonly handler: HandlerType;
  readonly periodSeconds: number;
  readonly timeout: number;
  readonly initialDelaySeconds: number;
  readonly successThreshold: number;
  readonly failureThreshold: number;
  readonly graceSeconds: number;
}

/** Time-outs beside the period are where rounds begin to touch: by their distance from it, 0 stands for one second. */
const TIMEOUTS_BESIDE_PERIOD = [0, -1, 1, 0, 0, 2] as const;
const ONE_SECOND = 0;

/** A probe of this type as the API server takes it. Shrinks to one every 10 s with a time-out of 1 s. */
export function probe(type: ProbeType, { handlers = ["exec"] }: ProbeOptions = {}): fc.Arbitrary<Probe> {
  return fc
    .record<Numbers>({
      handler: fc.constantFrom(...handlers),
      periodSeconds: fc.constantFrom(10, 15, 5, 30, 7, 20, 3, 60, 10, 12),
      timeout: fc.nat({ max: TIMEOUTS_BESIDE_PERIOD.length - 1 }),
      initialDelaySeconds: fc.constantFrom(0, 0, 1, 5, 10, 30),
      successThreshold: fc.constantFrom(1, 1, 2, 3),
      failureThreshold: fc.constantFrom(3, 1, 2, 5),
      graceSeconds: fc.constantFrom(0, 0, 0, 1, 5, 45),
    })
    .map((numbers) => probeOf(type, numbers));
}

function probeOf(type: ProbeType, numbers: Numbers): Probe {
  const { periodSeconds, timeout, initialDelaySeconds, failureThreshold, graceSeconds } = numbers;
  return {
    ...handlerOf(type, numbers.handler),
    periodSeconds,
    timeoutSeconds: timeout === ONE_SECOND ? 1 : Math.max(1, periodSeconds + (TIMEOUTS_BESIDE_PERIOD[timeout] ?? 0)),
    failureThreshold,
    // Of the others the API server takes 1 alone.
    successThreshold: type === "readiness" ? numbers.successThreshold : 1,
    ...(initialDelaySeconds > 0 && { initialDelaySeconds }),
    ...(graceSeconds > 0 && type !== "readiness" && { terminationGracePeriodSeconds: graceSeconds }),
  };
}

function handlerOf(type: ProbeType, handler: HandlerType): Probe {
  switch (handler) {
    // The words that the kubelet oracle wants.
    case "exec":
      return { exec: { command: ["probe", type] } };
    case "httpGet":
      return { httpGet: { path: `/${type}`, port: 8080 } };
    case "tcpSocket":
      return { tcpSocket: { port: 8080 } };
    case "grpc":
      return { grpc: { port: 9090 } };
  }
}
