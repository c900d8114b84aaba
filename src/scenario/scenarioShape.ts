import { CONTAINERS_SHAPE, DEPENDENCIES_SHAPE } from "./behaviourShape.ts";
import { CONTEXT_SHAPE } from "./contextShape.ts";
import { CLUSTER_ACTIONS, OBJECTS_SHAPE, OUTAGES_SHAPE, PLANE_TIE_SHAPE, POD_BEHAVIOUR_SHAPE } from "./clusterShape.ts";
import { EXPECTATIONS_SHAPE, FLIP_SHAPE } from "./expectationShape.ts";
import { POD_SHAPE, SERVICE_SHAPE } from "./podShape.ts";
import { ANY, BOOLEAN, choice, DRAWN_COUNT, DURATION, list, map, object, optional, required, TEXT } from "./shape.ts";
import type { ObjectShape, Shape } from "./shape.ts";
import { TRAFFIC_SHAPE } from "./trafficShape.ts";

/** Fields and defaults mean what `src/model/scenario.ts` says. */

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
      graceSeconds: optional(DRAWN_COUNT, "Default: the pod's; 0: force."),
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
    ...Object.fromEntries(
      Object.entries({
        disconnectNode: "Nothing passes between the node's kubelet and the API server.",
        suspendNode: "The machine is suspended, and all that it waits for comes as much later.",
        failExec: "The node's container runtime answers no command.",
      }).map(([word, description]) => [
        word,
        object({
          atMs: AT_MS,
          do: required(TEXT, description),
          node: optional(TEXT, "Default: all nodes."),
          forMs: required(DURATION, "How long."),
        }),
      ]),
    ),
    ...CLUSTER_ACTIONS,
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
  containers: optional(CONTAINERS_SHAPE, "Behaviour by container name."),
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

const SEED: Shape = { kind: "integer", minimum: 0 };

const BEHAVIOUR_FIELDS = {
  containers: optional(CONTAINERS_SHAPE, "Behaviour by container name; who is not named is healthy for ever."),
  dependencies: optional(DEPENDENCIES_SHAPE, "What apps consult, by name; counted from the scenario's start."),
  actions: optional(list(ACTION), "What happens from outside."),
  seed: optional(SEED, "What ranges and distributions are drawn with. Default 0."),
};

/** What a file says of how apps behave that a manifest goes with. */
export const BEHAVIOUR_SHAPE: ObjectShape = object({
  ...BEHAVIOUR_FIELDS,
  untilMs: optional(DURATION, "End of the run. Default 10m."),
});

export const SCENARIO_SHAPE: ObjectShape = object({
  id: optional(TEXT, "Name of the scenario."),
  family: optional(TEXT, "Where a recorded scenario comes from; carried along."),
  description: optional(TEXT, "What it shows."),
  kubernetes: optional(TEXT, "Release, 1.36 or 1.35.4; quote it. Default: the newest."),
  gates: optional(map(BOOLEAN), "Feature gates by their real names."),
  pod: optional(POD_SHAPE, "The one pod, v1.Pod."),
  manifest: optional(ANY, "Instead of pod: what makes it, as a user would apply it; one object, or a list of several."),
  containers: BEHAVIOUR_FIELDS.containers,
  pods: optional(list(SCENARIO_POD, 1), "Several pods instead of pod."),
  dependencies: BEHAVIOUR_FIELDS.dependencies,
  services: optional(list(SERVICE_SHAPE), "v1.Service."),
  traffic: optional(TRAFFIC_SHAPE, "Who asks the services, and what that does to their pods."),
  objects: optional(
    OBJECTS_SHAPE,
    "What users have applied at 0; controllers make the pods. Instead of pods and services.",
  ),
  behaviour: optional(POD_BEHAVIOUR_SHAPE, "Beside objects: how containers behave; the first that fits holds."),
  outages: optional(OUTAGES_SHAPE, "Beside objects: what attempts get meanwhile; the first that fits holds."),
  callMs: optional(DURATION, "Beside objects: duration of a write to the API server. Default 0."),
  watchMs: optional(DURATION, "Beside objects: from a write to those who watch. Default 0."),
  endpointBatchMs: optional(DURATION, "Beside objects: how long the endpoint controllers collect changes. Default 0."),
  otherOrders: optional(list(PLANE_TIE_SHAPE), "Beside objects: instants at which chance is to decide otherwise."),
  nodes: optional(list(NODE, 1), "Default: one node, node."),
  actions: BEHAVIOUR_FIELDS.actions,
  untilMs: required(DURATION, "End of the run."),
  kubeletUpMs: optional(DURATION, "Age of the kubelet at 0. Default 1h."),
  wallMs: optional(
    { kind: "integer", minimum: 0, maximum: 999, drawable: true },
    "Sub-second part of the wall clock at 0. Default 0.",
  ),
  seed: BEHAVIOUR_FIELDS.seed,
  rand: optional({ kind: "fraction", minimum: 0, below: 1 }, "All random draws. Default 0."),
  sandboxMs: optional(DURATION, "Duration of RunPodSandbox. Default 0."),
  firstKills: optional(list(FIRST_KILL), "Which of several containers that one sync must kill comes first."),
  syncUs: optional(
    { kind: "integer", minimum: 0, multipleOf: 1000 },
    "Duration of generating a pod status in µs. Default 1000.",
  ),
  propagation: optional(PROPAGATION, "How long news take from the kubelet to kube-proxy. Default ideal."),
  guest: optional(TEXT, "A module whose export guests answers probes. It is code: run asks for it by --guest."),
  context: optional(CONTEXT_SHAPE, "What a platform's file does not say, by the names of the flags."),
  assumptions: optional(list(TEXT), "What was taken for granted and nothing backs; every report names it."),
  replay: optional(
    object({
      tool: required(TEXT, "Version of probewise."),
      traceHash: required(TEXT, "SHA-256 over the trace's events."),
      scenarioHash: required(TEXT, "SHA-256 over the scenario without this record."),
      orchestrator: optional(TEXT, "Who ran it. Default: the engine."),
    }),
    "What the scenario came to when it was found; probewise replay compares.",
  ),
  expect: optional(EXPECTATIONS_SHAPE, "What must come out."),
  failsWhen: optional(list(FLIP_SHAPE, 1), "What makes expect fail, each by itself: the proof that it can."),
});
