import type { ObjectManifest, PodBehaviour } from "../../model/clusterScenario.ts";
import { isRestartableInitContainer } from "../../model/container.ts";
import { isJsonObject } from "../../model/json.ts";
import type { InstanceBehaviour, Scenario } from "../../model/scenario.ts";
import type { Workload } from "../../model/workload.ts";
import { INIT_CONTAINER_MS } from "../../scenario/podScenario.ts";

/** Kinds whose pods are replaced by a rollout, one or a few after the other. */
export type RolledOutKind = "Deployment" | "StatefulSet";

export interface RolledOutWorkload extends Workload {
  readonly kind: RolledOutKind;
}

/** Not where somebody else says when pods are replaced: OnDelete, a partition, a pause. */
export function isRolledOut(workload: Workload): workload is RolledOutWorkload {
  const { kind, replicas, spec } = workload;
  if (replicas === 0 || (kind !== "Deployment" && kind !== "StatefulSet") || spec["paused"] === true) return false;
  if (kind === "Deployment" || !isJsonObject(spec["updateStrategy"])) return true;
  const { type, rollingUpdate } = spec["updateStrategy"];
  return type !== "OnDelete" && (!isJsonObject(rollingUpdate) || !(Number(rollingUpdate["partition"] ?? 0) > 0));
}

/** How the containers of pods behave that a rollout makes, by name. @param number the how manieth new pod it is, from 1 */
export interface NewPods {
  readonly containers: Readonly<Record<string, readonly InstanceBehaviour[]>>;
  /** Only every other pod behaves so, the first one first. */
  readonly isHalf?: boolean;
}

/** The older revision is there from 0 on; the newer one is applied at `updateMs`. */
export interface Rollout {
  readonly older: RolledOutWorkload;
  readonly newer: RolledOutWorkload;
  readonly newPods: NewPods;
  readonly updateMs: number;
  readonly untilMs: number;
  readonly kubernetes?: string | undefined;
}

function manifestOf({ kind, name, spec }: RolledOutWorkload): ObjectManifest {
  return { kind, metadata: { name }, spec };
}

/** Each ordinary init container does its work and ends. */
function initBehaviours({ pod }: Workload): readonly PodBehaviour[] {
  return (pod.spec.initContainers ?? [])
    .filter((container) => !isRestartableInitContainer(container))
    .map(({ name }) => ({ container: name, instances: [{ exit: { afterMs: INIT_CONTAINER_MS, code: 0 } }] }));
}

/** More pods than this a rollout does not make in the time that it is followed. */
const NEW_PODS_FOR_EACH = 4;

/** Pods are numbered by their creation: the first ones are the older revision's. */
function behavioursOf({ older, newPods }: Rollout): readonly PodBehaviour[] {
  const { replicas } = older;
  const olderPods = Array.from({ length: replicas }, (_, index) => index + 1);
  const half = Array.from({ length: NEW_PODS_FOR_EACH * (replicas + 5) }, (_, index) => replicas + 1 + 2 * index);
  const pods = newPods.isHalf === true ? { pods: half } : {};
  return [
    ...initBehaviours(older),
    { pods: olderPods, instances: [{}] },
    ...Object.entries(newPods.containers).map(([container, instances]) => ({ container, instances, ...pods })),
  ];
}

/** A rollout sets an annotation even where nothing else differs, as `kubectl rollout restart` does. */
function updateOf({ older, newer, updateMs }: Rollout): NonNullable<Scenario["actions"]>[number] {
  if (older === newer) return { atMs: updateMs, do: "rolloutRestart", name: older.name };
  return { atMs: updateMs, do: "apply", object: manifestOf(newer) };
}

export function rolloutScenario(rollout: Rollout): Scenario {
  const { older, untilMs, kubernetes } = rollout;
  return {
    id: `${older.kind.toLowerCase()}/${older.name}`,
    ...(kubernetes === undefined ? {} : { kubernetes }),
    objects: [manifestOf(older)],
    behaviour: behavioursOf(rollout),
    actions: [updateOf(rollout)],
    untilMs,
  };
}
