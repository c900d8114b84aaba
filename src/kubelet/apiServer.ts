import { isTerminalPhase } from "../model/status.ts";
import type { Engine } from "./engine.ts";
import { emit, hearsApiServer, toWholeSecond } from "./engine.ts";
import { podRemoved, updatePod } from "./podWorker.ts";
import type { PodObject, PodStatus, PodWorld } from "./podWorld.ts";
import { imageOf } from "./runtime.ts";
import { objectReconciled } from "./statusPatch.ts";

/** The API server takes the pod, and its node's kubelet hears of it. */
export function createPod(engine: Engine, pod: PodWorld, t: number): void {
  const status: PodStatus = {
    phase: "",
    conditions: pod.plan.pod.status?.conditions ?? [],
    containers: [],
    podIp: "",
    observedGeneration: 0,
  };
  pod.object = { deletionRequested: false, generation: 0, status };
  pod.lastObject = pod.object;
  if (!hearsApiServer(engine, pod, t)) return;
  pod.managed = pod.object;
  updatePod(engine, pod, t, pod.object, false);
}

/** DELETE with a grace in seconds (default the pod's): graceful, or at once with 0 or for a pod that is done (lifecycle spec §4.1). */
export function deletePod(engine: Engine, pod: PodWorld, t: number, graceSeconds?: number): void {
  const { object } = pod;
  if (object === null) return;
  const asked = graceSeconds ?? pod.plan.terminationGracePeriodSeconds;
  const grace = isTerminalPhase(object.status.phase) ? 0 : asked < 0 ? 1 : asked;
  if (grace === 0) {
    pod.object = null;
    emit(engine, pod, t, { kind: "apiRemoved", by: "user" });
    if (hearsApiServer(engine, pod, t)) podRemoved(engine, pod, t);
    return;
  }
  const before = object.deletionGracePeriodSeconds;
  if (before !== undefined && before <= grace) return;
  const generation = object.generation + (before === undefined ? 1 : 0);
  replaceObject(engine, pod, t, { ...object, deletionRequested: true, deletionGracePeriodSeconds: grace, generation });
}

function replaceObject(engine: Engine, pod: PodWorld, t: number, object: PodObject): void {
  pod.object = object;
  pod.lastObject = object;
  if (!hearsApiServer(engine, pod, t)) return;
  pod.managed = object;
  updatePod(engine, pod, t, object, false);
}

/** Another image for a container; the kubelet hears of it as of any change of the specification. */
export function setImage(engine: Engine, pod: PodWorld, t: number, container: string, image: string): void {
  const { object } = pod;
  const plan = pod.plan.containers.find(({ name }) => name === container);
  if (object === null || plan === undefined || imageOf(pod, object, plan.place) === image) return;
  const images = { ...object.images, [container]: image };
  replaceObject(engine, pod, t, { ...object, images, generation: object.generation + 1 });
}

/** Another controller sets a condition; the kubelet sees a change of the status only. */
export function setCondition(engine: Engine, pod: PodWorld, t: number, type: string, status: string): void {
  const { object } = pod;
  if (object === null) return;
  const before = object.status.conditions.find((condition) => condition.type === type);
  // What changes nothing is no news, and asks for no sync (condition-again of properties/oracle/found.jsonl.gz).
  if (before?.status === status) return;
  const condition = { ...before, type, status, sinceMs: toWholeSecond(engine, t) };
  const conditions = before
    ? object.status.conditions.map((other) => (other === before ? condition : other))
    : [...object.status.conditions, condition];
  pod.object = { ...object, status: { ...object.status, conditions } };
  pod.lastObject = pod.object;
  if (hearsApiServer(engine, pod, t)) objectReconciled(engine, pod, t, pod.object);
}

/** The node lifecycle controller: pods of a node that it hears nothing of are not ready, whatever else they say. */
export function nodeIsLost(engine: Engine, pod: PodWorld, t: number): void {
  const ready = pod.object?.status.conditions.find(({ type }) => type === "Ready");
  if (ready?.status !== "True") return;
  setCondition(engine, pod, t, "Ready", "False");
  const said = {
    type: "Warning",
    reason: "NodeNotReady",
    message: "Node is not ready",
    from: "node-controller",
  } as const;
  pod.cause = emit(engine, pod, t, { kind: "event", ...said });
}

/** The taint eviction controller: the pod's toleration of its lost node is over. */
export function evictFromNode(engine: Engine, pod: PodWorld, t: number): void {
  if (pod.object === null || pod.object.deletionRequested) return;
  const message = `Marking for deletion Pod ${pod.plan.namespace}/${pod.plan.name}`;
  const said = { type: "Normal", reason: "TaintManagerEviction", message, from: "taint-eviction-controller" } as const;
  pod.cause = emit(engine, pod, t, { kind: "event", ...said });
  deletePod(engine, pod, t);
}
