import type { PodCondition } from "../model/status.ts";
import { isKubeletCondition } from "./compareStatus.ts";
import type { Sandbox } from "./conditions.ts";
import {
  allContainersRestartingCondition,
  containersReadyCondition,
  podInitializedCondition,
  podReadyIfContainersAre,
  podReadyToStartContainersCondition,
} from "./conditions.ts";
import type { Engine } from "./engine.ts";
import type { HeldContainer, PodObject, PodStatus, PodWorld, RuntimeSnapshot } from "./podWorld.ts";
import { withGeneration } from "./statusManager.ts";

/** The conditions of a generated status: those of others as the pod object has them, then the kubelet's own (lifecycle spec §1.8). */
export function podConditions(
  engine: Engine,
  pod: PodWorld,
  object: PodObject,
  snapshot: RuntimeSnapshot,
  old: PodStatus,
  containers: readonly HeldContainer[],
  phase: string,
): readonly PodCondition[] {
  const { spec } = pod.plan;
  const { profile } = engine;
  const conditions = object.status.conditions.filter((condition) => !isKubeletCondition(condition));
  const hostNetwork = spec.hostNetwork === true;
  const containersReady = containersReadyCondition(spec, containers, phase);
  const ready = podReadyIfContainersAre(spec, containersReady, conditions);
  const add = (condition: PodCondition): void => {
    conditions.push(withGeneration(engine, object, condition));
  };
  // KLT-089
  if (profile.readyToStartCondition) {
    add(
      podReadyToStartContainersCondition(hostNetwork, sandboxesOf(snapshot, hostNetwork), profile.readyToStartReason),
    );
  }
  add(initializedCondition(engine, pod, old, containers, phase));
  add(ready);
  add(containersReady);
  add(SCHEDULED);
  if (profile.restartAllContainers && pod.plan.couldRestartAll) {
    const reported = { conditions: old.conditions, containerStatuses: old.containers };
    conditions.push(allContainersRestartingCondition(spec, snapshot.records, reported, phase));
  }
  return conditions;
}

const SCHEDULED: PodCondition = { type: "PodScheduled", status: "True" };

/** The sandboxes as the conditions ask of them: all have the network that the pod wants. */
export function sandboxesOf(snapshot: RuntimeSnapshot, hostNetwork: boolean): readonly Sandbox[] {
  return snapshot.sandboxes.map(({ ready }) => ({ ready, networkNamespace: hostNetwork ? "NODE" : "POD" }));
}

/** From 1.36 on an initialised pod stays so (sidecar-40, -58, -159). */
function initializedCondition(
  engine: Engine,
  pod: PodWorld,
  old: PodStatus,
  containers: readonly HeldContainer[],
  phase: string,
): PodCondition {
  const condition = podInitializedCondition(pod.plan.spec, containers, phase);
  const stays =
    engine.profile.restartAllContainers &&
    condition.status === "False" &&
    old.conditions.some(({ type, status }) => type === "Initialized" && status === "True");
  // KLT-088
  return stays ? { type: "Initialized", status: "True" } : condition;
}
