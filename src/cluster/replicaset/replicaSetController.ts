import { isAtLeast } from "../../model/kubernetesVersion.ts";
import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import type { PodSpec } from "../../model/pod.ts";
import { isSame } from "../api/isSame.ts";
import type { ApiRequest, Delivery } from "../api/controlPlane.ts";
import { NS_PER_MS } from "../api/controlPlane.ts";
import type { Pod, ReplicaSet, StoredObject } from "../api/objects.ts";
import { matchesSelector } from "../../model/labelSelector.ts";
import { keyOf } from "../api/objects.ts";
import { isPodActive, isPodReady } from "../api/podFacts.ts";
import { templateLabels } from "../api/templateLabels.ts";
import type { ClusterWorld } from "../clusterWorld.ts";
import type { ControllerState } from "../control/controller.ts";
import { ownedPods } from "../control/podsByOwner.ts";
import type { Sync, SyncEnd } from "../control/sync.ts";
import { call, calls, fetched, nowMs } from "../control/sync.ts";
import { add, addAfter } from "../control/workQueue.ts";
import { availabilityRules, nextAvailabilityMs } from "../podAvailability.ts";
import { creationObserved, deletionObserved, isSatisfied } from "./expectations.ts";
import type { PodCounts } from "./podCounts.ts";
import { countPod, readyAt, selectedCounts } from "./podCounts.ts";
import { replicaSetStatus } from "./replicaSetStatus.ts";
import { chooseVictims } from "./victims.ts";

/** What a sync of a ReplicaSet sees. */
interface ReplicaSetLook {
  readonly replicaSet: ReplicaSet;
  readonly counts: PodCounts;
  /** The active pods, where there are too many. */
  readonly active: readonly Pod[];
  /** Pods of all ReplicaSets of the same owner, where there are too many of this one. */
  readonly related: readonly Pod[];
  /** What it did last has been seen, so that it may do more. */
  readonly isReady: boolean;
  readonly version: KubernetesVersion;
}

/** Terminating pods are counted. From 1.35 on (DeploymentReplicaSetTerminatingReplicas). */
const countsTerminating = (version: KubernetesVersion): boolean => isAtLeast(version, 35);
/**
 * It is looked at again when the next of its pods becomes available. From 1.34 on; before, minReadySeconds after a sync in which
 * all were ready, and a second later than that after one got ready (replica_set.go of 1.33.13).
 */
const looksAtNextAvailability = (version: KubernetesVersion): boolean => isAtLeast(version, 34);
/** A sync waits until the controller has heard of what it wrote itself. From 1.36 on (StaleControllerConsistencyReplicaSet). */
const waitsForOwnWrites = (version: KubernetesVersion): boolean => isAtLeast(version, 36);

export function lookAtReplicaSet(
  { engine }: ClusterWorld,
  controller: ControllerState,
  key: string,
  nowNs: number,
): ReplicaSetLook | SyncEnd {
  const { version } = engine.profile;
  if (!hasHeardOfOwnWrites(controller, key, version)) return "failed";
  const replicaSet = controller.caches.replicasets.get(key);
  if (replicaSet === undefined) {
    controller.expectations.delete(key);
    return "done";
  }
  const { selector, replicas } = replicaSet.spec;
  const counts = selectedCounts(controller.podCounts, replicaSet.metadata.uid, selector);
  const hasSurplus = counts.active > replicas;
  return {
    replicaSet,
    counts,
    active: hasSurplus ? activePods(controller, replicaSet) : [],
    related: hasSurplus ? relatedPods(controller, replicaSet) : [],
    isReady: isSatisfied(controller.expectations, key, nowNs),
    version,
  };
}

function hasHeardOfOwnWrites({ wrote, heard }: ControllerState, key: string, version: KubernetesVersion): boolean {
  const written = wrote.get(key);
  if (written === undefined || !waitsForOwnWrites(version)) return true;
  if (written.pods > heard.pods || written.replicasets > heard.replicasets) return false;
  wrote.delete(key);
  return true;
}

