import type { ClusterWorld } from "../clusterWorld.ts";
import { recordControllerEvent } from "../clusterTrace.ts";
import { postCall } from "../api/postCall.ts";
import type { ApiAnswer, ApiRequest, Waiting } from "../api/controlPlane.ts";
import { NS_PER_MS, USER } from "../api/controlPlane.ts";
import type { StoredObject } from "../api/objects.ts";
import { creationObserved, deletionObserved } from "../replicaset/expectations.ts";
import { expectDeletion, trackSlice } from "../endpoints/sliceTracker.ts";
import type { ControllerState } from "./controller.ts";
import { NO_VERSIONS } from "./controller.ts";
import { CONTROLLERS } from "./controllers.ts";
import type { ControllerName } from "./controllerName.ts";
import type { Routine } from "./routine.ts";
import type { Demand, SyncEnd } from "./sync.ts";
import { addAfter, addRateLimited, done, takeKey } from "./workQueue.ts";

/** Each controller has as many workers. */
const WORKERS = 5;

/** Idle workers take what waits in the queue. */
export function startWorkers(cluster: ClusterWorld, name: ControllerName, nowNs: number): void {
  const { plane } = cluster;
  const controller = plane.controllers[name];
  while (controller.queue.processing.size < WORKERS) {
    const key = takeKey(controller.queue);
    if (key === undefined) return;
    const input = CONTROLLERS[name].look(cluster, controller, key, nowNs);
    if (input === "done" || input === "failed") {
      endSync(cluster, name, key, input, nowNs);
      continue;
    }
    const routine: Routine = { id: ++plane.routineCount, controller: name, key, input, answers: [], waitsFor: [] };
    plane.routines.set(routine.id, routine);
    goOn(cluster, routine, nowNs);
  }
}

/** One of the calls that a routine waits for was answered; after the last it goes on. */
export function answerRoutine(cluster: ClusterWorld, { id, slot }: Waiting, answer: ApiAnswer, nowNs: number): void {
  if (id === USER.id) {
    cluster.user.isWaiting = false;
    cluster.user.freeNs = nowNs;
    return;
  }
  const routine = cluster.plane.routines.get(id);
  if (routine === undefined) return;
  routine.waitsFor[slot] = answer;
  if (routine.waitsFor.includes(undefined)) return;
  routine.answers.push(routine.waitsFor);
  goOn(cluster, routine, nowNs);
  startWorkers(cluster, routine.controller, nowNs);
}

/** Runs the sync anew up to where it stood, and on to the next calls or its end. */
function goOn(cluster: ClusterWorld, routine: Routine, nowNs: number): void {
  const sync = CONTROLLERS[routine.controller].sync(routine.input);
  let turn = sync.next();
  for (const answer of routine.answers) turn = sync.next(answer);
  while (turn.done !== true) {
    const demand = turn.value;
    if (demand.ask === "calls" && demand.requests.length > 0) {
      postCalls(cluster, routine, demand.requests, nowNs);
      return;
    }
    if (demand.ask === "wait") {
      routine.waitsFor = [undefined];
      postCall(cluster.plane, nowNs, demand.forMs * NS_PER_MS, "b/wait", { verb: "none" }, { id: routine.id, slot: 0 });
      return;
    }
    const answer = demand.ask === "calls" ? [] : answerAtOnce(cluster, routine, demand, nowNs);
    routine.answers.push(answer);
    turn = sync.next(answer);
  }
  cluster.plane.routines.delete(routine.id);
  endSync(cluster, routine.controller, routine.key, turn.value, nowNs);
}

function postCalls(cluster: ClusterWorld, routine: Routine, requests: readonly ApiRequest[], nowNs: number): void {
  routine.waitsFor = requests.map(() => undefined);
  for (const [slot, request] of requests.entries()) {
    const order = `b/${routine.controller}/${orderOf(request)}`;
    postCall(cluster.plane, nowNs, cluster.plane.callNs, order, request, { id: routine.id, slot });
  }
}

/** Calls of one instant are carried out in the order of these. */
function orderOf(request: ApiRequest): string {
  switch (request.verb) {
    case "create": {
      const { name = "", generateName = "" } = request.object.metadata;
      return `create/${request.resource}/${name}${generateName}`;
    }
    case "delete":
      return `delete/${request.resource}/${request.key.slice(request.key.indexOf("/") + 1)}`;
    case "update":
    case "updateStatus":
      return `update/${request.resource}/${request.object.metadata.name}`;
    default:
      return request.verb;
  }
}

function endSync(cluster: ClusterWorld, name: ControllerName, key: string, end: SyncEnd, nowNs: number): void {
  const { queue } = cluster.plane.controllers[name];
  const { maxRetries } = CONTROLLERS[name];
  const failures = queue.failures.get(key) ?? 0;
  if (end === "failed" && failures < maxRetries) addRateLimited(queue, key, nowNs);
  else queue.failures.delete(key);
  done(queue, key);
}

function answerAtOnce(
  cluster: ClusterWorld,
  { controller: name, key }: Routine,
  demand: Exclude<Demand, { ask: "calls" | "wait" }>,
  nowNs: number,
): unknown {
  const controller = cluster.plane.controllers[name];
  switch (demand.ask) {
    case "now":
      return nowNs / NS_PER_MS;
    case "event":
      return recordControllerEvent(cluster, name, demand, nowNs);
    case "fetch":
      return (cluster.plane.stores[demand.resource] as Map<string, StoredObject>).get(demand.key);
    case "cached":
      return (controller.caches[demand.resource] as Map<string, StoredObject>).get(demand.key);
    case "requeueAfter":
      return addAfter(controller.queue, key, nowNs, demand.afterMs * NS_PER_MS);
    case "requeueRateLimited":
      return addRateLimited(controller.queue, key, nowNs);
    default:
      return remember(controller, key, demand, nowNs);
  }
}

type Memory = Exclude<
  Demand,
  { ask: "calls" | "wait" | "now" | "event" | "fetch" | "cached" | "requeueAfter" | "requeueRateLimited" }
>;

/** What a controller keeps between its syncs. */
function remember(controller: ControllerState, key: string, demand: Memory, nowNs: number): void {
  const { expectations, wrote, slices, replaced } = controller;
  switch (demand.ask) {
    case "expectCreations":
      expectations.set(key, { creations: demand.count, deletions: new Set(), sinceNs: nowNs });
      return;
    case "expectDeletions":
      expectations.set(key, { creations: 0, deletions: new Set(demand.pods), sinceNs: nowNs });
      return;
    case "creationFailed":
      for (let count = 0; count < demand.count; count++) creationObserved(expectations, key);
      return;
    case "deletionFailed":
      deletionObserved(expectations, key, demand.pod);
      return;
    case "wrote": {
      const written = wrote.get(key) ?? { ...NO_VERSIONS };
      written[demand.resource] = Math.max(written[demand.resource], demand.version);
      wrote.set(key, written);
      return;
    }
    case "trackSlice":
    case "expectSliceDeletion": {
      const tracker = slices.get(key) ?? new Map<string, number>();
      slices.set(key, tracker);
      if (demand.ask === "trackSlice") trackSlice(tracker, demand.slice);
      else expectDeletion(tracker, demand.slice);
      return;
    }
    case "endpointsReplaced":
      replaced.set(key, demand.version);
  }
}
