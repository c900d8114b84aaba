/** The three probe types, in the order in which the kubelet places them (README-kubelet.md, "by place"). */
export const PROBE_TYPES = ["startup", "liveness", "readiness"] as const;
export type ProbeType = (typeof PROBE_TYPES)[number];

/** A port number, or the name of one of the container's ports. */
export type PortReference = number | string;

export interface ExecAction {
  readonly command?: readonly string[];
}

export interface HttpHeader {
  readonly name: string;
  readonly value?: string;
}

export interface HttpGetAction {
  /** Default `/`. */
  readonly path?: string;
  readonly port: PortReference;
  /** Default: the pod's IP. */
  readonly host?: string;
  /** Default `HTTP`. */
  readonly scheme?: string;
  readonly httpHeaders?: readonly HttpHeader[];
}

export interface TcpSocketAction {
  readonly port: PortReference;
  /** Default: the pod's IP. */
  readonly host?: string;
}

export interface GrpcAction {
  readonly port: number;
  /** Default empty: the server as a whole. */
  readonly service?: string;
}

/**
 * v1.Probe. Absent (or zero) numbers mean the API's default (prober spec §7.1); exactly one handler is expected,
 * and of several the first of exec, httpGet, tcpSocket, grpc counts (§2.1.2).
 */
export interface Probe {
  readonly exec?: ExecAction;
  readonly httpGet?: HttpGetAction;
  readonly tcpSocket?: TcpSocketAction;
  readonly grpc?: GrpcAction;
  /** Seconds after the container's start before the first attempt. Default 0. */
  readonly initialDelaySeconds?: number;
  /** Seconds until an attempt counts as failed. Default 1. */
  readonly timeoutSeconds?: number;
  /** Seconds between attempts. Default 10. */
  readonly periodSeconds?: number;
  /** Successes in a row that flip the verdict to success. Default 1. */
  readonly successThreshold?: number;
  /** Failures in a row that flip the verdict to failure. Default 3. */
  readonly failureThreshold?: number;
  /** Grace of a kill caused by this probe, instead of the pod's. Not for readiness. */
  readonly terminationGracePeriodSeconds?: number;
}

export type HandlerType = "exec" | "httpGet" | "tcpSocket" | "grpc";

/** The handler that the kubelet would use: the first of exec, httpGet, tcpSocket, grpc (§2.1.2); undefined if none is set. */
export function handlerTypeOf(probe: Probe): HandlerType | undefined {
  if (probe.exec !== undefined) return "exec";
  if (probe.httpGet !== undefined) return "httpGet";
  if (probe.tcpSocket !== undefined) return "tcpSocket";
  if (probe.grpc !== undefined) return "grpc";
  return undefined;
}
