import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import { isAtLeast } from "../../model/kubernetesVersion.ts";
import type { Delivery } from "../api/controlPlane.ts";
import { NS_PER_MS } from "../api/controlPlane.ts";
import type { ControllerRevision, Pod, StatefulSet, StoredObject } from "../api/objects.ts";
import { matchesSelector } from "../../model/labelSelector.ts";
import { keyOf } from "../api/objects.ts";
import { isPodReady } from "../api/podFacts.ts";
import type { ClusterWorld } from "../clusterWorld.ts";
import type { ControllerState } from "../control/controller.ts";
import { ownedPods } from "../control/podsByOwner.ts";
import type { SyncEnd } from "../control/sync.ts";
import { add, addAfter } from "../control/workQueue.ts";
import type { StatefulSetRules } from "./statefulSet.ts";
import { statefulSetRules } from "./statefulSet.ts";
import { checkAfterReadyMs } from "./statefulSetStatus.ts";

/** What a sync of a StatefulSet sees. */
export interface StatefulSetLook {
  readonly set: StatefulSet;
  readonly pods: readonly Pod[];
  readonly revisions: readonly ControllerRevision[];
  readonly rules: StatefulSetRules;
  readonly version: KubernetesVersion;
  /** All random draws. */
  readonly rand: number;
}

/** A sync waits until the controller has heard of what it wrote itself. From 1.36 on (StaleControllerConsistencyStatefulSet). */
const waitsForOwnWrites = (version: KubernetesVersion): boolean => isAtLeast(version, 36);

function hasHeardOfOwnWrites({ wrote, heard }: ControllerState, key: string): boolean {
  const written = wrote.get(key);
  if (written === undefined) return true;
  if (written.pods > heard.pods || written.statefulsets > heard.statefulsets) return false;
  wrote.delete(key);
  return true;
}

export function lookAtStatefulSet(
  { engine, gates }: ClusterWorld,
  controller: ControllerState,
  key: string,
): StatefulSetLook | SyncEnd {
  const { version } = engine.profile;
  if (waitsForOwnWrites(version) && !hasHeardOfOwnWrites(controller, key)) return "failed";
  const set = controller.caches.statefulsets.get(key);
  if (set === undefined) {
    controller.wrote.delete(key);
    return "done";
  }
  return {
    set,
    pods: ownedPods(controller, set.metadata.uid).filter(({ metadata }) =>
      matchesSelector(set.spec.selector, metadata.labels),
    ),
    revisions: [...controller.caches.controllerrevisions.values()].filter(
      ({ metadata }) => metadata.owner?.uid === set.metadata.uid,
    ),
    rules: statefulSetRules(version, gates),
    version,
    rand: engine.settings.rand,
  };
}

export function statefulSetHears(
  { engine }: ClusterWorld,
  controller: ControllerState,
  { resource, type, object }: Delivery,
  before: StoredObject | undefined,
  nowNs: number,
): void {
  if (resource === "statefulsets") return add(controller.queue, keyOf(object));
  if (resource !== "pods") return;
  const pod = object as Pod;
  const { owner, namespace } = pod.metadata;
  if (owner?.kind !== "StatefulSet") return;
  const key = `${namespace}/${owner.name}`;
  const set = controller.caches.statefulsets.get(key);
  if (set?.metadata.uid !== owner.uid) return;
  add(controller.queue, key);
  const isNowReady = type === "modified" && before !== undefined && !isPodReady(before as Pod) && isPodReady(pod);
  const afterMs = isNowReady ? checkAfterReadyMs(set, statefulSetRules(engine.profile.version)) : undefined;
  if (afterMs !== undefined) addAfter(controller.queue, key, nowNs, afterMs * NS_PER_MS);
}
