import { recordEvent } from "../model/recorder.ts";
import type { EventBody } from "../model/recorder.ts";
import { readyCondition } from "./api/podFacts.ts";
import type { Deleter } from "./api/controlPlane.ts";
import { NS_PER_MS } from "./api/controlPlane.ts";
import type {
  DaemonSet,
  Deployment,
  EndpointSlice,
  Endpoints,
  Job,
  Pod,
  ReplicaSet,
  Resource,
  StatefulSet,
} from "./api/objects.ts";
import { podWorldOf, tracedNameOf } from "./clusterPods.ts";
import type { ClusterWorld } from "./clusterWorld.ts";
import type { ControllerName } from "./control/controllerName.ts";
import type { ControllerEvent } from "./control/eventLog.ts";
import { correlate } from "./control/eventLog.ts";
import { REVISION } from "./deployment/revisions.ts";
import { proxyChoices } from "./endpoints/proxyChoices.ts";

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
  const { plane } = cluster;
  const name = key.slice(key.indexOf("/") + 1);
  switch (resource) {
    case "pods": {
      const pod = plane.stores.pods.get(key);
      if (pod === undefined) return;
      const traced = tracedNameOf(cluster, pod);
      return say(cluster, t, `api ${traced}`, traced, podState(pod));
    }
    case "deployments":
      return recordDeployment(cluster, t, key, name);
    case "replicasets":
      return recordReplicaSet(cluster, t, key, name);
    case "endpointslices":
      return recordSlice(cluster, t, key, name);
    case "endpoints":
      return recordEndpoints(cluster, t, key, name);
    case "statefulsets":
      return recordStatefulSet(cluster, t, key, name);
    case "daemonsets":
      return recordDaemonSet(cluster, t, key, name);
    case "jobs":
      return recordJob(cluster, t, key, name);
    case "controllerrevisions":
    case "poddisruptionbudgets":
    case "services":
      return;
  }
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

const terminating = (count: number | undefined): { readonly terminating?: number } =>
  count === undefined || count === 0 ? {} : { terminating: count };

function recordDeployment(cluster: ClusterWorld, t: number, key: string, name: string): void {
  const deployment: Deployment | undefined = cluster.plane.stores.deployments.get(key);
  if (deployment === undefined) return say(cluster, t, `deployment ${key}`, undefined, gone("deployment", name));
  const { metadata, spec, status } = deployment;
  say(cluster, t, `deployment ${key}`, undefined, {
    kind: "deployment",
    name,
    spec: spec.replicas,
    replicas: status.replicas,
    updated: status.updatedReplicas,
    ready: status.readyReplicas,
    available: status.availableReplicas,
    unavailable: status.unavailableReplicas,
    ...terminating(status.terminatingReplicas),
    generation: metadata.generation,
    observed: status.observedGeneration,
  });
  for (const { type, status: is, reason, message, sinceMs, updatedMs } of status.conditions) {
    const body = { kind: "condition", of: `deployment/${name}`, type, status: is, reason, message } as const;
    say(cluster, t, `condition ${key} ${type}`, undefined, { ...body, since: sinceMs, updated: updatedMs });
  }
}

function gone(kind: "deployment" | "replicaset" | "statefulset", name: string): EventBody {
  return { kind, name, gone: true };
}

function recordReplicaSet(cluster: ClusterWorld, t: number, key: string, name: string): void {
  const replicaSet: ReplicaSet | undefined = cluster.plane.stores.replicasets.get(key);
  if (replicaSet === undefined) return say(cluster, t, `replicaset ${key}`, undefined, gone("replicaset", name));
  const { metadata, spec, status } = replicaSet;
  say(cluster, t, `replicaset ${key}`, undefined, {
    kind: "replicaset",
    name,
    revision: metadata.annotations[REVISION] ?? "",
    spec: spec.replicas,
    replicas: status.replicas,
    ready: status.readyReplicas,
    available: status.availableReplicas,
    ...terminating(status.terminatingReplicas),
  });
}

