import type { AppFault } from "./scenario.ts";

/** Those who ask a service. Their requests are rates, shared evenly as kube-proxy does on average, and not simulated one by one. */
export interface TrafficClient {
  readonly name: string;
  readonly service: string;
  /** First attempts of all of them together, in a second; retries come on top. */
  readonly perSecond: number;
  /** Default 0. */
  readonly fromMs?: number;
  /** Default: the end of the run. */
  readonly toMs?: number;
  /** What they ask for, by which parts of an app are told. Default `/`. */
  readonly path?: string;
  /** How long they wait for an answer. Default 10 s. */
  readonly timeoutMs?: number;
  /** How often a failed request is tried again, at once, on a connection of its own. Default 0. */
  readonly retries?: number;
  /** How long a connection is used before another is opened. Absent: each request opens its own. */
  readonly keepAliveMs?: number;
  /** How many connections they keep. Default 10. */
  readonly connections?: number;
}

/** What becomes of a pod of a service that is asked too much. */
export interface PodOverload {
  readonly service: string;
  /** Attempts in a second that one pod still serves well, retries included. */
  readonly abovePerSecond: number;
  readonly state: "slow" | "hang" | "error" | "starve";
  /** How long it stays so after it is asked less again. Default 0. */
  readonly recoversMs?: number;
  /** Of `slow`, needed there. */
  readonly ms?: number;
  /** Of `starve`, needed there. */
  readonly factor?: number;
  /** Of `error`. Default `unwell`. */
  readonly as?: AppFault;
  /** Of `error` as `unwell`. Default 503. */
  readonly statusCode?: number;
  /**
   * Name under which the pod's own overload is a dependency: who names it in `dependsOn`, a container or a part of one, feels
   * it. Absent: the whole container that serves does.
   */
  readonly dependency?: string;
}

export interface Traffic {
  readonly clients: readonly TrafficClient[];
  readonly overload?: readonly PodOverload[];
}

/**
 * How a request can fail.
 * - `noEndpoint`: the service had none, and kube-proxy refused it
 * - `refused`: nothing listened
 * - `error`: the app answered that something was wrong
 * - `timeout`: no answer within the client's time
 * - `cut`: the process ended before it had answered
 */
export const REQUEST_FAILURES = ["noEndpoint", "refused", "error", "timeout", "cut"] as const;
export type RequestFailure = (typeof REQUEST_FAILURES)[number];

/** Requests that failed for good, by how their first attempt did. Only what occurred. */
export type FailureCounts = Readonly<Partial<Record<RequestFailure, number>>>;

/** A time in which requests failed, in the same ways throughout. */
export interface FailingStretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly requests: number;
  readonly failed: FailureCounts;
}

/** What the clients of one name saw. Numbers of requests are expected values and need not be whole. */
export interface ClientSummary {
  readonly client: string;
  readonly service: string;
  readonly requests: number;
  readonly served: number;
  readonly failed: FailureCounts;
  /** First attempts at a process that had been told to stop. */
  readonly toDying: number;
  /** First attempts that failed and were tried again. */
  readonly retried: number;
  readonly failing: readonly FailingStretch[];
}
