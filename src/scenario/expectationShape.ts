import { END_CAUSES, SERVICE_COUNTS, WORKLOAD_COUNTS } from "../model/expectations.ts";
import { PROBE_TYPES } from "../model/probe.ts";
import { PROPERTY_IDS } from "../model/propertyIds.ts";
import { ATTEMPT_OUTCOMES } from "../model/trace.ts";
import { ANY, choice, EXIT_CODE, list, listOr, map, named, object, optional, required, TEXT } from "./shape.ts";
import type { Field, ObjectShape, Shape } from "./shape.ts";

/** Words mean what `src/model/expectations.ts` says. */

const COUNT_RANGE: Shape = { kind: "countRange" };
/** A lone time is that very millisecond. */
const TIME_RANGE: Shape = { kind: "timeRange", lone: "exactly" };
const MOMENT: Shape = { kind: "timeRange", lone: "atTheLatest" };

const STAY: ObjectShape = named(
  "stay",
  object({
    from: required(TIME_RANGE, "When it begins to be so."),
    to: optional(TIME_RANGE, "When it ends to be so. Default: it is still so at the end of the run."),
  }),
);
const STAYS: Shape = listOr(STAY, choice("never"));

const END: ObjectShape = object({
  at: optional(TIME_RANGE, "When the process is gone."),
  exitCode: optional(EXIT_CODE, "Its exit code."),
  by: optional(
    choice(...END_CAUSES),
    "Who ended it: its liveness or startup probe, itself, or the kubelet for another reason (stop).",
  ),
});

const ATTEMPTS: Shape = listOr(
  object({
    count: required(COUNT_RANGE, "How many."),
    during: optional(TIME_RANGE, "Those that begin then. Default: the whole run."),
    outcome: optional(choice(...ATTEMPT_OUTCOMES), "Those that come out so. Default: all."),
  }),
  COUNT_RANGE,
);

function byProbe(probes: readonly string[], shape: Shape): Shape {
  return object(Object.fromEntries(probes.map((probe) => [probe, optional(shape, `Of its ${probe} probe.`)])));
}

const READY_WORDS: Readonly<Record<string, Field>> = {
  readyBy: optional(MOMENT, "When it is ready for the first time; 46s: at the latest."),
  ready: optional(STAYS, "All the times during which it is ready, or never."),
  readyDuring: optional(TIME_RANGE, "Then it is ready all the time."),
  notReadyDuring: optional(TIME_RANGE, "Then it is ready at no moment."),
};

const CONTAINER: ObjectShape = named(
  "containerExpectations",
  object({
    restarts: optional(COUNT_RANGE, "Starts after the first: 2, 2..3, 3.. or ..3."),
    startedBy: optional(MOMENT, "When its status says started for the first time; 46s: at the latest."),
    started: optional(STAYS, "All the times during which its status says started, or never."),
    ...READY_WORDS,
    ends: optional(listOr(END, choice("never")), "How its instances end, in order; more may follow."),
    kills: optional(byProbe(["startup", "liveness"], COUNT_RANGE), "How often a probe has it killed."),
    restartDelays: optional(list(TIME_RANGE, 1), "From each end to the next start, in order; more may follow."),
    crashLoopBackOffs: optional(COUNT_RANGE, "How often its status begins to say CrashLoopBackOff."),
    attempts: optional(byProbe(PROBE_TYPES, ATTEMPTS), "How often its probes ask."),
  }),
);

const ENDPOINT: ObjectShape = named(
  "endpointExpectations",
  object({
    inBy: optional(MOMENT, "When the endpoint is in for the first time; 46s: at the latest."),
    in: optional(STAYS, "All the times during which the endpoint is in and ready, or never."),
    inDuring: optional(TIME_RANGE, "Then it is in all the time."),
    notInDuring: optional(TIME_RANGE, "Then it is in at no moment."),
    outWithin: optional(TIME_RANGE, "In when this begins, it goes out within it."),
    backWithin: optional(TIME_RANGE, "Out when this begins, it comes in within it."),
    draining: optional(STAYS, "All the times during which it is terminating and still serving, or never."),
  }),
);

const EVENT_WORDS: Readonly<Record<string, Field>> = {
  reason: required(TEXT, "Reason of the Kubernetes event, such as Unhealthy."),
  message: optional(TEXT, "Part of its message."),
  during: optional(TIME_RANGE, "Those recorded then. Default: the whole run."),
  count: optional(COUNT_RANGE, "How many. Default 1.. (at least one)."),
};
const EVENT: ObjectShape = object({ ...EVENT_WORDS, container: optional(TEXT, "Those of one container.") });

