import type { SentRequest } from "../app/clients/httpRequest.ts";
import type { ExecResult, GrpcServingStatus } from "../model/backends.ts";

/**
 * The guests of one run, by container name; in all pods that have such a container. Called once for each run, so that
 * what it creates begins anew with every run: repeated runs are equal.
 */
export type Guests = () => Readonly<Record<string, Guest>>;

/**
 * An app written in code: called when an instance of its container starts, and again for each restart. What it keeps
 * in closures is the memory of that process; what must outlive a restart belongs into `Guests`.
 *
 * All of it runs on virtual time: `setTimeout`, `setInterval`, `Date` and `performance` are the simulation's while it
 * runs, `Date.now()` counts from 0. Nothing else may be waited for (files, sockets, other processes): it would take
 * real time, and a run would not come out twice alike.
 */
export type Guest = (instance: GuestInstance) => GuestApp;

/** One start of a container. */
export interface GuestInstance {
  readonly pod: string;
  readonly container: string;
  /** 0 for the first start of the container in its pod. */
  readonly instance: number;
  /** Aborted when the process ends: what it does in the background has to end then. */
  readonly signal: AbortSignal;
}

/**
 * Answers the probes of one instance; probes without a function here get what the scenario says. A function is asked
 * wherever the scenario lets the app answer as it should and at once: its failures, slow answers and starting times
 * come first.
 */
export interface GuestApp {
  /** Answers one request of an HTTP probe: each of them, where redirects are followed. */
  readonly http?: (request: SentRequest, attempt: GuestAttempt) => GuestHttpAnswer | Promise<GuestHttpAnswer>;
  /** Runs the command of an exec probe. How long it takes is when it answers. */
  readonly exec?: (command: readonly string[], attempt: GuestAttempt) => GuestExecAnswer | Promise<GuestExecAnswer>;
  /** Takes the connection of a TCP probe. Who does not answer is behind a filter. */
  readonly tcp?: (port: number, attempt: GuestAttempt) => GuestTcpAnswer | Promise<GuestTcpAnswer>;
  /** Answers the health check of a service; the empty name is the server as a whole. */
  readonly grpc?: (service: string, attempt: GuestAttempt) => GuestGrpcAnswer | Promise<GuestGrpcAnswer>;
}

export type GuestExecAnswer = Omit<ExecResult, "ms">;
export type GuestTcpAnswer = "accepted" | "refused";
/** `refused`: nothing listens, which a gRPC client notices only at its timeout. */
export type GuestGrpcAnswer = GrpcServingStatus | "refused";

/** What a `Response` has, so that one will do. */
export interface GuestHttpAnswer {
  /** 0, as of `Response.error()`: nothing listens. */
  readonly status: number;
  readonly headers?: Iterable<readonly [name: string, value: string]>;
  readonly body?: string | ReadableStream<Uint8Array> | null;
}

/** One attempt of a probe. */
export interface GuestAttempt {
  readonly probe: "startup" | "liveness" | "readiness";
  /** Aborted when nobody waits for the answer any more: at the probe's timeout, or when the container has died. */
  readonly signal: AbortSignal;
}
