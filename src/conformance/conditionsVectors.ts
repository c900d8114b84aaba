import type { GeneratedCondition, Sandbox } from "../kubelet/conditions.ts";
import {
  containersReadyCondition,
  podInitializedCondition,
  podReadyCondition,
  podReadyToStartContainersCondition,
} from "../kubelet/conditions.ts";
import type { JsonValue } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";
import { isAtLeast } from "../model/kubernetesVersion.ts";
import { compareOutcomes } from "./compareOutcomes.ts";
import { conditionOf, containerStatusOf, listOf, objectOf, podSpecOf, textOf } from "./recordedObjects.ts";
import type { VectorKind } from "./vectorKind.ts";

function asJson(condition: GeneratedCondition): JsonValue {
  return { ...condition };
}

export const podConditionVectors: VectorKind = {
  family: "conditions",
  file: "conditions",
  recognises: ({ input }) => isJsonObject(input) && "containerStatuses" in input && "phase" in input,
  compare({ value, expected }) {
    const input = objectOf(value["input"]);
    const spec = podSpecOf(objectOf(input["pod"])["spec"]);
    const statuses =
      input["containerStatuses"] === null ? null : listOf(input["containerStatuses"]).map(containerStatusOf);
    const phase = textOf(input["phase"]) ?? "";
    return compareOutcomes(expected, {
      ContainersReady: asJson(containersReadyCondition(spec, statuses, phase)),
      Ready: asJson(podReadyCondition(spec, statuses, phase, listOf(input["conditions"]).map(conditionOf))),
      Initialized: asJson(podInitializedCondition(spec, statuses, phase)),
    });
  },
};

function sandboxOf(value: JsonValue): Sandbox {
  const { state, network, networkNamespace } = objectOf(value);
  const namespace = textOf(networkNamespace);
  return {
    ready: state === "SANDBOX_READY",
    ...(isJsonObject(network) ? { network: { ip: textOf(network["ip"]) ?? "" } } : {}),
    ...(namespace === undefined ? {} : { networkNamespace: namespace }),
  };
}

export const sandboxConditionVectors: VectorKind = {
  family: "conditions",
  file: "sandbox",
  recognises: ({ input }) => isJsonObject(input) && "sandboxes" in input,
  compare({ value, expected }, release) {
    const input = objectOf(value["input"]);
    const sandboxes = listOf(input["sandboxes"]).map(sandboxOf);
    const condition = podReadyToStartContainersCondition(
      input["hostNetwork"] === true,
      sandboxes,
      isAtLeast(release, 37),
    );
    return compareOutcomes(expected, { PodReadyToStartContainers: asJson(condition) });
  },
};
