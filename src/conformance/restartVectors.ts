import { allContainersRestartingCondition } from "../kubelet/conditions.ts";
import type { ReportedPodStatus, RestartGates, RuntimeContainer } from "../kubelet/restartPolicy.ts";
import {
  allContainersCouldRestart,
  allContainersRestartCleanedUp,
  containerShouldRestart,
  findMatchingContainerRestartRule,
  hasAnyActiveRegularContainerStarted,
  hasAnyRegularContainerStarted,
  isContainerRestartable,
  shouldAllContainersRestart,
  shouldContainerBeRestarted,
} from "../kubelet/restartPolicy.ts";
import { isRestartableInitContainer } from "../model/container.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";
import { isAtLeast, type KubernetesVersion } from "../model/kubernetesVersion.ts";
import { compareOutcomes } from "./compareOutcomes.ts";
import {
  conditionOf,
  containerOf,
  containerStatusOf,
  listOf,
  numberOf,
  objectOf,
  podSpecOf,
  textOf,
} from "./recordedObjects.ts";
import type { VectorKind } from "./vectorKind.ts";

/** The gates as the releases have them by default (README-functions.md, restart/). */
function gatesOf(release: KubernetesVersion): RestartGates {
  return { restartRules: isAtLeast(release, 35), restartAllContainers: isAtLeast(release, 36) };
}

const RUNTIME_STATES = ["created", "running", "exited", "unknown"] as const;

function runtimeStateOf(value: JsonValue | undefined): RuntimeContainer["state"] {
  const state = RUNTIME_STATES.find((candidate) => candidate === value);
  if (state === undefined) throw new Error(`a vector holds the runtime state ${JSON.stringify(value)}`);
  return state;
}

export const containerRestartVectors: VectorKind = {
  family: "restart",
  file: "container",
  recognises: ({ input }) => isJsonObject(input) && "podRestartPolicy" in input,
  compare({ value, expected }, release) {
    const input = objectOf(value["input"]);
    const container = containerOf(input);
    const podPolicy = textOf(input["podRestartPolicy"]);
    const exitCode = numberOf(input["exitCode"]);
    const gates = gatesOf(release);
    const rule = findMatchingContainerRestartRule(container, exitCode);
    const instance = input["state"] === undefined ? undefined : { state: runtimeStateOf(input["state"]), exitCode };
    return compareOutcomes(expected, {
      ContainerShouldRestart: containerShouldRestart(container, podPolicy, exitCode, gates),
      IsContainerRestartable: isContainerRestartable(container, podPolicy),
      IsRestartableInitContainer: isRestartableInitContainer(container),
      FindMatchingContainerRestartRule: { found: rule !== undefined, action: rule?.action ?? "" },
      ShouldContainerBeRestarted: shouldContainerBeRestarted(
        container,
        podPolicy,
        instance,
        input["deleted"] === true,
        gates,
      ),
    });
  },
};

function runtimeContainerOf(value: JsonValue): RuntimeContainer {
  const { name, state, exitCode } = objectOf(value);
  return { name: textOf(name) ?? "", state: runtimeStateOf(state), exitCode: numberOf(exitCode) };
}

function reportedStatusOf(status: JsonObject): Required<ReportedPodStatus> {
  return {
    conditions: listOf(status["conditions"]).map(conditionOf),
    initContainerStatuses: listOf(status["initContainerStatuses"]).map(containerStatusOf),
    containerStatuses: listOf(status["containerStatuses"]).map(containerStatusOf),
  };
}

export const podRestartVectors: VectorKind = {
  family: "restart",
  file: "pod",
  recognises: ({ input }) => isJsonObject(input) && "runtime" in input && "status" in input,
  compare({ value, expected }) {
    const input = objectOf(value["input"]);
    const spec = podSpecOf(input["spec"]);
    const runtime = listOf(input["runtime"]).map(runtimeContainerOf);
    const reported = reportedStatusOf(objectOf(input["status"]));
    const restarting = (phase: string): JsonObject => {
      const { type: _, ...condition } = allContainersRestartingCondition(spec, runtime, reported, phase);
      return condition;
    };
    return compareOutcomes(expected, {
      ShouldAllContainersRestart: shouldAllContainersRestart(spec, runtime, reported),
      AllContainersRestartCleanedUp: allContainersRestartCleanedUp(spec, runtime),
      AllContainersCouldRestart: allContainersCouldRestart(spec),
      HasAnyRegularContainerStarted: hasAnyRegularContainerStarted(spec, reported.containerStatuses),
      // The recorded runtime statuses are of no active sandbox: the real list of active instances is empty.
      HasAnyActiveRegularContainerStarted: hasAnyActiveRegularContainerStarted(spec, []),
      "AllContainersRestarting/Running": restarting("Running"),
      "AllContainersRestarting/Succeeded": restarting("Succeeded"),
      "AllContainersRestarting/Failed": restarting("Failed"),
    });
  },
};
