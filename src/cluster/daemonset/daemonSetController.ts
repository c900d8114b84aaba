import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";
import type { PodSpec } from "../../model/pod.ts";
import type { ApiRequest, Delivery } from "../api/controlPlane.ts";
import { NS_PER_MS } from "../api/controlPlane.ts";
import type { DaemonSet, Pod, StoredObject } from "../api/objects.ts";
import { keyOf } from "../api/objects.ts";
import { isSame } from "../api/isSame.ts";
import { isPodReady, readyCondition } from "../api/podFacts.ts";
import { templateLabels } from "../api/templateLabels.ts";
import type { ClusterWorld } from "../clusterWorld.ts";
import type { ControllerState } from "../control/controller.ts";
import { ownedPods } from "../control/podsByOwner.ts";
import type { Sync, SyncEnd } from "../control/sync.ts";
import { cached, call, calls, nowMs } from "../control/sync.ts";
import { add, addAfter } from "../control/workQueue.ts";
import { availabilityRules } from "../podAvailability.ts";
import { templateHash } from "../podTemplate.ts";
import { creationObserved, deletionObserved, isSatisfied } from "../replicaset/expectations.ts";
import type { DaemonPod, DaemonSetStatus } from "./daemonSet.ts";
import { planDaemonSet } from "./planDaemonSet.ts";

const REVISION_LABEL = "controller-revision-hash";
const STATUS_ATTEMPTS = 5;
/** A pod that got ready is looked at as much later than it should be available, for the clock's sake (updatePod). */
const SKEW_MS = 1000;

/** What a sync of a DaemonSet sees. */
interface DaemonSetLook {
  readonly set: DaemonSet;
  readonly pods: readonly Pod[];
  readonly nodes: readonly string[];
  readonly mayManage: boolean;
  readonly version: KubernetesVersion;
}

export function lookAtDaemonSet(
  { engine }: ClusterWorld,
  controller: ControllerState,
  key: string,
  nowNs: number,
): DaemonSetLook | SyncEnd {
  const set = controller.caches.daemonsets.get(key);
  if (set === undefined) {
    controller.expectations.delete(key);
    return "done";
  }
  return {
    set,
    pods: ownedPods(controller, set.metadata.uid),
    nodes: engine.kubelets.map(({ name }) => name),
    mayManage: set.metadata.deletionMs === undefined && isSatisfied(controller.expectations, key, nowNs),
    version: engine.profile.version,
  };
}

function daemonPodOf(pod: Pod, hash: string): DaemonPod {
  const ready = readyCondition(pod);
  return {
    name: pod.metadata.name,
    phase: pod.status.phase,
    node: pod.spec.nodeName ?? "",
    deleting: pod.metadata.deletionMs !== undefined,
    updated: pod.metadata.labels[REVISION_LABEL] === hash,
    number: pod.number,
    ...(ready === undefined ? {} : { ready }),
  };
}

export function* syncDaemonSet({ set, pods, nodes, mayManage, version }: DaemonSetLook): Sync {
  const now = yield* nowMs();
  const hash = templateHash(set.spec.template);
  const view = { spec: set.spec, generation: set.metadata.generation };
  const daemons = pods.map((pod) => daemonPodOf(pod, hash));
  const plan = planDaemonSet(view, daemons, nodes, mayManage, now, availabilityRules(version));
  const isFine = yield* syncNodes(set, plan.create, plan.delete, hash);
  const isWritten = yield* writeStatus(set, plan.status);
  if (!isFine || !isWritten) return "failed";
  if (plan.againAfterMs !== undefined) yield { ask: "requeueAfter", afterMs: plan.againAfterMs };
  return "done";
}

