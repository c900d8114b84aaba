import { BACKENDS_SHAPE } from "./backendsShape.ts";
import { PROBE_TYPES } from "../model/probe.ts";
import { APP_FAULTS, APP_STATES, FAILING_STATES } from "../model/scenario.ts";
import {
  choice,
  COUNT,
  DURATION,
  EXIT_CODE,
  list,
  map,
  named,
  object,
  optional,
  PORT,
  required,
  TEXT,
} from "./shape.ts";
import type { ObjectShape, Shape } from "./shape.ts";

/** Fields and defaults mean what `src/model/scenario.ts` says. */

const PROBE_SEGMENT: Shape = object({
  fromMs: required(DURATION, "Counted from the instance's start."),
  outcome: required(
    choice("ok", "fail", "error", "hang"),
    "error: the runtime's call fails and nothing counts; hang: nothing comes until the time-out.",
  ),
  ms: optional(DURATION, "How long the attempt takes. At or above the timeout it is a time-out. Default 0."),
  output: optional(TEXT, "What the command prints."),
});

const APP_SEGMENT: Shape = named(
  "appSegment",
  object({
    fromMs: required(DURATION, "Counted from the instance's start; in clock and dependencies from the scenario's."),
    toMs: optional(DURATION, "When it is over, counted as fromMs. Default: with the next segment."),
    forMs: optional(DURATION, "How long it lasts, instead of toMs."),
    state: required(
      choice(...APP_STATES),
      "hang: accepts connections and answers nothing; refuse: nothing listens; blackhole: packets are lost; error: answers that something is wrong; flap: fails and recovers in turn; starve: all takes longer; crash, oom, exit: the process ends.",
    ),
    ms: optional(DURATION, "How long an answer takes; slow needs it. Default: answerMs."),
    exitCode: optional(EXIT_CODE, "Of exit (default 1) and crash (default 139)."),
    as: optional(choice(...APP_FAULTS), "What is wrong with the answer of error. Default unwell."),
    statusCode: optional(
      { kind: "integer", minimum: 200, maximum: 599, drawable: true },
      "HTTP status of error as unwell. Default 503.",
    ),
    factor: optional(
      { kind: "integer", minimum: 1, maximum: 1_000_000, drawable: true },
      "How many times as long starve takes.",
    ),
    okMs: optional(DURATION, "How long flap and warm-up are healthy in between."),
    failingMs: optional(DURATION, "How long flap and warm-up fail."),
    failing: optional(choice(...FAILING_STATES), "How flap and warm-up fail. Default error."),
  }),
);

const SEGMENTS = list(APP_SEGMENT);

const PART: Shape = named(
  "appPart",
  object({
    probe: optional(choice(...PROBE_TYPES), "Only probes of this type."),
    path: optional(TEXT, "Only HTTP probes of this path, as the probe writes it."),
    port: optional(PORT, "Only probes of this port, as the probe writes it."),
    service: optional(TEXT, "Only gRPC probes of this service."),
    command: optional(TEXT, "Only exec probes of this command, its words joined by spaces."),
    instance: optional(COUNT, "Only in this instance, counted from 0."),
    app: optional(SEGMENTS, "How the part is, counted from the instance's start."),
    clock: optional(SEGMENTS, "How the part is, counted from the scenario's start."),
    dependsOn: optional(list(TEXT), "Dependencies that the part consults for every answer."),
  }),
);

const PROCESS_END: ObjectShape = object({
  afterMs: required(DURATION, "When the process ends."),
  code: required(EXIT_CODE, "Its exit code."),
});

export const INSTANCE_SHAPE: Shape = named(
  "instance",
  object({
    createMs: optional(DURATION, "Duration of the runtime's create call. Default 0."),
    startMs: optional(DURATION, "Duration of the runtime's start call. Default 0."),
    startsMs: optional(DURATION, "Time the app needs before it serves; until then nothing listens. Default 0."),
    answerMs: optional(DURATION, "How long a healthy answer takes, of the app or of a command. Default 0."),
    exit: optional(PROCESS_END, "Ends by itself this long after its start."),
    onTerm: optional(
      { kind: "wordOr", words: ["ignore"], other: PROCESS_END },
      "What SIGTERM does. Default: exits at once with 143.",
    ),
    app: optional(SEGMENTS, "How the app is over time; healthy before and between."),
    backends: optional(BACKENDS_SHAPE, "What its servers and commands answer while the app is well."),
    probes: optional(
      object(
        Object.fromEntries(
          PROBE_TYPES.map((type) => [
            type,
            optional(list(PROBE_SEGMENT), "What its attempts get, whatever the app does."),
          ]),
        ),
      ),
      "Overrides app for one probe type.",
    ),
  }),
);

export const CONTAINERS_SHAPE: Shape = map(
  named(
    "containerBehaviour",
    object({
      instances: optional(
        list(INSTANCE_SHAPE, 1),
        "Behaviour of instance 0, 1, …; the last repeats. Default: healthy.",
      ),
      clock: optional(SEGMENTS, "How the app is by the clock of the scenario, whichever instance runs."),
      parts: optional(list(PART), "What has troubles of its own: a path, a port, a service, a command, a probe."),
      dependsOn: optional(list(TEXT), "Dependencies that the app consults for every answer."),
    }),
  ),
);

export const DEPENDENCIES_SHAPE: Shape = map(SEGMENTS);
