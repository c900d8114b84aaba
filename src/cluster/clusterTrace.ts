import { recordEvent } from "../model/recorder.ts";
import type { EventBody } from "../model/recorder.ts";
import { readyCondition } from "./api/podFacts.ts";
import type { Deleter } from "./api/controlPlane.ts";
import { NS_PER_MS } from "./api/controlPlane.ts";
import type { Pod, Resource, StoredObject } from "./api/objects.ts";
import { podWorldOf, tracedNameOf } from "./clusterPods.ts";
import type { ClusterWorld } from "./clusterWorld.ts";
import type { ControllerName } from "./control/controllerName.ts";
import type { ControllerEvent } from "./control/eventLog.ts";
import { correlate } from "./control/eventLog.ts";
import { proxyChoices } from "./endpoints/proxyChoices.ts";
import type { ObjectState } from "./objectStates.ts";
import { OBJECT_STATES } from "./objectStates.ts";

const msOf = (nowNs: number): number => Math.floor(nowNs / NS_PER_MS);

function record({ engine }: ClusterWorld, nowNs: number, pod: string | undefined, body: EventBody): void {
  recordEvent(engine.recorder, msOf(nowNs), pod, 0, body);
}

export function recordPodCreated(cluster: ClusterWorld, pod: Pod, nowNs: number): void {
  const { metadata, spec, number } = pod;
  const node = cluster.engine.kubelets[podWorldOf(cluster, pod).node]?.name ?? "";
  const image = spec.containers[0]?.image ?? "";
  const owner = metadata.owner === undefined ? {} : { owner: metadata.owner.name };
  const name = tracedNameOf(cluster, pod);
  record(cluster, nowNs, name, { kind: "podCreated", number, name: metadata.name, node, image, ...owner, spec });
  cluster.said.set(`api ${name}`, JSON.stringify(podState(pod)));
}

export function recordPodDelete(cluster: ClusterWorld, pod: Pod, grace: number, by: Deleter, nowNs: number): void {
  record(cluster, nowNs, tracedNameOf(cluster, pod), { kind: "podDelete", grace, by });
}

export function recordPodGone(cluster: ClusterWorld, pod: Pod, by: Deleter, nowNs: number): void {
  record(cluster, nowNs, tracedNameOf(cluster, pod), { kind: "podGone", by });
}

export function recordActionError(cluster: ClusterWorld, error: string, nowNs: number): void {
  record(cluster, nowNs, undefined, { kind: "actionError", error });
}

const COMPONENTS: { readonly [C in ControllerName]: string } = {
  replicaset: "replicaset-controller",
  deployment: "deployment-controller",
  statefulset: "statefulset-controller",
  endpointslice: "endpoint-slice-controller",
  endpoint: "endpoint-controller",
  job: "job-controller",
  daemonset: "daemonset-controller",
};

export function recordControllerEvent(
  cluster: ClusterWorld,
  name: ControllerName,
  event: ControllerEvent,
  nowNs: number,
): void {
  const written = correlate(cluster.plane.controllers[name].events, event, nowNs);
  if (written === undefined) return;
  const { object, type, reason } = event;
  const { message, count } = written;
  const often = count > 1 ? { count } : {};
  record(cluster, nowNs, undefined, { kind: "event", from: COMPONENTS[name], object, type, reason, message, ...often });
}

/** The millisecond is over: what has another state than before is put on the trace. */
export function recordChanges(cluster: ClusterWorld, t: number): void {
  const { plane } = cluster;
  if (plane.changed.size === 0) return;
  let doServicesChange = false;
  for (const [resource, keys] of plane.changed) {
    doServicesChange ||= resource === "services" || resource === "endpointslices";
    for (const key of keys) recordState(cluster, t, resource, key);
  }
  plane.changed.clear();
  if (!doServicesChange) return;
  for (const { key, body } of proxyChoices(cluster)) say(cluster, t, key, undefined, body);
}

/** Puts a state on the trace that is not the last one that was. */
function say(cluster: ClusterWorld, t: number, key: string, pod: string | undefined, body: EventBody): void {
  const text = JSON.stringify(body);
  if (cluster.said.get(key) === text) return;
  cluster.said.set(key, text);
  recordEvent(cluster.engine.recorder, t, pod, 0, body);
}

function recordState(cluster: ClusterWorld, t: number, resource: Resource, key: string): void {
  const { stores } = cluster.plane;
  if (resource === "pods") {
    const pod = stores.pods.get(key);
    if (pod === undefined) return;
    const traced = tracedNameOf(cluster, pod);
    say(cluster, t, `api ${traced}`, traced, podState(pod));
    return;
  }
  // What is in the store of a resource is what its state is told of.
  const state = OBJECT_STATES[resource] as ObjectState<StoredObject> | undefined;
  if (state === undefined) return;
  const name = key.slice(key.indexOf("/") + 1);
  const about = `${state.kind} ${key}`;
  const object = stores[resource].get(key);
  if (object === undefined) {
    say(cluster, t, about, undefined, state.gone(name, cluster.said.has(about)));
    return;
  }
  say(cluster, t, about, undefined, state.body(object, name));
  for (const [type, body] of state.conditions?.(object, name) ?? [])
    say(cluster, t, `condition ${key} ${type}`, undefined, body);
}

function podState(pod: Pod): EventBody {
  const { phase, podIp } = pod.status;
  const ready = readyCondition(pod);
  return {
    kind: "api",
    phase,
    ...(ready === undefined ? {} : { ready: ready.status }),
    ...(ready?.reason ? { reason: ready.reason } : {}),
    ...(podIp === "" ? {} : { ip: true as const }),
  };
}
