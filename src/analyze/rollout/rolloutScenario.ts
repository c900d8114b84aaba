import type { ClusterAction, ObjectManifest, PodBehaviour } from "../../model/clusterScenario.ts";
import { isRestartableInitContainer } from "../../model/container.ts";
import type { JsonObject } from "../../model/json.ts";
import { isJsonObject } from "../../model/json.ts";
import type { InstanceBehaviour, Scenario } from "../../model/scenario.ts";
import type { Service } from "../../model/service.ts";
import type { Workload } from "../../model/workload.ts";
import { INIT_CONTAINER_MS } from "../../scenario/podScenario.ts";

/** Kinds whose pods are replaced by a rollout, one or a few after the other. */
export type RolledOutKind = "Deployment" | "StatefulSet";

export interface RolledOutWorkload extends Workload {
  readonly kind: RolledOutKind;
}

/** Not where somebody else says when pods are replaced: OnDelete, a partition, a pause, a platform's own controller. */
export function isRolledOut(workload: Workload): workload is RolledOutWorkload {
  const { kind, replicas, spec, platform } = workload;
  if (platform !== undefined || replicas === 0 || spec["paused"] === true) return false;
  if (kind === "Deployment") return true;
  if (kind !== "StatefulSet") return false;
  if (!isJsonObject(spec["updateStrategy"])) return true;
  const { type, rollingUpdate } = spec["updateStrategy"];
  return type !== "OnDelete" && (!isJsonObject(rollingUpdate) || !(Number(rollingUpdate["partition"] ?? 0) > 0));
}

/** How the containers of pods behave that a rollout makes, by name. */
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
  /** When the older manifest is applied again; pods that come then are well. */
  readonly rollbackMs?: number;
}

function manifestOf({ kind, name, spec }: RolledOutWorkload): ObjectManifest {
  return { kind, metadata: { name: name.replace("*", "x") }, spec };
}

/** Each ordinary init container does its work and ends. */
function initBehaviours({ pod }: Workload): readonly PodBehaviour[] {
  return (pod.spec.initContainers ?? [])
    .filter((container) => !isRestartableInitContainer(container))
    .map(({ name }) => ({ container: name, instances: [{ exit: { afterMs: INIT_CONTAINER_MS, code: 0 } }] }));
}

/** Where a rollout takes place. */
export interface Surroundings {
  /** Default: the newest release. */
  readonly kubernetes?: string | undefined;
  /** Whose clients are looked at; it selects the pods. */
  readonly service?: Service | undefined;
}

function serviceManifest({ metadata: { name }, spec }: Service): ObjectManifest {
  return { kind: "Service", metadata: { name }, spec: spec as unknown as JsonObject };
}

/** The older revision alone, its apps well. */
export function olderScenario(
  older: RolledOutWorkload,
  untilMs: number,
  { kubernetes, service }: Surroundings,
): Scenario {
  const pods = Array.from({ length: older.replicas }, (_, index) => index + 1);
  return {
    id: `${older.kind.toLowerCase()}/${older.name}`,
    ...(kubernetes === undefined ? {} : { kubernetes }),
    objects: [...(service === undefined ? [] : [serviceManifest(service)]), manifestOf(older)],
    // Pods are numbered by their creation: the first ones are the older revision's.
    behaviour: [...initBehaviours(older), { pods, instances: [{}] }],
    untilMs,
  };
}

/** More pods than this a rollout does not make in the time that it is followed. */
const NEW_PODS_FOR_EACH = 4;

/** What is said of pods that come after the older revision's. */
export function newPodBehaviours(rollout: Rollout): readonly PodBehaviour[] {
  const pods = podsMeant(rollout);
  return Object.entries(rollout.newPods.containers).map(([container, instances]) => ({
    container,
    instances,
    ...(pods === undefined ? {} : { pods }),
  }));
}

/** By the number of their creation; undefined: all. */
function podsMeant({ older: { replicas }, newPods, rollbackMs }: Rollout): readonly number[] | undefined {
  // Where one pod after the other is replaced, there is only one before it is rolled back.
  if (rollbackMs !== undefined) return [replicas + 1];
  if (newPods.isHalf !== true) return undefined;
  return Array.from({ length: NEW_PODS_FOR_EACH * (replicas + 5) }, (_, index) => replicas + 1 + 2 * index);
}

/** A rollout sets an annotation even where nothing else differs, as `kubectl rollout restart` does. */
function updateOf({ older, newer, updateMs }: Rollout): ClusterAction {
  const object = manifestOf(newer);
  if (older === newer) return { atMs: updateMs, do: "rolloutRestart", name: object.metadata.name };
  return { atMs: updateMs, do: "apply", object };
}

/** What the user does. */
export function actionsOf(rollout: Rollout): readonly ClusterAction[] {
  const { older, rollbackMs } = rollout;
  if (rollbackMs === undefined) return [updateOf(rollout)];
  return [updateOf(rollout), { atMs: rollbackMs, do: "apply", object: manifestOf(older) }];
}

/** Enough for a share of them to be told; how many there are changes nothing. */
const REQUESTS_PER_SECOND = 100;

/** Those who ask the service from the update on. */
function clientsOf({ updateMs }: Rollout, { service }: Surroundings): Pick<Scenario, "traffic"> {
  if (service === undefined) return {};
  const client = { name: "clients", service: service.metadata.name, perSecond: REQUESTS_PER_SECOND, fromMs: updateMs };
  return { traffic: { clients: [client] } };
}

/** The whole of it, for `probewise run`. */
export function rolloutScenario(rollout: Rollout, untilMs: number, surroundings: Surroundings): Scenario {
  const { behaviour = [], ...scenario } = olderScenario(rollout.older, untilMs, surroundings);
  return {
    ...scenario,
    behaviour: [...behaviour, ...newPodBehaviours(rollout)],
    actions: actionsOf(rollout),
    ...clientsOf(rollout, surroundings),
  };
}