const POD_WORDS: Readonly<Record<string, Field>> = {
  restarts: optional(COUNT_RANGE, "Restarts of all containers together: 2, 2..3, 3.. or ..3."),
  ...READY_WORDS,
  phases: optional(
    list(choice("Pending", "Running", "Succeeded", "Failed", "Unknown"), 1),
    "All phases of the pod, in order.",
  ),
  conditions: optional(map(STAYS), "By type: all the times during which the condition is True, or never."),
  goneBy: optional(MOMENT, "When its API object is gone; 46s: at the latest."),
  events: optional(list(EVENT, 1), "Kubernetes events."),
  quietDuring: optional(TIME_RANGE, "Then nothing happens but attempts of probes that tell nothing new."),
  containers: optional(map(CONTAINER), "By container name."),
  endpoints: optional(map(ENDPOINT), "By service name."),
};

const CLIENT: ObjectShape = object({
  served: optional(COUNT_RANGE, "How many requests are served."),
  failed: optional(COUNT_RANGE, "How many requests fail for good."),
  toDying: optional(COUNT_RANGE, "How many go first to a process that had been told to stop."),
  failing: optional(STAYS, "All the times during which requests fail for good, or never."),
});

const LEVEL_WORDS: Readonly<Record<string, Field>> = {
  count: required(COUNT_RANGE, "How many."),
  during: optional(TIME_RANGE, "Then. Default: the whole run."),
};
const LEVELS: Shape = listOr(named("level", object(LEVEL_WORDS)), COUNT_RANGE);

function levels<Name extends string>(names: readonly Name[], texts: Readonly<Record<Name, string>>) {
  return Object.fromEntries(names.map((name) => [name, optional(LEVELS, texts[name])]));
}

const WORKLOAD: ObjectShape = named(
  "workloadExpectations",
  object({
    completeBy: optional(
      MOMENT,
      "When what was last asked of it is carried out, as kubectl rollout status waits for it.",
    ),
    complete: optional(STAYS, "All the times during which nothing is left to do, or never."),
    stalledBy: optional(MOMENT, "When its deadline has passed for the first time; 46s: at the latest."),
    stalled: optional(STAYS, "All the times during which its deadline has passed, or never."),
    conditions: optional(map(STAYS), "By type: all the times during which the condition is True, or never."),
    ...levels(WORKLOAD_COUNTS, {
      replicas: "Pods that count, as its status says: those on their way out do not.",
      updated: "Of the newest revision.",
      ready: "Ready.",
      available: "Ready for minReadySeconds.",
      unavailable: "Missing or not available.",
      terminating: "On their way out; from 1.35 on.",
    }),
    pods: optional(LEVELS, "Objects of its pods, also of those that are on their way out."),
    created: optional(
      listOr(
        object({
          count: required(COUNT_RANGE, "How many."),
          during: optional(TIME_RANGE, "Those created then. Default: the whole run."),
          image: optional(TEXT, "Those whose first container has this image."),
        }),
        COUNT_RANGE,
      ),
      "How many pods are created for it.",
    ),
    events: optional(list(object(EVENT_WORDS), 1), "Events of controllers about it and its ReplicaSets."),
  }),
);

const SERVICE: ObjectShape = named(
  "serviceExpectations",
  object({
    ...levels(SERVICE_COUNTS, {
      ready: "Endpoints in its slices that are ready.",
      notReady: "Endpoints in its slices that are not ready.",
      legacyReady: "Ready addresses in its Endpoints.",
      legacyNotReady: "Addresses in its Endpoints that are not ready.",
      used: "Endpoints that kube-proxy uses on some node.",
    }),
    reachable: optional(STAYS, "All the times during which kube-proxy uses an endpoint, or never."),
  }),
);

export const EXPECTATIONS_SHAPE: ObjectShape = named(
  "expectations",
  object({
    ...POD_WORDS,
    holds: optional(
      list(choice(...PROPERTY_IDS), 1),
      "Properties that the run keeps, known bugs of its release or not.",
    ),
    clients: optional(map(CLIENT), "By name of the clients: what they see."),
    pods: optional(
      map(named("podExpectations", object(POD_WORDS))),
      "By pod name, where there are several; beside objects by number, in the order of creation from 1.",
    ),
    workloads: optional(map(WORKLOAD), "Beside objects, by kind and name: deployment/web."),
    services: optional(map(SERVICE), "By service name: what it has as a whole."),
  }),
);

export const FLIP_SHAPE: ObjectShape = named(
  "flip",
  object({
    because: required(TEXT, "Why expect fails then, in words."),
    change: required(map(ANY), "New values by path, as pod.spec.containers[0].image; null takes away."),
    instead: optional(EXPECTATIONS_SHAPE, "What comes out then."),
  }),
);
