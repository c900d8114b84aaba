import type { ClusterAction } from "../../model/clusterScenario.ts";
import { isTerminalPhase } from "../../model/status.ts";
import type { PodWorld } from "../../kubelet/podWorld.ts";
import { emptyPodStatus, podArrives, podObjectChanged, podWorldOf, storedPod } from "../clusterPods.ts";
import type { ClusterWorld } from "../clusterWorld.ts";
import { actionRequest } from "../userActions.ts";
import { recordActionError, recordPodCreated, recordPodDelete, recordPodGone } from "../clusterTrace.ts";
import { isWatched } from "../control/watched.ts";
import { postCall, wake } from "./postCall.ts";
import type { ApiAnswer, ApiRequest, Deleter, NewMeta, NewObject, WatchEventType } from "./controlPlane.ts";
import { storedMs } from "./controlPlane.ts";
import { carryOutStatus } from "./kubeletWrites.ts";
import type { Pod, Resource, StoredMeta, StoredObject } from "./objects.ts";
import { keyOf } from "./objects.ts";
import { isSame } from "./isSame.ts";

/** Carries out one request. */
export function execute(cluster: ClusterWorld, request: ApiRequest, nowNs: number): ApiAnswer {
  switch (request.verb) {
    case "create":
      return create(cluster, request.resource, request.object, nowNs);
    case "update":
      return update(cluster, request.resource, request.object, nowNs);
    case "updateStatus":
      return updateStatus(cluster, request.resource, request.object, nowNs);
    case "delete":
      return remove(cluster, request, nowNs);
    case "none":
      return { object: undefined };
    case "bind":
      return bind(cluster, request.key, nowNs);
    case "kubeletStatus":
    case "kubeletDelete":
      return kubeletWrites(cluster, request.verb, request.write, nowNs);
    case "user":
      return carryOutAction(cluster, request.action, nowNs);
  }
}

/** Does what a user asks for; what cannot be done is put on the trace. */
function carryOutAction(cluster: ClusterWorld, action: ClusterAction, nowNs: number): ApiAnswer {
  const request = actionRequest(cluster, action, nowNs);
  const answer: ApiAnswer =
    typeof request === "string" ? { error: "NotFound", message: request } : execute(cluster, request, nowNs);
  if ("error" in answer) recordActionError(cluster, answer.message, nowNs);
  return answer;
}

function storeOf(cluster: ClusterWorld, resource: Resource): Map<string, StoredObject> {
  return cluster.plane.stores[resource];
}

const notFound = (resource: Resource, name: string): ApiAnswer => ({
  error: "NotFound",
  message: `${resource} "${name}" not found`,
});

/** Puts an object (undefined: removes it) and tells the watchers. */
export function store(
  cluster: ClusterWorld,
  resource: Resource,
  before: StoredObject | undefined,
  after: StoredObject | undefined,
  nowNs: number,
): StoredObject {
  const { plane } = cluster;
  const resourceVersion = ++plane.resourceVersion;
  const kept = (after ?? before) as StoredObject;
  const object = { ...kept, metadata: { ...kept.metadata, resourceVersion } } as StoredObject;
  const key = keyOf(object);
  if (after === undefined) storeOf(cluster, resource).delete(key);
  else storeOf(cluster, resource).set(key, object);
  const type: WatchEventType = after === undefined ? "deleted" : before === undefined ? "added" : "modified";
  for (const controller of plane.watchers) {
    if (isWatched(controller, resource))
      plane.deliveries.push({ dueNs: nowNs + plane.watchNs, controller, resource, type, key, object });
  }
  wake(plane, nowNs);
  const changed = plane.changed.get(resource) ?? new Set();
  plane.changed.set(resource, changed.add(key));
  if (resource === "pods") podObjectChanged(cluster, object as Pod, after === undefined, nowNs);
  return object;
}

function newMeta(cluster: ClusterWorld, meta: NewMeta, nowNs: number): StoredMeta {
  const { plane } = cluster;
  const { generateName = "", ...given } = meta;
  return {
    labels: {},
    annotations: {},
    namespace: "default",
    ...given,
    name: given.name ?? generatedName(cluster, generateName),
    uid: `10000000-0000-4000-8000-${String(++plane.uids).padStart(12, "0")}`,
    resourceVersion: 0,
    generation: 1,
    creationMs: storedMs(plane, nowNs),
  };
}

/** A slice says its name in its content, too. */
function namedContent(given: NewObject, { name }: StoredMeta): object {
  return "service" in given && "content" in given ? { content: { ...(given.content as object), name } } : {};
}

