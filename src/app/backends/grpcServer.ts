/** A gRPC server, as far as a health check sees it. */
export interface GrpcServer {
  /** Statuses by service; `""` is the server as a whole. A service that is not here is NOT_FOUND. */
  readonly services: Readonly<Record<string, GrpcServingStatus>>;
  /** Instead of any status. */
  readonly error?: { readonly code: GrpcCode; readonly message: string };
  /** ms before each answer. */
  readonly delayMs?: number;
  readonly tls?: boolean;
  /** The health service is not registered. */
  readonly withoutHealth?: boolean;
  /** Nothing listens before. */
  readonly opensAtMs?: number;
}

/** A status of `grpc.health.v1`, or the number of one that is not defined. */
export type GrpcServingStatus = "UNKNOWN" | "SERVING" | "NOT_SERVING" | "SERVICE_UNKNOWN" | number;

/** How Go writes the codes of gRPC, by their names in protocols. */
export const GRPC_CODES = {
  CANCELLED: "Canceled",
  UNKNOWN: "Unknown",
  INVALID_ARGUMENT: "InvalidArgument",
  DEADLINE_EXCEEDED: "DeadlineExceeded",
  NOT_FOUND: "NotFound",
  ALREADY_EXISTS: "AlreadyExists",
  PERMISSION_DENIED: "PermissionDenied",
  RESOURCE_EXHAUSTED: "ResourceExhausted",
  FAILED_PRECONDITION: "FailedPrecondition",
  ABORTED: "Aborted",
  OUT_OF_RANGE: "OutOfRange",
  UNIMPLEMENTED: "Unimplemented",
  INTERNAL: "Internal",
  UNAVAILABLE: "Unavailable",
  DATA_LOSS: "DataLoss",
  UNAUTHENTICATED: "Unauthenticated",
} as const;

export type GrpcCode = keyof typeof GRPC_CODES;

/** An error of gRPC in Go's words. */
export function rpcErrorText(code: GrpcCode, message: string): string {
  return `rpc error: code = ${GRPC_CODES[code]} desc = ${message}`;
}
