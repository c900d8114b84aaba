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
import { mapChanged } from "./mapChanged.ts";
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
  const others = object.status.conditions.filter((condition) => !isKubeletCondition(condition));
  const hostNetwork = spec.hostNetwork === true;
  const containersReady = containersReadyCondition(spec, containers, phase);
  const ready = podReadyIfContainersAre(spec, containersReady, others);
  const initialized = initializedCondition(engine, pod, old, containers, phase);
  let own: readonly PodCondition[] = [initialized, ready, containersReady, SCHEDULED];
  // KLT-089
  if (profile.readyToStartCondition) {
    const sandboxes = sandboxesOf(snapshot, hostNetwork);
    own = [podReadyToStartContainersCondition(hostNetwork, sandboxes, profile.readyToStartReason), ...own];
  }
  own = mapChanged(own, (condition) => withGeneration(engine, object, condition));
  const conditions = others.length === 0 ? own : [...others, ...own];
  if (!profile.restartAllContainers || !pod.plan.couldRestartAll) return conditions;
  const reported = { conditions: old.conditions, containerStatuses: old.containers };
  return [...conditions, allContainersRestartingCondition(spec, snapshot.records, reported, phase)];
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
