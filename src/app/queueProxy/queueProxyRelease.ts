import type { KnativeVersion } from "../../model/knativeVersion.ts";

/** What releases of Knative's readiness library do differently: one flag per behaviour. KServe's agent holds the same library. */
export interface QueueProxyRelease {
  /**
   * Up to 1.12 a fast check polls by another clock: it begins after the first attempt, a tick that nobody awaits is lost, and at
   * the end there is one more attempt (queue-probe.v1.12 `aggressive/latency/150`).
   */
  readonly polling: "buffered" | "awaited";
  /** A path gets the slash that it lacks: from 1.17 on (queue-probe.v1.12 `request/path/2`). */
  readonly leadingSlash: boolean;
  /** How HTTP/2 is found out: by a plain HTTP/2 request from 1.21 on, by asking for an upgrade before (queue-probe.v1.17 `http2/`). */
  readonly http2Detection: "priorKnowledge" | "upgrade";
  /** gRPC's client gives up at once where nobody listens: from 1.17 on; before, it dials until the timeout (queue-probe.v1.12 `grpc/closed`). */
  readonly grpcFailsFast: boolean;
}

export function queueProxyRelease({ minor }: KnativeVersion): QueueProxyRelease {
  return {
    polling: minor >= 13 ? "buffered" : "awaited",
    leadingSlash: minor >= 17,
    http2Detection: minor >= 21 ? "priorKnowledge" : "upgrade",
    grpcFailsFast: minor >= 17,
  };
}