function activePods(controller: ControllerState, { metadata, spec }: ReplicaSet): readonly Pod[] {
  return ownedPods(controller, metadata.uid).filter(
    (pod) => isPodActive(pod) && matchesSelector(spec.selector, pod.metadata.labels),
  );
}

function relatedPods(controller: ControllerState, { metadata }: ReplicaSet): readonly Pod[] {
  return [...controller.caches.replicasets.values()]
    .filter((other) => other.metadata.owner?.uid === metadata.owner?.uid)
    .flatMap((other) => ownedPods(controller, other.metadata.uid));
}

/** Pods are created and deleted as wanted, and the status says what there is. */
export function* syncReplicaSet(look: ReplicaSetLook): Sync {
  const { replicaSet, counts, isReady, version } = look;
  const isManaged = isReady && replicaSet.metadata.deletionMs === undefined ? yield* manageReplicas(look) : true;
  const now = yield* nowMs();
  const status = replicaSetStatus(replicaSet, counts, countsTerminating(version), now, availabilityRules(version));
  const updated = yield* writeStatus(replicaSet, status);
  if (updated === undefined) return "failed";
  yield { ask: "wrote", resource: "replicasets", version: updated.metadata.resourceVersion };
  if (!isManaged) return "failed";
  const { minReadySeconds } = updated.spec;
  if (minReadySeconds > 0 && waitsForAvailability(updated, version)) {
    const nextMs = looksAtNextAvailability(version)
      ? nextAvailabilityMs([...counts.readySince.keys()].map(readyAt), minReadySeconds, now, yield* nowMs())
      : undefined;
    yield { ask: "requeueAfter", afterMs: nextMs ?? minReadySeconds * 1000 };
  }
  return "done";
}

function waitsForAvailability({ spec, status }: ReplicaSet, version: KubernetesVersion): boolean {
  if (looksAtNextAvailability(version)) return status.readyReplicas !== status.availableReplicas;
  return status.readyReplicas === spec.replicas && status.availableReplicas !== spec.replicas;
}

function checkAfterReadyMs({ spec }: ReplicaSet, version: KubernetesVersion): number {
  return spec.minReadySeconds * 1000 + (looksAtNextAvailability(version) ? 0 : 1000);
}

/** Returns whether all went well. */
function* manageReplicas(look: ReplicaSetLook): Sync<boolean> {
  const { replicaSet, counts } = look;
  const missing = replicaSet.spec.replicas - counts.active;
  if (missing > 0) return yield* createPods(replicaSet, Math.min(missing, BURST));
  if (missing < 0) return yield* deletePods(look, Math.min(-missing, BURST));
  return true;
}

const BURST = 500;

/** In batches of one, two, four …, and no more after one that failed. */
function* createPods(replicaSet: ReplicaSet, count: number): Sync<boolean> {
  yield { ask: "expectCreations", count };
  const request = podOf(replicaSet);
  let left = count;
  for (let batch = 1; left > 0; batch *= 2) {
    const answers = yield* calls(Array.from({ length: Math.min(batch, left) }, () => request));
    let failed = 0;
    for (const answer of answers) {
      if ("error" in answer || answer.object === undefined) {
        failed++;
        continue;
      }
      const { name, resourceVersion } = answer.object.metadata;
      yield { ask: "wrote", resource: "pods", version: resourceVersion };
      yield eventOf(replicaSet, "SuccessfulCreate", `Created pod: ${name}`);
    }
    left -= answers.length;
    if (failed === 0) continue;
    yield { ask: "creationFailed", count: left + failed };
    return false;
  }
  return true;
}

function podOf(replicaSet: ReplicaSet): ApiRequest {
  const { metadata, spec } = replicaSet;
  const { labels, annotations } = templateLabels(spec.template);
  const { name, uid } = metadata;
  return {
    verb: "create",
    resource: "pods",
    object: {
      metadata: { generateName: `${name}-`, labels, annotations, owner: { kind: "ReplicaSet", name, uid } },
      spec: spec.template.spec as unknown as PodSpec,
    } as Extract<ApiRequest, { verb: "create" }>["object"],
  };
}

