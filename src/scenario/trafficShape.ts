import { APP_FAULTS } from "../model/scenario.ts";
import { choice, DURATION, list, object, optional, required, TEXT } from "./shape.ts";
import type { Shape } from "./shape.ts";

/** Fields and defaults mean what `src/model/traffic.ts` says. */

const PER_SECOND: Shape = { kind: "integer", minimum: 1, maximum: 1_000_000, drawable: true };

const CLIENT: Shape = object({
  name: required(TEXT, "Name of these clients."),
  service: required(TEXT, "Name of the service that they ask."),
  perSecond: required(PER_SECOND, "Requests of all of them together, in a second."),
  fromMs: optional(DURATION, "When they begin. Default 0."),
  toMs: optional(DURATION, "When they end. Default: with the run."),
  path: optional(TEXT, "What they ask for. Default /."),
  timeoutMs: optional(DURATION, "How long they wait for an answer. Default 10s."),
  retries: optional(
    { kind: "integer", minimum: 0, maximum: 10 },
    "How often a failed request is tried again, at any endpoint. Default 0.",
  ),
  keepAliveMs: optional(DURATION, "How long a connection is used. Default: each request opens its own."),
  connections: optional({ kind: "integer", minimum: 1, maximum: 1000 }, "How many connections they keep. Default 10."),
});

const OVERLOAD: Shape = object({
  service: required(TEXT, "Name of the service whose pods can be asked too much."),
  abovePerSecond: required(PER_SECOND, "Attempts in a second that one pod still serves well."),
  state: required(choice("slow", "hang", "error", "starve"), "What the pod is like when it is asked more."),
  recoversMs: optional(DURATION, "How long it stays so after it is asked less again. Default 0."),
  ms: optional(DURATION, "How long an answer takes; slow needs it."),
  factor: optional(
    { kind: "integer", minimum: 1, maximum: 1_000_000, drawable: true },
    "How many times as long starve takes.",
  ),
  as: optional(choice(...APP_FAULTS), "What is wrong with the answer of error. Default unwell."),
  statusCode: optional(
    { kind: "integer", minimum: 200, maximum: 599, drawable: true },
    "HTTP status of error. Default 503.",
  ),
  dependency: optional(
    TEXT,
    "Who names it in dependsOn feels the overload of its pod. Default: the container that serves.",
  ),
});

export const TRAFFIC_SHAPE: Shape = object({
  clients: required(list(CLIENT, 1), "Who asks."),
  overload: optional(list(OVERLOAD, 1), "What becomes of pods that are asked too much."),
});