function generatedName({ plane }: ClusterWorld, prefix: string): string {
  const count = (plane.nameCounts.get(prefix) ?? 0) + 1;
  plane.nameCounts.set(prefix, count);
  return `${prefix}${count}`;
}

function create(cluster: ClusterWorld, resource: Resource, given: NewObject, nowNs: number): ApiAnswer {
  const { namespace = "default", name } = given.metadata;
  if (name !== undefined && storeOf(cluster, resource).has(`${namespace}/${name}`))
    return { error: "AlreadyExists", message: `${resource} "${name}" already exists` };
  if (resource === "pods") return createPod(cluster, given as Omit<Pod, "metadata"> & { metadata: NewMeta }, nowNs);
  const metadata = newMeta(cluster, given.metadata, nowNs);
  const object = { ...given, ...namedContent(given, metadata), metadata } as StoredObject;
  return { object: store(cluster, resource, undefined, object, nowNs) };
}

/** A pod's name and UID carry its number; it goes to a node at once, or as soon as the scheduler has heard of it. */
function createPod(
  cluster: ClusterWorld,
  given: Omit<Pod, "metadata"> & { readonly metadata: NewMeta },
  nowNs: number,
): ApiAnswer {
  const { plane } = cluster;
  const number = ++plane.podCount;
  const { generateName, ...meta } = given.metadata;
  const named = newMeta(cluster, { ...meta, name: meta.name ?? `${generateName ?? ""}${number}` }, nowNs);
  const metadata = { ...named, uid: `00000000-0000-4000-8000-${String(number).padStart(12, "0")}` };
  const pod: Pod = { ...given, metadata, number, node: undefined, status: emptyPodStatus() };
  podArrives(cluster, pod);
  const object = store(cluster, "pods", undefined, pod, nowNs) as Pod;
  recordPodCreated(cluster, object, nowNs);
  postCall(plane, nowNs, plane.watchNs + plane.callNs, `a/bind/${metadata.name}`, { verb: "bind", key: keyOf(pod) });
  return { object };
}

/** The scheduler: pods go to the nodes in turn. */
function bind(cluster: ClusterWorld, key: string, nowNs: number): ApiAnswer {
  const pod = cluster.plane.stores.pods.get(key);
  if (pod === undefined || pod.node !== undefined || pod.metadata.deletionMs !== undefined)
    return { object: undefined };
  const { node } = podWorldOf(cluster, pod);
  const scheduled = {
    type: "PodScheduled",
    status: "True",
    sinceMs: storedMs(cluster.plane, nowNs),
    ...(cluster.engine.profile.observedGeneration && { observedGeneration: pod.metadata.generation }),
  };
  const status = { ...pod.status, conditions: [...pod.status.conditions, scheduled] };
  const spec = { ...pod.spec, nodeName: cluster.engine.kubelets[node]?.name ?? "" };
  return { object: store(cluster, "pods", pod, { ...pod, node, spec, status }, nowNs) };
}

const STALE = "the object has been modified; please apply your changes to the latest version and try again";

function conflictOf(resource: Resource, present: StoredObject, { metadata }: StoredObject): ApiAnswer | undefined {
  const isStale = metadata.resourceVersion !== 0 && metadata.resourceVersion !== present.metadata.resourceVersion;
  if (!isStale && metadata.uid === present.metadata.uid) return undefined;
  const message = `Operation cannot be fulfilled on ${resource} "${metadata.name}": ${STALE}`;
  return { error: "Conflict", message };
}

function update(cluster: ClusterWorld, resource: Resource, given: StoredObject, nowNs: number): ApiAnswer {
  const present = storeOf(cluster, resource).get(keyOf(given));
  if (present === undefined) return notFound(resource, given.metadata.name);
  const conflict = conflictOf(resource, present, given);
  if (conflict !== undefined) return conflict;
  const { labels, annotations, owner } = given.metadata;
  const metadata: StoredMeta = { ...present.metadata, labels, annotations, ...(owner === undefined ? {} : { owner }) };
  const after = { ...given, metadata, ...("status" in present ? { status: present.status } : {}) } as StoredObject;
  const generation = metadata.generation + (countsAsChange(resource, present, after) ? 1 : 0);
  return write(cluster, resource, present, { ...after, metadata: { ...metadata, generation } }, nowNs);
}