function* deletePods({ replicaSet, active, related }: ReplicaSetLook, count: number): Sync<boolean> {
  const now = yield* nowMs();
  // Calls of one instant are carried out in the order of names.
  const victims = [...chooseVictims(active, related, count, now)].sort((left, right) =>
    left.metadata.name < right.metadata.name ? -1 : 1,
  );
  yield { ask: "expectDeletions", pods: victims.map(keyOf) };
  const answers = yield* calls(
    victims.map((pod) => ({ verb: "delete", resource: "pods", key: keyOf(pod), by: "replicaset" })),
  );
  let isFine = true;
  for (const [index, answer] of answers.entries()) {
    const pod = victims[index] as Pod;
    if (!("error" in answer)) {
      yield eventOf(replicaSet, "SuccessfulDelete", `Deleted pod: ${pod.metadata.name}`);
      continue;
    }
    yield { ask: "deletionFailed", pod: keyOf(pod) };
    if (answer.error !== "NotFound") isFine = false;
  }
  return isFine;
}

function eventOf({ metadata }: ReplicaSet, reason: string, message: string) {
  const { name, uid } = metadata;
  return { ask: "event", object: `ReplicaSet/${name}`, uid, type: "Normal", reason, message } as const;
}

/** A status that says something new is written, a second time with what the API server has if the first one was too old. */
function* writeStatus(replicaSet: ReplicaSet, status: ReplicaSet["status"]): Sync<ReplicaSet | undefined> {
  if (isSame(replicaSet.status, status)) return replicaSet;
  let object: ReplicaSet | undefined = replicaSet;
  for (let attempt = 0; attempt < 2 && object !== undefined; attempt++) {
    const answer = yield* call({ verb: "updateStatus", resource: "replicasets", object: { ...object, status } });
    if (!("error" in answer)) return answer.object as ReplicaSet;
    object = yield* fetched<ReplicaSet>("replicasets", keyOf(replicaSet));
  }
  return undefined;
}

export function replicaSetHears(
  { engine }: ClusterWorld,
  controller: ControllerState,
  { resource, type, object }: Delivery,
  before: StoredObject | undefined,
  nowNs: number,
): void {
  if (resource === "pods") {
    const replicaSet = hearOfPod(controller, type === "deleted", object as Pod, before as Pod | undefined);
    if (replicaSet === undefined || !hasBecomeReady(type === "deleted", object as Pod, before as Pod | undefined))
      return;
    const afterMs = checkAfterReadyMs(replicaSet, engine.profile.version);
    if (replicaSet.spec.minReadySeconds > 0) addAfter(controller.queue, keyOf(replicaSet), nowNs, afterMs * NS_PER_MS);
    return;
  }
  const key = keyOf(object);
  if (type === "deleted") {
    controller.expectations.delete(key);
    controller.wrote.delete(key);
  }
  add(controller.queue, key);
}

function hasBecomeReady(isGone: boolean, pod: Pod, before: Pod | undefined): boolean {
  const isActive = !isGone && pod.metadata.deletionMs === undefined;
  return isActive && before !== undefined && !isPodReady(before) && isPodReady(pod);
}

/** Returns the ReplicaSet that the pod is one of. */
function hearOfPod(
  controller: ControllerState,
  isGone: boolean,
  pod: Pod,
  before: Pod | undefined,
): ReplicaSet | undefined {
  const { caches, expectations, queue } = controller;
  countPod(controller.podCounts, before, isGone ? undefined : pod);
  const { owner, namespace } = pod.metadata;
  if (owner?.kind !== "ReplicaSet") return undefined;
  const key = `${namespace}/${owner.name}`;
  const replicaSet = caches.replicasets.get(key);
  if (replicaSet?.metadata.uid !== owner.uid) return undefined;
  if (isGone || pod.metadata.deletionMs !== undefined) deletionObserved(expectations, key, keyOf(pod));
  else if (before === undefined) creationObserved(expectations, key);
  add(queue, key);
  return replicaSet;
}
