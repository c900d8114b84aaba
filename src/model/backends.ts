import type { HttpHeader, PortReference } from "./probe.ts";

/**
 * The servers and commands of a container: what they answer as long as the app is well. How the app is over time
 * (`InstanceBehaviour.app`) decides whether they get to answer at all.
 *
 * A probe finds its own by port or command. Of several entries that fit and have begun, the last in the list counts;
 * where none does, the probe gets a good answer.
 */
export interface Backends {
  readonly http?: readonly HttpBackend[];
  readonly tcp?: readonly TcpBackend[];
  readonly grpc?: readonly GrpcBackend[];
  readonly exec?: readonly ExecBackend[];
}

interface BackendEntry {
  /** From when on it holds, in ms of the instance. Default 0. */
  readonly fromMs?: number;
}

interface PortEntry extends BackendEntry {
  /** Number, or name of one of the container's ports. Default: every port. */
  readonly port?: PortReference;
}

/** How an HTTP server answers one path. Everything absent: 200 with an empty body, at once. */
export interface HttpRoute {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: readonly HttpHeader[];
  readonly body?: string;
  /** A Content-Length that need not be true; -1: none, the body ends with the connection. Default: the true one. */
  readonly contentLength?: number;
  /** The body comes in one chunk. */
  readonly chunked?: boolean;
  /** ms before the status line. */
  readonly delayMs?: number;
  /** ms between headers and body. */
  readonly bodyDelayMs?: number;
  /** ms before each byte of the body. */
  readonly dripMs?: number;
  /** After that many bytes of the body nothing comes any more, and the connection stays open. */
  readonly stallAfterBytes?: number;
  /** The connection is closed already then. Default: behind the body. */
  readonly close?: "request" | "headers";
  /** What ends the connection is a reset. */
  readonly reset?: boolean;
  /** These bytes instead of an answer. */
  readonly raw?: string;
}

export interface HttpServer {
  /** Default false. Certificates do not matter: the kubelet verifies none. */
  readonly tls?: boolean;
  /**
   * - `http1` (default): HTTP/1.1
   * - `http2`: HTTP/2 over TLS, where the client offers it; in clear text HTTP/1.1
   * - `http2InClearText`: HTTP/2 and nothing else, without TLS
   * - `http2InNameOnly`: agrees to HTTP/2 and speaks HTTP/1.1
   */
  readonly protocol?: "http1" | "http2" | "http2InClearText" | "http2InNameOnly";
  /** What a client gets that comes with TLS where there is none, or without where there is: 400, or nothing at all. Default true. */
  readonly answersWrongScheme?: boolean;
  /** Every connection is over as soon as it is open (with TLS: behind the handshake). */
  readonly hangsUp?: "close" | "reset";
  /** By path and query as in the request line; `*` for all others. A path that is not here gets 404. */
  readonly routes?: Readonly<Record<string, HttpRoute>>;
}

export interface HttpBackend extends HttpServer, PortEntry {}

export interface TcpBackend extends PortEntry {
  /** `filtered`: packets are lost; `backlog`: the listener's queue is full. A client cannot tell these two apart. Default `listening`. */
  readonly connection?: "listening" | "refused" | "filtered" | "backlog";
}

/** A status of `grpc.health.v1`, or the number of one that is not defined. */
export type GrpcServingStatus = "UNKNOWN" | "SERVING" | "NOT_SERVING" | "SERVICE_UNKNOWN" | number;

export const GRPC_CODES = [
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
] as const;
export type GrpcCode = (typeof GRPC_CODES)[number];

export interface RpcError {
  readonly code: GrpcCode;
  readonly message: string;
}

/** A gRPC server, as far as a health check sees it. */
export interface GrpcServer {
  /** Statuses by service; `""` is the server as a whole. A service that is not here is NOT_FOUND. Default: the server is SERVING. */
  readonly services?: Readonly<Record<string, GrpcServingStatus>>;
  /** Instead of any status. */
  readonly error?: RpcError;
  /** ms before each answer. */
  readonly delayMs?: number;
  readonly tls?: boolean;
  /** The health service is not registered. */
  readonly withoutHealth?: boolean;
}

export interface GrpcBackend extends GrpcServer, PortEntry {}

/** What a command does in the container. */
export interface ExecResult {
  /** Default 0. */
  readonly exitCode?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  /** How long it takes. At or above the timeout the runtime ends it. Default 0. */
  readonly ms?: number;
}

export interface ExecBackend extends ExecResult, BackendEntry {
  /** All its words. Default: every command. */
  readonly command?: readonly string[];
  /** The runtime's call fails instead, so that nothing counts; DEADLINE_EXCEEDED is a time-out. */
  readonly error?: RpcError;
}
