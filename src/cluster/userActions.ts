import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";
import type { ClusterAction, ObjectKind, ObjectManifest } from "../model/clusterScenario.ts";
import {
  daemonSetSpec,
  deploymentSpec,
  jobSpec,
  NEW_DEPLOYMENT_STATUS,
  NEW_STATEFULSET_STATUS,
  podSpec,
  serviceSpec,
  statefulSetSpec,
} from "./admit.ts";
import type { ApiRequest } from "./api/controlPlane.ts";
import { storedMs } from "./api/controlPlane.ts";
import type { DaemonSet, Deployment, Pod, Resource, StatefulSet, StoredMeta, StoredObject } from "./api/objects.ts";
import { keyOf } from "./api/objects.ts";
import { NEW_DAEMONSET_STATUS } from "./daemonset/daemonSet.ts";
import { NEW_JOB_STATUS } from "./job/job.ts";
import { evictionRequest } from "./disruption/evictionRequest.ts";
import type { ClusterWorld } from "./clusterWorld.ts";
import type { PodTemplate } from "./podTemplate.ts";

const RESOURCES: { readonly [K in ObjectKind]: Resource } = {
  Deployment: "deployments",
  StatefulSet: "statefulsets",
  Service: "services",
  Pod: "pods",
  PodDisruptionBudget: "poddisruptionbudgets",
  Job: "jobs",
  DaemonSet: "daemonsets",
};

/** What a user asks the API server for; a text: why it cannot be asked. */
export function actionRequest(cluster: ClusterWorld, action: ClusterAction, nowNs: number): ApiRequest | string {
  switch (action.do) {
    case "apply":
      return applyRequest(cluster, action.object);
    case "deleteObject":
      return { verb: "delete", resource: RESOURCES[action.kind], key: `default/${action.name}`, by: "user" };
    case "scale":
      if (cluster.plane.stores.daemonsets.has(`default/${action.name}`))
        return `${action.name} has a pod for each node`;
      return edit(cluster, action.name, (spec) => ({ ...spec, replicas: action.replicas }));
    case "updateImage":
      return edit(cluster, action.name, (spec) => ({ ...spec, template: withImage(spec.template, action) }));
    case "rolloutRestart":
      return edit(cluster, action.name, (spec) => ({ ...spec, template: restarted(spec.template, action.atMs) }));
    case "pause":
    case "resume":
      return edit(cluster, action.name, (spec) => ({ ...spec, paused: action.do === "pause" }));
    case "deletePod":
    case "evictPod":
    case "setPodCondition": {
      const pod = [...cluster.plane.stores.pods.values()].find(({ number }) => number === action.pod);
      if (pod === undefined) return `no pod ${action.pod}`;
      if (action.do === "setPodCondition") return conditionRequest(cluster, pod, action, nowNs);
      if (action.do === "evictPod") return evictionRequest(cluster.plane, pod);
      const { graceSeconds } = action;
      const grace = graceSeconds === undefined ? {} : { graceSeconds };
      return { verb: "delete", resource: "pods", key: keyOf(pod), by: "user", ...grace };
    }
  }
}

function applyRequest({ plane }: ClusterWorld, manifest: ObjectManifest): ApiRequest {
  const { kind, metadata, spec } = manifest;
  const resource = RESOURCES[kind];
  const present = plane.stores[resource].get(`default/${metadata.name}`);
  if (present === undefined) {
    const { name, labels = {}, annotations = {} } = metadata;
    const object = { metadata: { name, labels, annotations }, ...newContent(plane.nameCounts, manifest) };
    return { verb: "create", resource, object };
  }
  const meta = {
    ...present.metadata,
    resourceVersion: 0,
    labels: metadata.labels ?? present.metadata.labels,
    annotations: { ...present.metadata.annotations, ...metadata.annotations },
  };
  const object = { ...present, metadata: meta, spec: specOf(kind, spec, present) } as StoredObject;
  return { verb: "update", resource, object };
}

