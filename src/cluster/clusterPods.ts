import { hearAgain } from "../kubelet/nodeFaults.ts";
import { newPodWorld } from "../kubelet/newPodWorld.ts";
import { podPlanOf } from "../kubelet/podPlan.ts";
import { nextDue } from "../kubelet/podStep.ts";
import type { PodObject, PodStatus, PodWorld } from "../kubelet/podWorld.ts";
import { NEVER } from "../kubelet/podWorld.ts";
import type { Pod as PodManifest } from "../model/pod.ts";
import type { ContainerBehaviour } from "../model/scenario.ts";
import { containersOf } from "../model/scenarioPods.ts";
import { NEVER_MS, schedule } from "../time/eventQueue.ts";
import { NS_PER_MS } from "./api/controlPlane.ts";
import { carryOutStatus } from "./api/kubeletWrites.ts";
import type { Pod } from "./api/objects.ts";
import type { ClusterWorld, NodeNews } from "./clusterWorld.ts";

/** As the API server creates it. */
export function emptyPodStatus(): PodStatus {
  return { phase: "Pending", conditions: [], containers: [], podIp: "", observedGeneration: 0 };
}

export function podWorldOf({ engine }: ClusterWorld, { number }: Pick<Pod, "number">): PodWorld {
  return engine.pods[number - 1] as PodWorld;
}

/** How traces call the pod: its name, or its name and a count if another pod had it before. */
export function tracedNameOf(cluster: ClusterWorld, pod: Pick<Pod, "number">): string {
  return podWorldOf(cluster, pod).plan.name;
}

/** Pods go to the nodes in turn, but for those that name theirs. */
function homeOf({ kubelets }: ClusterWorld["engine"], number: number, nodeName: string | undefined): number {
  const named = kubelets.findIndex(({ name }) => name === nodeName);
  return named === -1 ? (number - 1) % kubelets.length : named;
}

/** A pod is new; its node's kubelet has not heard of it. */
export function podArrives(cluster: ClusterWorld, { metadata, spec, number }: Pod): void {
  const { engine, plans, surroundings, names } = cluster;
  const count = (names.get(metadata.name) ?? 0) + 1;
  names.set(metadata.name, count);
  const name = count === 1 ? metadata.name : `${metadata.name}~${count}`;
  const manifest: PodManifest = { metadata: { ...metadata, name }, spec };
  const plan = podPlanOf(plans, manifest, behavioursOf(cluster, manifest, number), surroundings);
  engine.pods.push(newPodWorld(number - 1, plan, homeOf(engine, number, spec.nodeName), NEVER));
}

/** The same object for pods that behave alike, so that they share their plans. */
function behavioursOf(
  { behaviour, outages, behaviours }: ClusterWorld,
  pod: PodManifest,
  number: number,
): Readonly<Record<string, ContainerBehaviour>> {
  const isMeant = (pods: readonly number[] | undefined): boolean => pods === undefined || pods.includes(number);
  const containers = containersOf(pod).map(({ name, image = "" }) => {
    const found = behaviour.findIndex(
      (entry) => isMeant(entry.pods) && (entry.container ?? name) === name && (entry.image ?? image) === image,
    );
    const met = outages.flatMap((outage, index) =>
      isMeant(outage.pods) && (outage.container ?? name) === name ? [index] : [],
    );
    return { name, found, met };
  });
  const key = JSON.stringify(containers);
  const known = behaviours.get(key);
  if (known !== undefined) return known;
  const made = Object.fromEntries(
    containers.map(({ name, found, met }) => {
      const instances = behaviour[found]?.instances ?? [{}];
      return [name, { instances, ...(met.length === 0 ? {} : { outages: met.map((index) => outages[index]) }) }];
    }),
  ) as Record<string, ContainerBehaviour>;
  behaviours.set(key, made);
  return made;
}

function podObjectOf({ metadata, status }: Pod): PodObject {
  const { deletionMs, deletionGracePeriodSeconds, generation } = metadata;
  return {
    deletionRequested: deletionMs !== undefined,
    ...(deletionGracePeriodSeconds === undefined ? {} : { deletionGracePeriodSeconds }),
    generation,
    status,
  };
}

/** What the node's kubelet would be answered if it asked: with its own writes that are not carried out yet. */
function seenObject({ plane }: ClusterWorld, pod: Pod): PodObject | null {
  let { status } = pod;
  for (const write of plane.kubeletWrites) {
    if (write.pod !== pod.number - 1) continue;
    if (write.status === undefined) return null;
    status = carryOutStatus(status, write);
  }
  return podObjectOf({ ...pod, status });
}

/** The API server has another version of the pod: its node's kubelet hears of it in the next whole millisecond. */
export function podObjectChanged(cluster: ClusterWorld, pod: Pod, isGone: boolean, nowNs: number): void {
  const { engine, plane } = cluster;
  const world = podWorldOf(cluster, pod);
  world.object = isGone ? null : seenObject(cluster, pod);
  if (pod.node === undefined) return;
  if (world.object !== null) world.lastObject = world.object;
  const news = cluster.news[pod.node];
  if (news === undefined || engine.kubelets[pod.node]?.alive !== true) return;
  news.pods.add(world.index);
  if (news.atMs === NEVER) news.atMs = Math.floor(nowNs / NS_PER_MS) + 1 + plane.watchNs / NS_PER_MS;
}

/** The pod as the API server has it now. */
export function storedPod({ plane }: ClusterWorld, { plan }: PodWorld): Pod | undefined {
  const countsAt = plan.name.indexOf("~");
  const name = countsAt === -1 ? plan.name : plan.name.slice(0, countsAt);
  const pod = plane.stores.pods.get(`${plan.namespace}/${name}`);
  return pod?.metadata.uid === plan.uid ? pod : undefined;
}

/** The same as its kubelet is told of it; null: gone, or not of any node yet. */
export function storedPodObject(cluster: ClusterWorld, pod: PodWorld): PodObject | null {
  const stored = storedPod(cluster, pod);
  return stored?.node === undefined ? null : podObjectOf(stored);
}

/** A kubelet hears of all that changed. */
export function hearNews(cluster: ClusterWorld, news: NodeNews, t: number): void {
  const { engine } = cluster;
  news.atMs = NEVER;
  const changed = [...news.pods].sort((a, b) => a - b);
  news.pods.clear();
  for (const index of changed) {
    const pod = engine.pods[index] as PodWorld;
    const object = storedPodObject(cluster, pod);
    if (object === null && pod.managed === null) continue;
    hearAgain(engine, pod, t, object);
    reschedulePod(cluster, pod);
  }
}

/** Something of this pod falls due at another instant than was known. */
export function reschedulePod({ due }: ClusterWorld, pod: PodWorld): void {
  const t = nextDue(pod.due);
  schedule(due, pod.index, t >= NEVER ? NEVER_MS : t);
}