/** What raises an object's generation: another spec, or another content of a slice. */
function countsAsChange(resource: Resource, before: StoredObject, after: StoredObject): boolean {
  if (resource === "services" || resource === "endpoints") return false;
  if ("spec" in before && "spec" in after) return !isSame(before.spec, after.spec);
  return "content" in before && "content" in after && !isSame(before.content, after.content);
}

function updateStatus(cluster: ClusterWorld, resource: Resource, given: StoredObject, nowNs: number): ApiAnswer {
  const present = storeOf(cluster, resource).get(keyOf(given));
  if (present === undefined) return notFound(resource, given.metadata.name);
  const conflict = conflictOf(resource, present, given);
  if (conflict !== undefined) return conflict;
  const status = "status" in given ? given.status : undefined;
  return write(cluster, resource, present, { ...present, status } as StoredObject, nowNs);
}

/** What changes nothing is not written. */
function write(
  cluster: ClusterWorld,
  resource: Resource,
  before: StoredObject,
  after: StoredObject,
  nowNs: number,
): ApiAnswer {
  return { object: isSame(before, after) ? before : store(cluster, resource, before, after, nowNs) };
}

function remove(
  cluster: ClusterWorld,
  { resource, key, by, graceSeconds }: Extract<ApiRequest, { verb: "delete" }>,
  nowNs: number,
): ApiAnswer {
  const present = storeOf(cluster, resource).get(key);
  if (present === undefined) return notFound(resource, key.slice(key.indexOf("/") + 1));
  if (resource === "pods") return removePod(cluster, present as Pod, by, graceSeconds, nowNs);
  store(cluster, resource, present, undefined, nowNs);
  collect(cluster, present.metadata.uid, nowNs);
  return { object: undefined };
}

const DEFAULT_GRACE_SECONDS = 30;

/** Graceful; at once with grace 0, of a pod without a node, and of one that is done. */
function removePod(
  cluster: ClusterWorld,
  pod: Pod,
  by: Deleter,
  graceSeconds: number | undefined,
  nowNs: number,
): ApiAnswer {
  const asked = graceSeconds ?? pod.spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS;
  const isDone = pod.node === undefined || isTerminalPhase(pod.status.phase);
  const grace = isDone ? 0 : asked < 0 ? 1 : asked;
  if (grace === 0) {
    recordPodGone(cluster, pod, by, nowNs);
    store(cluster, "pods", pod, undefined, nowNs);
    return { object: undefined };
  }
  const before = pod.metadata.deletionGracePeriodSeconds;
  if (before !== undefined && before <= grace) return { object: undefined };
  recordPodDelete(cluster, pod, grace, by, nowNs);
  const metadata: StoredMeta = {
    ...pod.metadata,
    generation: pod.metadata.generation + (before === undefined ? 1 : 0),
    deletionMs: storedMs(cluster.plane, nowNs + grace * 1e9),
    deletionGracePeriodSeconds: grace,
  };
  store(cluster, "pods", pod, { ...pod, metadata }, nowNs);
  return { object: undefined };
}

const COLLECTED: readonly Resource[] = ["replicasets", "controllerrevisions", "pods", "endpointslices"];

/** The garbage collector: what belonged to a removed owner is deleted. Nothing belongs to a pod. */
function collect(cluster: ClusterWorld, owner: string, nowNs: number): void {
  const { plane } = cluster;
  for (const resource of COLLECTED) {
    const dependents = [...storeOf(cluster, resource).values()].filter(({ metadata }) => metadata.owner?.uid === owner);
    dependents.sort((a, b) => (a.metadata.uid < b.metadata.uid ? -1 : 1));
    for (const dependent of dependents) {
      const request = { verb: "delete", resource, key: keyOf(dependent), by: "gc" } as const;
      const order = `c/gc/${resource}/${dependent.metadata.name}`;
      postCall(plane, nowNs, plane.watchNs + plane.callNs, order, request);
    }
  }
}

function kubeletWrites(
  cluster: ClusterWorld,
  verb: "kubeletStatus" | "kubeletDelete",
  written: Extract<ApiRequest, { verb: "kubeletStatus" }>["write"],
  nowNs: number,
): ApiAnswer {
  const { plane, engine } = cluster;
  plane.kubeletWrites.splice(plane.kubeletWrites.indexOf(written), 1);
  const world = engine.pods[written.pod] as PodWorld;
  const pod = storedPod(cluster, world);
  if (pod === undefined) return notFound("pods", world.plan.name);
  if (verb === "kubeletDelete") return removePod(cluster, pod, "kubelet", 0, nowNs);
  return write(cluster, "pods", pod, { ...pod, status: carryOutStatus(pod.status, written) }, nowNs);
}