function newContent(counts: Map<string, number>, manifest: ObjectManifest): object {
  const { kind, spec } = manifest;
  if (kind === "Deployment") return { spec: deploymentSpec(spec), status: NEW_DEPLOYMENT_STATUS };
  if (kind === "StatefulSet") return { spec: statefulSetSpec(spec), status: NEW_STATEFULSET_STATUS };
  if (kind === "DaemonSet") return { spec: daemonSetSpec(spec), status: NEW_DAEMONSET_STATUS };
  if (kind === "Job") return { spec: jobSpec(spec), status: NEW_JOB_STATUS };
  if (kind === "Pod") return { spec: podSpec(manifest) };
  if (kind === "PodDisruptionBudget") return { spec };
  const count = (counts.get("services") ?? 0) + 1;
  counts.set("services", count);
  return { spec: serviceSpec(spec, count) };
}

function specOf(kind: ObjectKind, spec: JsonObject, present: StoredObject): unknown {
  if (kind === "Deployment") return deploymentSpec(spec);
  if (kind === "StatefulSet") return statefulSetSpec(spec);
  if (kind === "DaemonSet") return daemonSetSpec(spec);
  if (kind === "Job") return jobSpec(spec);
  if (kind === "Pod" || kind === "PodDisruptionBudget" || !("spec" in present)) return spec;
  const { clusterIP, ipFamilies } = present.spec as { clusterIP?: string; ipFamilies?: readonly string[] };
  return { type: "ClusterIP", ...spec, clusterIP, ipFamilies };
}

/** Whatever version the API server has. */
function anyVersion({ metadata }: StoredObject): StoredMeta {
  return { ...metadata, resourceVersion: 0 };
}

/** Another spec for the workload of a name. */
function edit(
  { plane }: ClusterWorld,
  name: string,
  change: <Spec extends Deployment["spec"] | StatefulSet["spec"] | DaemonSet["spec"]>(spec: Spec) => Spec,
): ApiRequest | string {
  const key = `default/${name}`;
  const deployment = plane.stores.deployments.get(key);
  const set = plane.stores.statefulsets.get(key);
  if (deployment !== undefined) {
    const object = { ...deployment, metadata: anyVersion(deployment), spec: change(deployment.spec) };
    return { verb: "update", resource: "deployments", object };
  }
  const daemonSet = plane.stores.daemonsets.get(key);
  if (daemonSet !== undefined) {
    const object = { ...daemonSet, metadata: anyVersion(daemonSet), spec: change(daemonSet.spec) };
    return { verb: "update", resource: "daemonsets", object };
  }
  if (set === undefined) return `no ${name}`;
  return {
    verb: "update",
    resource: "statefulsets",
    object: { ...set, metadata: anyVersion(set), spec: change(set.spec) },
  };
}

function withImage(
  template: PodTemplate,
  { container, image }: Extract<ClusterAction, { do: "updateImage" }>,
): PodTemplate {
  const containers = template.spec["containers"];
  if (!isJsonArray(containers)) return template;
  const changed = containers.map(
    (one): JsonValue =>
      isJsonObject(one) && (container === undefined || one["name"] === container) ? { ...one, image } : one,
  );
  return { ...template, spec: { ...template.spec, containers: changed } };
}

/** As kubectl rollout restart does it. */
function restarted(template: PodTemplate, atMs: number): PodTemplate {
  const present = template.metadata?.["annotations"];
  const annotations = {
    ...(isJsonObject(present) ? present : {}),
    "kubectl.kubernetes.io/restartedAt": `${atMs}`,
  };
  return { ...template, metadata: { ...template.metadata, annotations } };
}

function conditionRequest(
  { plane }: ClusterWorld,
  pod: Pod,
  { type, status }: Extract<ClusterAction, { do: "setPodCondition" }>,
  nowNs: number,
): ApiRequest {
  const { conditions } = pod.status;
  const before = conditions.find((condition) => condition.type === type);
  const condition = before?.status === status ? before : { ...before, type, status, sinceMs: storedMs(plane, nowNs) };
  const set = before ? conditions.map((other) => (other === before ? condition : other)) : [...conditions, condition];
  const metadata = { ...pod.metadata, resourceVersion: 0 };
  const object: Pod = { ...pod, metadata, status: { ...pod.status, conditions: set } };
  return { verb: "updateStatus", resource: "pods", object };
}
