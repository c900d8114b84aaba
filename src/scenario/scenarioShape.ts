import { PROBE_TYPES } from "../model/probe.ts";
import { EXPECTATIONS_SHAPE, FLIP_SHAPE } from "./expectationShape.ts";
import { POD_SHAPE, SERVICE_SHAPE } from "./podShape.ts";
import {
  ANY,
  BOOLEAN,
  choice,
  COUNT,
  DURATION,
  EXIT_CODE,
  list,
  map,
  named,
  object,
  optional,
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

const APP_SEGMENT: Shape = object({
  fromMs: required(DURATION, "Counted from the instance's start."),
  toMs: optional(DURATION, "Default: until the next segment."),
  state: required(
    choice("healthy", "slow", "hang", "refuse", "exit"),
    "hang: accepts connections and answers nothing; refuse: nothing listens; exit: the process ends.",
  ),
  ms: optional(DURATION, "How long an answer takes; slow needs it. Default 0."),
  exitCode: optional(EXIT_CODE, "Of exit. Default 1."),
});

const PROCESS_END: ObjectShape = object({
  afterMs: required(DURATION, "When the process ends."),
  code: required(EXIT_CODE, "Its exit code."),
});

const INSTANCE: Shape = object({
  createMs: optional(DURATION, "Duration of the runtime's create call. Default 0."),
  startMs: optional(DURATION, "Duration of the runtime's start call. Default 0."),
  startsMs: optional(DURATION, "Time the app needs before it serves; until then nothing listens. Default 0."),
  exit: optional(PROCESS_END, "Ends by itself this long after its start."),
  onTerm: optional(
    { kind: "wordOr", words: ["ignore"], other: PROCESS_END },
    "What SIGTERM does. Default: exits at once with 143.",
  ),
  app: optional(list(APP_SEGMENT), "How the app is over time; healthy before and between."),
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
});

const CONTAINERS: Shape = map(
  named(
    "containerBehaviour",
    object({ instances: required(list(INSTANCE, 1), "Behaviour of instance 0, 1, …; the last repeats.") }),
  ),
);

const AT_MS = required(DURATION, "When it happens.");
const POD_NAME = optional(TEXT, "Name of the pod, where there are several.");

const ACTION: Shape = {
  kind: "tagged",
  tag: "do",
  variants: {
    delete: object({
      atMs: AT_MS,
      do: required(TEXT, "Deletes the pod."),
      pod: POD_NAME,
      graceSeconds: optional(COUNT, "Default: the pod's; 0: force."),
    }),
    setCondition: object({
      atMs: AT_MS,
      do: required(TEXT, "Another controller sets a condition of the pod."),
      pod: POD_NAME,
      type: required(TEXT, "Type of the condition."),
      status: required(choice("True", "False", "Unknown"), "Its status; quote it."),
    }),
    setImage: object({
      atMs: AT_MS,
      do: required(TEXT, "A container of the pod gets another image, and is restarted."),
      pod: POD_NAME,
      container: required(TEXT, "Name of the container."),
      image: required(TEXT, "The image."),
    }),
    restartKubelet: object({
      atMs: AT_MS,
      do: required(TEXT, "The kubelet dies and a new one starts over the same containers."),
      node: optional(TEXT, "Default: the first node."),
      downMs: required(DURATION, "How long there is no kubelet."),
    }),
  },
};

const NODE: Shape = object({
  name: required(TEXT, "Name of the node."),
  zone: optional(TEXT, "For EndpointSlices."),
  kubeletUpMs: optional(DURATION, "Age of its kubelet at 0."),
});

const FIRST_KILL: Shape = object({
  atMs: required(DURATION, "When the sync kills."),
  pod: optional(TEXT, "Name of the pod. Default: every pod."),
  container: required(TEXT, "Name of the container."),
});

const SCENARIO_POD: Shape = object({
  pod: required(POD_SHAPE, "v1.Pod."),
  containers: optional(CONTAINERS, "Behaviour by container name."),
  atMs: optional(DURATION, "When the API server takes it. Default 0."),
  node: optional(TEXT, "Default: the first node."),
});

const PROPAGATION: Shape = {
  kind: "wordOr",
  words: ["ideal", "typical", "slow"],
  other: object({
    apiMs: required(DURATION, "From the kubelet's status to the API server."),
    endpointsMs: required(DURATION, "From the API server to the slice."),
    proxyMs: required(DURATION, "From the slice to the rules of kube-proxy."),
    endpointsBatchMs: optional(DURATION, "How long the endpoint controllers collect changes. Default 0."),
  }),
};

export const SCENARIO_SHAPE: ObjectShape = object({
  id: optional(TEXT, "Name of the scenario."),
  family: optional(TEXT, "Where a recorded scenario comes from; carried along."),
  description: optional(TEXT, "What it shows."),
  kubernetes: optional(TEXT, "Release, 1.36 or 1.35.4; quote it. Default: the newest."),
  gates: optional(map(BOOLEAN), "Feature gates by their real names."),
  pod: optional(POD_SHAPE, "The one pod, v1.Pod."),
  containers: optional(CONTAINERS, "Behaviour by container name; who is not named is healthy for ever."),
  pods: optional(list(SCENARIO_POD, 1), "Several pods instead of pod."),
  services: optional(list(SERVICE_SHAPE), "v1.Service."),
  nodes: optional(list(NODE, 1), "Default: one node, node."),
  actions: optional(list(ACTION), "What happens from outside."),
  untilMs: required(DURATION, "End of the run."),
  kubeletUpMs: optional(DURATION, "Age of the kubelet at 0. Default 1h."),
  wallMs: optional({ kind: "integer", minimum: 0, maximum: 999 }, "Sub-second part of the wall clock at 0. Default 0."),
  rand: optional({ kind: "fraction", minimum: 0, below: 1 }, "All random draws. Default 0."),
  sandboxMs: optional(DURATION, "Duration of RunPodSandbox. Default 0."),
  firstKills: optional(list(FIRST_KILL), "Which of several containers that one sync must kill comes first."),
  syncUs: optional(
    { kind: "integer", minimum: 0, multipleOf: 1000 },
    "Duration of generating a pod status in µs. Default 1000.",
  ),
  propagation: optional(PROPAGATION, "How long news take from the kubelet to kube-proxy. Default ideal."),
  context: optional(map(ANY), "What a platform's file does not say."),
  expect: optional(EXPECTATIONS_SHAPE, "What must come out."),
  failsWhen: optional(list(FLIP_SHAPE, 1), "What makes expect fail, each by itself: the proof that it can."),
});
