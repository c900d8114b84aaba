import type { GrpcCode } from "./grpcServer.ts";

/** What a container runtime says when a command is to be run in a container. */
export type ExecReply = ExecResult | ExecError | ExecRuntimeGone;

/** The command ran. */
export interface ExecResult {
  /** Default 0. */
  readonly exitCode?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  /** How long it takes. At or above the timeout the runtime ends it. Default 0. */
  readonly ms?: number;
}

/** The runtime's call fails, so that nothing counts; DEADLINE_EXCEEDED is a time-out. */
export interface ExecError {
  readonly error: { readonly code: GrpcCode; readonly message: string };
  readonly ms?: number;
}

/** Nobody answers at the runtime's socket. */
export interface ExecRuntimeGone {
  readonly runtimeGone: true;
  /** Path of the socket. */
  readonly socket: string;
}
