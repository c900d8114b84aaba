import type { DeploymentCounts, DeploymentStrategy } from "../cluster/deployment/deployment.ts";
import { maxSurge, maxUnavailable, minAvailable, resolveFenceposts } from "../cluster/deployment/fenceposts.ts";
import { newReplicaSetSize } from "../cluster/deployment/newReplicaSetSize.ts";
import {
  hasProgressDeadline,
  isDeploymentComplete,
  isDeploymentProgressing,
  isDeploymentTimedOut,
} from "../cluster/deployment/progress.ts";
import type { IntOrPercent } from "../cluster/intOrPercent.ts";
import { availabilityRules, isPodAvailable } from "../cluster/podAvailability.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import { compareOutcomes } from "./compareOutcomes.ts";
import { listOf, numberOf, objectOf, textOf } from "./recordedObjects.ts";
import type { VectorKind } from "./vectorKind.ts";

function intOrPercentOf(value: JsonValue | undefined): IntOrPercent | undefined {
  return textOf(value) ?? (value === null || value === undefined ? undefined : numberOf(value));
}

function fencesOf(input: JsonObject): NonNullable<DeploymentStrategy["rollingUpdate"]> {
  const surge = intOrPercentOf(input["maxSurge"]);
  const unavailable = intOrPercentOf(input["maxUnavailable"]);
  return {
    ...(surge === undefined ? {} : { maxSurge: surge }),
    ...(unavailable === undefined ? {} : { maxUnavailable: unavailable }),
  };
}

function strategyOf(value: JsonValue | undefined): DeploymentStrategy {
  const strategy = objectOf(value);
  return { type: textOf(strategy["type"]) ?? "", rollingUpdate: fencesOf(strategy) };
}

/** Go leaves out what is zero. */
function countsOf(value: JsonValue | undefined): DeploymentCounts {
  const status = objectOf(value);
  const count = (key: string): number => numberOf(status[key] ?? 0);
  return {
    observedGeneration: count("observedGeneration"),
    replicas: count("replicas"),
    updatedReplicas: count("updatedReplicas"),
    readyReplicas: count("readyReplicas"),
    availableReplicas: count("availableReplicas"),
  };
}

function answerFenceposts(input: JsonObject): JsonObject {
  return { ...resolveFenceposts(fencesOf(input), numberOf(input["replicas"])) };
}

function answerStatus(input: JsonObject): JsonObject {
  const spec = { replicas: numberOf(input["replicas"]), strategy: strategyOf(input["strategy"]) };
  const after = countsOf(input["newStatus"]);
  return {
    DeploymentComplete: isDeploymentComplete(spec.replicas, numberOf(input["generation"]), after),
    DeploymentProgressing: isDeploymentProgressing(countsOf(input["oldStatus"]), after),
    MaxSurge: maxSurge(spec),
    MaxUnavailable: maxUnavailable(spec),
    MinAvailable: minAvailable(spec),
  };
}

function answerNewReplicaSet(input: JsonObject): JsonObject {
  const spec = { replicas: numberOf(input["replicas"]), strategy: strategyOf(input["strategy"]) };
  const sizes = listOf(input["replicaSets"]).map(numberOf);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const size = newReplicaSetSize(spec, numberOf(sizes[numberOf(input["newIndex"])]), total);
  return "error" in size ? { replicas: 0, error: size.error } : { replicas: size.value };
}

function answerTimedOut(input: JsonObject): JsonObject {
  const deadline = input["progressDeadlineSeconds"];
  const spec = typeof deadline === "number" ? { progressDeadlineSeconds: deadline } : {};
  const condition = isJsonObject(input["progressing"]) ? input["progressing"] : undefined;
  const progressing =
    condition === undefined
      ? undefined
      : {
          reason: textOf(condition["reason"]) ?? "",
          updatedMs: -1000 * numberOf(condition["secondsSinceLastUpdate"]),
        };
  return {
    DeploymentTimedOut: isDeploymentTimedOut(spec, progressing, 0),
    HasProgressDeadline: hasProgressDeadline(spec),
  };
}

function answerAvailable(input: JsonObject, release: KubernetesVersion): JsonObject {
  const ready = {
    status: textOf(input["ready"]) ?? "",
    ...(input["noTransitionTime"] === true ? {} : { sinceMs: -numberOf(input["msSinceReadyTransition"]) }),
  };
  const rules = availabilityRules(release);
  return { IsPodAvailable: isPodAvailable(ready, numberOf(input["minReadySeconds"]), 0, rules) };
}

/** The recorded functions by their names in Kubernetes. */
const ANSWERS: Readonly<Record<string, (input: JsonObject, release: KubernetesVersion) => JsonObject>> = {
  ResolveFenceposts: answerFenceposts,
  status: answerStatus,
  NewRSNewReplicas: answerNewReplicaSet,
  DeploymentTimedOut: answerTimedOut,
  IsPodAvailable: answerAvailable,
};

function answerOf(input: JsonObject): (typeof ANSWERS)[string] | undefined {
  return Object.hasOwn(ANSWERS, textOf(input["function"]) ?? "") ? ANSWERS[textOf(input["function"]) ?? ""] : undefined;
}

export const deploymentVectors: VectorKind = {
  family: "rollout",
  file: "deployment",
  recognises: ({ input }) => isJsonObject(input) && answerOf(input) !== undefined,
  compare({ value, expected }, release) {
    const input = objectOf(value["input"]);
    return compareOutcomes(expected, answerOf(input)?.(input, release));
  },
};
