import type { Container, ContainerRestartRule } from "../model/container.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";
import type { PodSpec } from "../model/pod.ts";
import type { ContainerState, ContainerStatus, PodCondition, TerminatedState } from "../model/status.ts";

/** The parts of Kubernetes' own JSON that vectors hold, as types of the model. Throws an Error on what no recording holds. */

export function objectOf(value: JsonValue | undefined): JsonObject {
  if (!isJsonObject(value)) throw new Error(`a vector holds ${JSON.stringify(value)} where an object belongs`);
  return value;
}

/** Go writes an empty list as null or leaves it out. */
export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return isJsonArray(value) ? value : [];
}

export function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function numberOf(value: JsonValue | undefined): number {
  if (typeof value !== "number") throw new Error(`a vector holds ${JSON.stringify(value)} where a number belongs`);
  return value;
}

function booleanOf(value: JsonValue | undefined): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

function restartRuleOf(value: JsonValue): ContainerRestartRule {
  const { action, exitCodes } = objectOf(value);
  const rule = { action: textOf(action) ?? "" };
  if (!isJsonObject(exitCodes)) return rule;
  return {
    ...rule,
    exitCodes: { operator: textOf(exitCodes["operator"]) ?? "", values: listOf(exitCodes["values"]).map(numberOf) },
  };
}

/** Name and restart policy of a container: all that the functions that were recorded look at. */
export function containerOf(value: JsonValue): Container {
  const { name, restartPolicy, restartPolicyRules } = objectOf(value);
  const policy = textOf(restartPolicy);
  return {
    name: textOf(name) ?? "",
    ...(policy === undefined ? {} : { restartPolicy: policy }),
    restartPolicyRules: listOf(restartPolicyRules).map(restartRuleOf),
  };
}

export function podSpecOf(value: JsonValue | undefined): PodSpec {
  const spec = objectOf(value);
  const policy = textOf(spec["restartPolicy"]);
  return {
    ...(policy === undefined ? {} : { restartPolicy: policy }),
    initContainers: listOf(spec["initContainers"]).map(containerOf),
    containers: listOf(spec["containers"]).map(containerOf),
    readinessGates: listOf(spec["readinessGates"]).map((gate) => ({
      conditionType: textOf(objectOf(gate)["conditionType"]) ?? "",
    })),
  };
}

function terminatedOf(value: JsonObject): TerminatedState {
  return { kind: "terminated", exitCode: numberOf(value["exitCode"]) };
}

/** Undefined for `{}`, Go's empty state. Times are null in every recording. */
function stateOf(value: JsonValue | undefined): ContainerState | undefined {
  const { waiting, running, terminated } = objectOf(value);
  if (isJsonObject(running)) return { kind: "running", startedAtMs: 0 };
  if (isJsonObject(terminated)) return terminatedOf(terminated);
  return isJsonObject(waiting) ? { kind: "waiting" } : undefined;
}

export function containerStatusOf(value: JsonValue): ContainerStatus {
  const status = objectOf(value);
  const state = stateOf(status["state"]);
  const started = booleanOf(status["started"]);
  const last = objectOf(status["lastState"])["terminated"];
  return {
    name: textOf(status["name"]) ?? "",
    ...(state === undefined ? {} : { state }),
    ...(isJsonObject(last) ? { lastState: terminatedOf(last) } : {}),
    ready: status["ready"] === true,
    ...(started === undefined ? {} : { started }),
    restartCount: numberOf(status["restartCount"]),
  };
}

export function conditionOf(value: JsonValue): PodCondition {
  const { type, status } = objectOf(value);
  return { type: textOf(type) ?? "", status: textOf(status) ?? "" };
}
