import type { Pod, Service, StoredObject } from "../api/objects.ts";
import { keyOf } from "../api/objects.ts";
import { isPodReady } from "../api/podFacts.ts";
import { tracedNameOf } from "../clusterPods.ts";
import type { ClusterWorld } from "../clusterWorld.ts";
import type { ControllerState } from "../control/controller.ts";
import { addAfter } from "../control/workQueue.ts";
import type { EndpointPod } from "./endpointPod.ts";
import { isSelected } from "./endpointPod.ts";

/** Objects of the API server do not change: another version is another object. */
const views = new WeakMap<Pod, EndpointPod>();

/** A pod of the API server as the endpoint controllers look at it. */
export function endpointPodOf(cluster: ClusterWorld, pod: Pod): EndpointPod {
  const known = views.get(pod);
  if (known !== undefined) return known;
  const { metadata, spec, status } = pod;
  const view = {
    name: tracedNameOf(cluster, pod),
    namespace: metadata.namespace,
    labels: metadata.labels,
    spec,
    phase: status.phase,
    ready: isPodReady(pod),
    deleting: metadata.deletionMs !== undefined,
    podIps: status.podIp === "" ? [] : [status.podIp],
  };
  views.set(pod, view);
  return view;
}

/** Pods behind a service by number, and what has been heard of pods since then. */
export interface PodsBehind {
  readonly service: Service;
  readonly numbers: number[];
  readonly pods: EndpointPod[];
  /** Undefined: it is gone. */
  readonly news: Map<number, Pod | undefined>;
}

/** The pods behind a service as a controller has heard of them, by number. */
export function podsBehind(
  cluster: ClusterWorld,
  { caches, behind }: ControllerState,
  service: Service,
): readonly EndpointPod[] {
  const known = behind.get(keyOf(service));
  if (known?.service === service) {
    for (const [number, pod] of known.news) {
      const view = pod === undefined ? undefined : endpointPodOf(cluster, pod);
      putPod(known, number, view !== undefined && isSelected(service, view) ? view : undefined);
    }
    known.news.clear();
    return known.pods;
  }
  const found = [...caches.pods.values()]
    .filter((pod) => isSelected(service, endpointPodOf(cluster, pod)))
    .sort((a, b) => a.number - b.number);
  const pods = found.map((pod) => endpointPodOf(cluster, pod));
  behind.set(keyOf(service), { service, numbers: found.map(({ number }) => number), pods, news: new Map() });
  return pods;
}

function putPod({ numbers, pods }: PodsBehind, number: number, pod: EndpointPod | undefined): void {
  let [from, to] = [0, numbers.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((numbers[middle] as number) < number) from = middle + 1;
    else to = middle;
  }
  const present = numbers[from] === number ? 1 : 0;
  numbers.splice(from, present, ...(pod === undefined ? [] : [number]));
  pods.splice(from, present, ...(pod === undefined ? [] : [pod]));
}

/**
 * Whether a change of a pod makes the controllers look at its services: it came or went, its readiness or addresses
 * changed, or it is being deleted, when every change counts. A pod that ends for good says first that it is not ready and
 * only then that it is over, so it stays a not-ready endpoint (corrections.md C1.1; cluster case E9).
 */
function concernsEndpoints(before: Pod | undefined, after: Pod): boolean {
  if (before === undefined || after.metadata.deletionMs !== undefined) return true;
  return isPodReady(before) !== isPodReady(after) || before.status.podIp !== after.status.podIp;
}

/** A change of a pod puts its services into the queue; the batch period counts from the first (cluster cases E15, E15b). */
export function queueServicesOf(
  cluster: ClusterWorld,
  { caches, queue, behind }: ControllerState,
  isGone: boolean,
  pod: Pod,
  before: StoredObject | undefined,
  nowNs: number,
): void {
  for (const { news } of behind.values()) news.set(pod.number, isGone ? undefined : pod);
  if (!isGone && !concernsEndpoints(before as Pod | undefined, pod)) return;
  const view = endpointPodOf(cluster, pod);
  for (const service of caches.services.values()) {
    if (service.spec.selector !== undefined && isSelected(service, view))
      addAfter(queue, keyOf(service), nowNs, cluster.endpointBatchNs);
  }
}