function recordStatefulSet(cluster: ClusterWorld, t: number, key: string, name: string): void {
  const set: StatefulSet | undefined = cluster.plane.stores.statefulsets.get(key);
  if (set === undefined) return say(cluster, t, `statefulset ${key}`, undefined, gone("statefulset", name));
  const { metadata, spec, status } = set;
  say(cluster, t, `statefulset ${key}`, undefined, {
    kind: "statefulset",
    name,
    spec: spec.replicas,
    replicas: status.replicas,
    current: status.currentReplicas,
    updated: status.updatedReplicas,
    ready: status.readyReplicas,
    available: status.availableReplicas,
    currentRevision: status.currentRevision,
    updateRevision: status.updateRevision,
    generation: metadata.generation,
    observed: status.observedGeneration,
  });
}

function recordDaemonSet(cluster: ClusterWorld, t: number, key: string, name: string): void {
  const set: DaemonSet | undefined = cluster.plane.stores.daemonsets.get(key);
  if (set === undefined) return say(cluster, t, `daemonset ${key}`, undefined, { kind: "daemonset", name, gone: true });
  const { metadata, status } = set;
  say(cluster, t, `daemonset ${key}`, undefined, {
    kind: "daemonset",
    name,
    spec: status.desiredNumberScheduled,
    replicas: status.currentNumberScheduled,
    updated: status.updatedNumberScheduled,
    ready: status.numberReady,
    available: status.numberAvailable,
    generation: metadata.generation,
    observed: status.observedGeneration,
  });
}

function recordJob(cluster: ClusterWorld, t: number, key: string, name: string): void {
  const job: Job | undefined = cluster.plane.stores.jobs.get(key);
  if (job === undefined) return say(cluster, t, `job ${key}`, undefined, { kind: "job", name, gone: true });
  const { active, ready, succeeded, failed, conditions, terminating: leaving } = job.status;
  const counts = { active, ready, succeeded, failed, ...terminating(leaving) };
  say(cluster, t, `job ${key}`, undefined, { kind: "job", name, ...counts });
  for (const { type, reason, message, sinceMs } of conditions) {
    const body = {
      kind: "condition",
      of: `job/${name}`,
      type,
      status: "True",
      reason,
      message,
      since: sinceMs,
    } as const;
    say(cluster, t, `condition ${key} ${type}`, undefined, body);
  }
}

function recordSlice(cluster: ClusterWorld, t: number, key: string, name: string): void {
  const slice: EndpointSlice | undefined = cluster.plane.stores.endpointslices.get(key);
  if (slice === undefined) {
    const svc = cluster.said.get(`slice ${key}`) === undefined ? "" : name.replace(/-\d+$/, "");
    return say(cluster, t, `slice ${key}`, undefined, { kind: "slice", svc, name, pods: {}, gone: true });
  }
  const pods = Object.fromEntries(
    slice.content.endpoints.map(({ pod, conditions }) => {
      const { ready, serving, terminating: isLeaving } = conditions;
      return [pod, `${ready ? "r" : ""}${serving ? "s" : ""}${isLeaving ? "t" : ""}`];
    }),
  );
  say(cluster, t, `slice ${key}`, undefined, { kind: "slice", svc: slice.service, name, pods });
}

function recordEndpoints(cluster: ClusterWorld, t: number, key: string, name: string): void {
  const endpoints: Endpoints | undefined = cluster.plane.stores.endpoints.get(key);
  if (endpoints === undefined) {
    const body = { kind: "endpoints", svc: name, ready: [], notReady: [], gone: true } as const;
    return say(cluster, t, `endpoints ${key}`, undefined, body);
  }
  const { subsets } = endpoints.content;
  const names = (list: readonly { readonly pod: string }[]): string[] => list.map(({ pod }) => pod).sort();
  say(cluster, t, `endpoints ${key}`, undefined, {
    kind: "endpoints",
    svc: name,
    ready: names(subsets.flatMap(({ addresses }) => addresses)),
    notReady: names(subsets.flatMap(({ notReadyAddresses }) => notReadyAddresses)),
  });
}
