import { kubeletDies, kubeletStarts, podAtKubeletStart, scheduleCollection } from "../kubelet/kubeletLife.ts";
import { nextDue, stepPod } from "../kubelet/podStep.ts";
import type { KubeletWorld } from "../kubelet/kubeletWorld.ts";
import type { PodWorld } from "../kubelet/podWorld.ts";
import { NEVER } from "../kubelet/podWorld.ts";
import { flushEvents, recordEvent } from "../model/recorder.ts";
import { peekKey, peekTimeMs, pop } from "../time/eventQueue.ts";
import { nextStepNs, takeStep } from "./api/apiLoop.ts";
import type { ControlPlane } from "./api/controlPlane.ts";
import { NS_PER_MS, USER } from "./api/controlPlane.ts";
import { flushKubeletWrites, nextFlushNs } from "./api/kubeletWrites.ts";
import { postCall } from "./api/postCall.ts";
import { takesOtherOrder } from "./api/takesOtherOrder.ts";
import { hearNews, reschedulePod, storedPodObject } from "./clusterPods.ts";
import { recordChanges } from "./clusterTrace.ts";
import type { ClusterWorld, KubeletChange } from "./clusterWorld.ts";
import { CONTROLLER_NAMES } from "./control/controllerName.ts";
import { startWorkers } from "./control/runRoutine.ts";
import { addDue, nextAdditionNs } from "./control/workQueue.ts";

/** A young kubelet has not seen all pods once before its first housekeeping. */
const FIRST_HOUSEKEEPING_MS = 2000;

/**
 * Runs up to and including `untilMs`. Of each millisecond: kubelets that end, what the others hear of the API server, the
 * pods by number, new kubelets; then the control plane takes its steps, and what kubelets wrote reaches it in the middle.
 */
export function advanceCluster(cluster: ClusterWorld, untilMs: number = cluster.untilMs): void {
  for (let t = nextClusterMs(cluster); t <= untilMs; t = nextClusterMs(cluster)) {
    changeKubelets(cluster, t, "stop");
    for (const news of cluster.news) if (news.atMs <= t) hearNews(cluster, news, t);
    stepPods(cluster, t);
    changeKubelets(cluster, t, "start");
    firstHousekeeping(cluster, t);
    cluster.flushNs = nextFlushNs(cluster.plane);
    runControlPlane(cluster, (t + 1) * NS_PER_MS);
    recordChanges(cluster, t);
    flushEvents(cluster.engine.recorder);
  }
}

/** The next millisecond in which anything happens. */
export function nextClusterMs(cluster: ClusterWorld): number {
  let next = Math.min(Math.floor(peekTimeMs(cluster.due)), Math.floor(nextNs(cluster) / NS_PER_MS));
  for (const { atMs } of cluster.news) next = Math.min(next, atMs);
  next = Math.min(next, cluster.kubeletChanges[cluster.nextKubeletChange]?.atMs ?? NEVER);
  for (const kubelet of cluster.engine.kubelets) {
    if (kubelet.alive && !kubelet.podsSynced) next = Math.min(next, kubelet.startedAtMs + FIRST_HOUSEKEEPING_MS);
  }
  return next;
}

function stepPods(cluster: ClusterWorld, t: number): void {
  const { engine, due } = cluster;
  const pods: PodWorld[] = [];
  while (peekTimeMs(due) < t + 1 && peekKey(due) >= 0) pods.push(engine.pods[pop(due)] as PodWorld);
  pods.sort((a, b) => a.index - b.index);
  for (const pod of pods) {
    for (let instant = nextDue(pod.due); instant < t + 1; instant = nextDue(pod.due)) stepPod(engine, pod, instant);
    reschedulePod(cluster, pod);
  }
}

function changeKubelets(cluster: ClusterWorld, t: number, change: KubeletChange["change"]): void {
  const { kubeletChanges } = cluster;
  for (
    let next = kubeletChanges[cluster.nextKubeletChange];
    next !== undefined && next.atMs <= t && next.change === change;
    next = kubeletChanges[cluster.nextKubeletChange]
  ) {
    cluster.nextKubeletChange++;
    if (change === "stop") stopKubelet(cluster, next.node, t);
    else startKubelet(cluster, next.node, t);
  }
}

function podsOfNode({ engine }: ClusterWorld, node: number): readonly PodWorld[] {
  return engine.pods.filter((pod) => pod.node === node);
}

