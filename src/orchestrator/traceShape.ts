import { PROBE_TYPES } from "../model/probe.ts";
import { ATTEMPT_OUTCOMES } from "../model/trace.ts";
import {
  BOOLEAN,
  choice,
  COUNT,
  INTEGER,
  list,
  map,
  named,
  object,
  optional,
  orNull,
  required,
  TEXT,
} from "../scenario/shape.ts";
import type { Field, ObjectShape, Shape } from "../scenario/shape.ts";

/** Fields mean what `src/model/trace.ts` says. */

const SECOND = "In ms of virtual time; the API keeps whole seconds of the wall clock, so it may lie up to 999 ms back.";

const CONDITION: ObjectShape = named(
  "condition",
  object({
    status: required(TEXT, "True, False or Unknown."),
    reason: optional(TEXT, "One word for why."),
    message: optional(TEXT, "What people read."),
    since: required(INTEGER, `When the status last changed. ${SECOND}`),
    observedGeneration: optional(COUNT, "Generation of the pod that was looked at."),
  }),
);

const STATE: Readonly<Record<string, Field>> = {
  state: required(choice("waiting", "running", "terminated"), "Which of the three states it is in."),
  reason: optional(TEXT, "Such as CrashLoopBackOff."),
  message: optional(TEXT, "What people read."),
  exit: optional(INTEGER, "Exit code of what is terminated."),
  started: optional(BOOLEAN, "Whether it counts as started."),
  ready: required(BOOLEAN, "Whether it counts as ready."),
  restarts: required(COUNT, "restartCount."),
  n: optional(INTEGER, "Number of the instance, from 0."),
  startedAt: optional(INTEGER, SECOND),
  finishedAt: optional(INTEGER, SECOND),
};

const CONTAINER: ObjectShape = named(
  "containerStatus",
  object({ ...STATE, last: optional(object(STATE), "lastState; its ready and restarts mean nothing.") }),
);

const COMMON: Readonly<Record<string, Field>> = {
  t: required(COUNT, "When, in ms since the scenario's start. Of things that last: when they begin."),
  step: optional(COUNT, "Number of the event in the trace, from 1; it is the place in the list in any case."),
  cause: optional(COUNT, "Step that led to this one."),
  pod: optional(TEXT, "Name of the pod. Default: the scenario's only one, of events that concern pods."),
};

const C = required(TEXT, "Name of the container; empty for nobody's.");
const N = required(INTEGER, "Number of its instance, from 0; -1 for nobody's.");
const END = optional(COUNT, "When it ended. Absent: not before the run did.");
const SERVICE = required(TEXT, "Name of the service.");
const NAMES: Shape = list(TEXT);

const KINDS: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  sync: { fn: required(choice("SyncPod", "SyncTerminatingPod", "SyncTerminatedPod"), "What the pod worker began.") },
  status: {
    src: required(
      choice("sync", "readiness", "startup", "terminate"),
      "What changed the status that the kubelet holds.",
    ),
    phase: optional(TEXT, "The new phase; absent: as it was."),
    conditions: optional(map(orNull(CONDITION)), "Those that changed, by type; null: gone."),
    containers: optional(map(orNull(CONTAINER)), "Those that changed, by name; null: gone."),
  },
  patch: {},
  probe: {
    c: C,
    n: N,
    probe: required(choice(...PROBE_TYPES), "Type of the probe."),
    end: END,
    out: optional(choice(...ATTEMPT_OUTCOMES), "What the attempt came to."),
  },
  hook: { c: C, n: N, end: END, out: optional({ kind: "port" }, "Exit code, or a word as of probes.") },
  create: { c: C, n: N, end: END },
  start: { c: C, n: N },
  exit: {
    c: C,
    n: N,
    code: required(INTEGER, "Exit code."),
    by: required(choice("self", "term", "kill", "sandboxStop", "remove"), "What ended it."),
  },
  remove: { c: C, n: N },
  stop: { c: C, n: N, timeout: required(INTEGER, "Grace period in seconds that the runtime is given.") },
  sandboxRun: { end: END },
  sandboxStop: {},
  sandboxRemove: {},
  event: {
    type: required(choice("Normal", "Warning"), "As of the Kubernetes event."),
    reason: required(TEXT, "Such as Unhealthy."),
    message: required(TEXT, "What people read."),
    path: optional(TEXT, "Such as spec.containers{app}."),
  },
  action: { do: required(TEXT, "Word of the scenario's action.") },
  kubeletStart: { node: optional(TEXT, "Whose kubelet.") },
  apiRemoved: { by: required(choice("kubelet", "user"), "Who removed the pod from the API.") },
  slice: {
    svc: SERVICE,
    name: required(TEXT, "Name of the EndpointSlice."),
    pods: required(map(TEXT), "Pod to letters: r ready, s serving, t terminating."),
  },
  endpoints: {
    svc: SERVICE,
    ready: required(NAMES, "Pods whose address is ready."),
    notReady: required(NAMES, "The others."),
  },
  proxy: { svc: SERVICE, use: required(NAMES, "Pods that get traffic.") },
};

const EVENT: Shape = {
  kind: "tagged",
  tag: "kind",
  variants: Object.fromEntries(
    Object.entries(KINDS).map(([kind, fields]) => [
      kind,
      object({ kind: required(choice(kind), "What happened."), ...COMMON, ...fields }),
    ]),
  ),
};

/** One line of an orchestrator: what became of the scenario with this id. */
export const ANSWER_SHAPE: ObjectShape = object({
  id: required(TEXT, "The scenario's."),
  kubernetes: optional(TEXT, "Release whose behaviour this is, such as 1.36.3. Default: the scenario's."),
  events: optional(list(EVENT), "The trace, in order of time."),
  unsupported: optional(TEXT, "Instead of events: what the orchestrator does not know. Not a fault."),
  error: optional(TEXT, "Instead of events: why there is no trace."),
});
