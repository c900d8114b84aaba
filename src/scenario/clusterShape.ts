import { OBJECT_KINDS, PLANE_TIES } from "../model/clusterScenario.ts";
import { PROBE_TYPES } from "../model/probe.ts";
import { INSTANCE_SHAPE } from "./behaviourShape.ts";
import {
  ANY,
  choice,
  COUNT,
  DURATION,
  list,
  map,
  named,
  object,
  openObject,
  optional,
  required,
  TEXT,
} from "./shape.ts";
import type { ObjectShape, Shape } from "./shape.ts";

/** Fields and defaults mean what `src/model/clusterScenario.ts` says. */

const KIND: Shape = choice(...OBJECT_KINDS);
const PODS: Shape = list({ kind: "integer", minimum: 1 }, 1);

const OBJECT: ObjectShape = named(
  "object",
  openObject({
    apiVersion: optional(TEXT, "apps/v1, batch/v1, v1 or policy/v1."),
    kind: required(KIND, "What it is."),
    metadata: required(
      openObject({
        name: required(TEXT, "Its name; it is in namespace default."),
        labels: optional(map(TEXT), "Labels."),
        annotations: optional(map(TEXT), "Annotations."),
      }),
      "Its name and labels.",
    ),
    spec: required(map(ANY), "Its specification, as a manifest has it."),
  }),
);

export const OBJECTS_SHAPE: Shape = list(OBJECT, 1);

export const POD_BEHAVIOUR_SHAPE: Shape = list(
  object({
    pods: optional(PODS, "Numbers of pods in the order of their creation, from 1. Default: all."),
    container: optional(TEXT, "Name of the container. Default: all."),
    image: optional(TEXT, "Image of the container. Default: any."),
    instances: required(list(INSTANCE_SHAPE, 1), "Behaviour of instance 0, 1, …; the last repeats."),
  }),
);

export const OUTAGES_SHAPE: Shape = list(
  object({
    fromMs: required(DURATION, "Attempts that begin from here on; counted from the scenario's start."),
    toMs: required(DURATION, "And before this."),
    pods: optional(PODS, "Numbers of pods in the order of their creation, from 1. Default: all."),
    container: optional(TEXT, "Name of the container. Default: all."),
    probe: optional(choice(...PROBE_TYPES), "Default: probes of all types."),
    outcome: required(choice("ok", "fail", "error", "hang"), "What the attempts come to."),
    ms: optional(DURATION, "How long they take. Default 0."),
    output: optional(TEXT, "What the command prints."),
  }),
);

const AT_MS = required(DURATION, "When it happens.");
const WORKLOAD = required(TEXT, "Name of a Deployment or StatefulSet.");
const POD = required({ kind: "integer", minimum: 1 } as const, "Number of the pod in the order of creation, from 1.");

/** What users do to objects; by the word after `do`. */
export const CLUSTER_ACTIONS: Readonly<Record<string, ObjectShape>> = {
  apply: object({
    atMs: AT_MS,
    do: required(TEXT, "Creates the object, or replaces its spec and labels."),
    object: required(OBJECT, "The object."),
  }),
  deleteObject: object({
    atMs: AT_MS,
    do: required(TEXT, "Deletes an object, and then what belongs to it."),
    kind: required(KIND, "What it is."),
    name: required(TEXT, "Its name."),
  }),
  scale: object({
    atMs: AT_MS,
    do: required(TEXT, "Another number of replicas."),
    name: WORKLOAD,
    replicas: required(COUNT, "How many."),
  }),
  updateImage: object({
    atMs: AT_MS,
    do: required(TEXT, "Another image in the template: a rollout begins."),
    name: WORKLOAD,
    container: optional(TEXT, "Name of the container. Default: all."),
    image: required(TEXT, "The image."),
  }),
  rolloutRestart: object({
    atMs: AT_MS,
    do: required(TEXT, "As kubectl rollout restart does it."),
    name: WORKLOAD,
  }),
  pause: object({ atMs: AT_MS, do: required(TEXT, "Pauses a Deployment's rollout."), name: WORKLOAD }),
  resume: object({ atMs: AT_MS, do: required(TEXT, "Resumes a Deployment's rollout."), name: WORKLOAD }),
  deletePod: object({
    atMs: AT_MS,
    do: required(TEXT, "Deletes a pod that a controller made."),
    pod: POD,
    graceSeconds: optional(COUNT, "Default: the pod's; 0: force."),
  }),
  evictPod: object({
    atMs: AT_MS,
    do: required(TEXT, "Asks for a pod's eviction, which a PodDisruptionBudget may refuse."),
    pod: POD,
  }),
  setPodCondition: object({
    atMs: AT_MS,
    do: required(TEXT, "Another controller sets a condition of a pod that a controller made."),
    pod: POD,
    type: required(TEXT, "Type of the condition."),
    status: required(choice("True", "False", "Unknown"), "Its status; quote it."),
  }),
};

export const PLANE_TIE_SHAPE: Shape = object({
  atNs: required({ kind: "integer", minimum: 0 }, "When, in ns."),
  of: required(
    choice(...PLANE_TIES),
    "queues: the API server's step comes before what waited in controllers' queues; calls: those of ReplicaSets come by descending names.",
  ),
});