/** Pods are made in batches of one, two, four …, and the others deleted then. */
function* syncNodes(set: DaemonSet, create: readonly string[], remove: readonly string[], hash: string): Sync<boolean> {
  let isFine = true;
  if (create.length > 0) yield { ask: "expectCreations", count: create.length };
  for (let start = 0, batch = 1; start < create.length && isFine; start += batch, batch *= 2) {
    const answers = yield* calls(create.slice(start, start + batch).map((node) => podRequest(set, node, hash)));
    const made = answers.flatMap((answer) => ("error" in answer || answer.object === undefined ? [] : [answer.object]));
    for (const { metadata } of made) yield eventOf(set, "SuccessfulCreate", `Created pod: ${metadata.name}`);
    isFine = made.length === answers.length;
    if (!isFine) yield { ask: "creationFailed", count: create.length - start - made.length };
  }
  if (remove.length === 0) return isFine;
  const keys = remove.map((name) => `${set.metadata.namespace}/${name}`);
  // Creations and deletions do not come in one sync but where a surge ends while another begins.
  if (create.length === 0) yield { ask: "expectDeletions", pods: keys };
  const answers = yield* calls(keys.map((key) => ({ verb: "delete", resource: "pods", key, by: "daemonset" })));
  for (const [index, answer] of answers.entries()) {
    if (!("error" in answer)) yield eventOf(set, "SuccessfulDelete", `Deleted pod: ${remove[index] ?? ""}`);
    else yield { ask: "deletionFailed", pod: keys[index] ?? "" };
    if ("error" in answer && answer.error !== "NotFound") isFine = false;
  }
  return isFine;
}

function podRequest({ metadata, spec }: DaemonSet, node: string, hash: string): ApiRequest {
  const { labels, annotations } = templateLabels(spec.template);
  const { name, uid } = metadata;
  return {
    verb: "create",
    resource: "pods",
    object: {
      metadata: {
        generateName: `${name}-`,
        labels: { ...labels, [REVISION_LABEL]: hash },
        annotations,
        owner: { kind: "DaemonSet", name, uid },
      },
      // Really an affinity that only this node satisfies.
      spec: { ...(spec.template.spec as unknown as PodSpec), nodeName: node },
    } as Extract<ApiRequest, { verb: "create" }>["object"],
  };
}

function eventOf({ metadata }: DaemonSet, reason: string, message: string) {
  const { name, uid } = metadata;
  return { ask: "event", object: `DaemonSet/${name}`, uid, type: "Normal", reason, message } as const;
}

function* writeStatus(set: DaemonSet, status: DaemonSetStatus): Sync<boolean> {
  if (isSame(set.status, status)) return true;
  let object = set;
  for (let attempt = 0; attempt < STATUS_ATTEMPTS; attempt++) {
    const answer = yield* call({ verb: "updateStatus", resource: "daemonsets", object: { ...object, status } });
    if (!("error" in answer)) return true;
    object = (yield* cached<DaemonSet>("daemonsets", keyOf(set))) ?? object;
  }
  return false;
}

export function daemonSetHears(
  _cluster: ClusterWorld,
  controller: ControllerState,
  { resource, type, object }: Delivery,
  before: StoredObject | undefined,
  nowNs: number,
): void {
  const { queue, expectations, caches } = controller;
  if (resource === "daemonsets") return add(queue, keyOf(object));
  const pod = object as Pod;
  const { owner, namespace, deletionMs } = pod.metadata;
  if (owner?.kind !== "DaemonSet") return;
  const key = `${namespace}/${owner.name}`;
  const set = caches.daemonsets.get(key);
  if (set?.metadata.uid !== owner.uid) return;
  if (type === "deleted" || deletionMs !== undefined) deletionObserved(expectations, key, keyOf(pod));
  else if (before === undefined) creationObserved(expectations, key);
  add(queue, key);
  const { minReadySeconds } = set.spec;
  if (minReadySeconds > 0 && before !== undefined && !isPodReady(before as Pod) && isPodReady(pod))
    addAfter(queue, key, nowNs, (minReadySeconds * 1000 + SKEW_MS) * NS_PER_MS);
}
