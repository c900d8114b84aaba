import { GRPC_CODES } from "../model/backends.ts";
import {
  BOOLEAN,
  choice,
  COUNT,
  DURATION,
  EXIT_CODE,
  list,
  map,
  object,
  optional,
  PORT,
  required,
  TEXT,
} from "./shape.ts";
import type { Field, Shape } from "./shape.ts";

/** Fields and defaults mean what `src/model/backends.ts` says. */

const FROM_MS: Field = optional(DURATION, "From when on it holds, counted from the instance's start. Default 0.");
const PORT_ENTRY = {
  port: optional(PORT, "Number, or name of one of the container's ports. Default: every port."),
  fromMs: FROM_MS,
};

const HEADER: Shape = object({
  name: required(TEXT, "Name of the header."),
  value: optional(TEXT, "Its value."),
});

const ROUTE: Shape = object({
  status: optional({ kind: "integer", minimum: 100, maximum: 999 }, "Default 200."),
  headers: optional(list(HEADER), "Besides the length of the body."),
  body: optional(TEXT, "The body."),
  contentLength: optional({ kind: "integer", minimum: -1 }, "A length that need not be true; -1: none is told."),
  chunked: optional(BOOLEAN, "The body comes in one chunk."),
  delayMs: optional(DURATION, "Before the status line."),
  bodyDelayMs: optional(DURATION, "Between headers and body."),
  dripMs: optional(DURATION, "Before each byte of the body."),
  stallAfterBytes: optional(COUNT, "After that many bytes of the body nothing comes any more."),
  close: optional(choice("request", "headers"), "The connection is closed already then."),
  reset: optional(BOOLEAN, "What ends the connection is a reset."),
  raw: optional(TEXT, "These bytes instead of an answer."),
});

const HTTP: Shape = object({
  ...PORT_ENTRY,
  tls: optional(BOOLEAN, "Default false."),
  protocol: optional(
    choice("http1", "http2", "http2InClearText", "http2InNameOnly"),
    "http2: over TLS, where the client offers it; http2InNameOnly: agrees to it and speaks HTTP/1.1. Default http1.",
  ),
  answersWrongScheme: optional(BOOLEAN, "TLS where there is none, or the other way round, is answered. Default true."),
  hangsUp: optional(choice("close", "reset"), "Every connection is over as soon as it is open."),
  routes: optional(map(ROUTE), "By path and query; * for all others. A path that is not here gets 404."),
});

const TCP: Shape = object({
  ...PORT_ENTRY,
  connection: optional(
    choice("listening", "refused", "filtered", "backlog"),
    "filtered: packets are lost; backlog: the listener's queue is full. Default listening.",
  ),
});

const RPC_ERROR: Shape = object({
  code: required(choice(...GRPC_CODES), "The gRPC code."),
  message: required(TEXT, "Its message."),
});

const SERVING_STATUS = choice("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN");

const GRPC: Shape = object({
  ...PORT_ENTRY,
  services: optional(map(SERVING_STATUS), 'Statuses by service; "" is the server as a whole, and SERVING by default.'),
  error: optional(RPC_ERROR, "Instead of any status."),
  delayMs: optional(DURATION, "Before each answer."),
  tls: optional(BOOLEAN, "Default false."),
  withoutHealth: optional(BOOLEAN, "The health service is not registered."),
});

const EXEC: Shape = object({
  command: optional(list(TEXT), "All its words. Default: every command."),
  fromMs: FROM_MS,
  exitCode: optional(EXIT_CODE, "Default 0."),
  stdout: optional(TEXT, "What it prints."),
  stderr: optional(TEXT, "What it complains of; comes behind stdout."),
  ms: optional(DURATION, "How long it takes. At or above the timeout it is a time-out. Default 0."),
  error: optional(RPC_ERROR, "The runtime's call fails instead, and nothing counts."),
});

export const BACKENDS_SHAPE: Shape = object({
  http: optional(list(HTTP), "HTTP servers."),
  tcp: optional(list(TCP), "What becomes of connections."),
  grpc: optional(list(GRPC), "gRPC servers with health checks."),
  exec: optional(list(EXEC), "Commands."),
});