function stopKubelet(cluster: ClusterWorld, node: number, t: number): void {
  const { engine } = cluster;
  const kubelet = engine.kubelets[node] as KubeletWorld;
  recordEvent(engine.recorder, t, undefined, 0, { kind: "action", do: "restartKubelet", node: kubelet.name });
  if (!kubelet.alive) return;
  kubelet.alive = false;
  const news = cluster.news[node];
  if (news !== undefined) {
    news.atMs = NEVER;
    news.pods.clear();
  }
  for (const pod of podsOfNode(cluster, node)) {
    kubeletDies(engine, pod, t);
    reschedulePod(cluster, pod);
  }
}

function startKubelet(cluster: ClusterWorld, node: number, t: number): void {
  const { engine } = cluster;
  if ((engine.kubelets[node] as KubeletWorld).alive) return;
  kubeletStarts(engine, node, t);
  for (const pod of podsOfNode(cluster, node)) {
    if (pod.lastObject === null) continue;
    podAtKubeletStart(engine, pod, t, storedPodObject(cluster, pod));
    reschedulePod(cluster, pod);
  }
}

function firstHousekeeping(cluster: ClusterWorld, t: number): void {
  const { engine } = cluster;
  for (const [node, kubelet] of engine.kubelets.entries()) {
    if (!kubelet.alive || kubelet.podsSynced || kubelet.startedAtMs + FIRST_HOUSEKEEPING_MS > t) continue;
    kubelet.podsSynced = true;
    for (const pod of podsOfNode(cluster, node)) {
      if (!pod.worker.known) scheduleCollection(engine, pod, t + 1);
      reschedulePod(cluster, pod);
    }
  }
}

/** When the control plane does something next. */
function nextNs(cluster: ClusterWorld): number {
  return Math.min(nextStepNs(cluster.plane), cluster.flushNs, nextUserNs(cluster), nextQueuedNs(cluster));
}

function nextUserNs({ user }: ClusterWorld): number {
  const action = user.actions[user.next];
  return action === undefined || user.isWaiting ? Infinity : Math.max(action.atMs * NS_PER_MS, user.freeNs);
}

function nextQueuedNs({ plane }: ClusterWorld): number {
  let next = Infinity;
  for (const name of CONTROLLER_NAMES) next = Math.min(next, nextAdditionNs(plane.controllers[name].queue));
  return next;
}

/** All that happens before `endNs`. Of one instant users come first, then what waited in queues, then the server's step: of these two chance decides. */
function runControlPlane(cluster: ClusterWorld, endNs: number): void {
  const { plane } = cluster;
  for (let nowNs = nextNs(cluster); nowNs < endNs; nowNs = nextNs(cluster)) {
    if (nextUserNs(cluster) <= nowNs) act(cluster, nowNs);
    else if (cluster.flushNs <= nowNs) {
      flushKubeletWrites(plane, nowNs);
      cluster.flushNs = nextFlushNs(plane);
    } else if (nextQueuedNs(cluster) <= nowNs && !isServerFirst(plane, nowNs)) takeUpQueued(cluster, nowNs);
    else takeStep(cluster, Math.max(nowNs, plane.freeNs));
  }
}

function isServerFirst(plane: ControlPlane, nowNs: number): boolean {
  return nextStepNs(plane) <= nowNs && takesOtherOrder(plane, "queues", nowNs);
}

function act(cluster: ClusterWorld, nowNs: number): void {
  const { user, engine, plane } = cluster;
  const action = user.actions[user.next++];
  if (action === undefined) return;
  const isPlanned = action.do !== "apply" || user.next > user.objects;
  if (isPlanned) {
    const t = Math.floor(nowNs / NS_PER_MS);
    const pod = "pod" in action ? engine.pods[action.pod - 1]?.plan.name : undefined;
    const number = "pod" in action && pod === undefined ? { number: action.pod } : {};
    recordEvent(engine.recorder, t, pod, 0, { kind: "action", do: action.do, ...number });
  }
  user.isWaiting = true;
  const about = action.do === "apply" ? `apply/${action.object.metadata.name}` : action.do;
  postCall(plane, nowNs, 0, `9/user/${about}`, { verb: "user", action }, USER);
}

function takeUpQueued(cluster: ClusterWorld, nowNs: number): void {
  for (const name of CONTROLLER_NAMES) {
    const { queue } = cluster.plane.controllers[name];
    if (nextAdditionNs(queue) > nowNs) continue;
    addDue(queue, nowNs);
    startWorkers(cluster, name, nowNs);
  }
}
