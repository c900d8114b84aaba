import type { ExecResult, RpcError } from "../../model/backends.ts";

/** What a container runtime says when a command is to be run in a container. */
export type ExecReply = ExecResult | ExecError | ExecRuntimeGone;

/** The runtime's call fails, so that nothing counts; DEADLINE_EXCEEDED is a time-out. */
export interface ExecError {
  readonly error: RpcError;
  readonly ms?: number;
}

/** Nobody answers at the runtime's socket. */
export interface ExecRuntimeGone {
  readonly runtimeGone: true;
  /** Path of the socket. */
  readonly socket: string;
}
