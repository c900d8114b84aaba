import type { Pod, Service, StoredObject } from "../api/objects.ts";
import { keyOf } from "../api/objects.ts";
import { isPodReady } from "../api/podFacts.ts";
import { tracedNameOf } from "../clusterPods.ts";
import type { ClusterWorld } from "../clusterWorld.ts";
import type { ControllerState } from "../control/controller.ts";
import { addAfter } from "../control/workQueue.ts";
import type { EndpointPod } from "./endpointPod.ts";
import { concernsEndpoints, isSelected } from "./endpointPod.ts";

/** A pod of the API server as the endpoint controllers look at it. */
export function endpointPodOf(cluster: ClusterWorld, pod: Pod): EndpointPod {
  const { metadata, spec, status } = pod;
  return {
    name: tracedNameOf(cluster, pod),
    namespace: metadata.namespace,
    labels: metadata.labels,
    spec,
    phase: status.phase,
    ready: isPodReady(pod),
    deleting: metadata.deletionMs !== undefined,
    podIps: status.podIp === "" ? [] : [status.podIp],
  };
}

/**
 * What a controller makes of a service and the pods behind it: a draft that is put in step with what has been heard of pods when
 * it is looked at. Plain data.
 */
export interface Behind<Draft> {
  readonly service: Service;
  readonly draft: Draft;
  /** By number, what has been heard of pods since then; undefined: it is gone. */
  readonly news: Map<number, EndpointPod | undefined>;
}

/** How a draft is begun, and how it is told what a pod is like now. */
export interface Drafting<Draft> {
  readonly begin: (service: Service) => Draft;
  readonly put: (draft: Draft, number: number, pod: EndpointPod | undefined) => void;
}

/** The draft of a service as a controller has heard of it and of its pods; another version of the service begins anew. */
export function draftBehind<Draft>(
  cluster: ClusterWorld,
  { pods }: ControllerState["caches"],
  behind: Map<string, Behind<Draft>>,
  service: Service,
  { begin, put }: Drafting<Draft>,
): Draft {
  const known = behind.get(keyOf(service));
  if (known?.service === service) {
    for (const [number, pod] of known.news) put(known.draft, number, pod);
    known.news.clear();
    return known.draft;
  }
  const draft = begin(service);
  for (const pod of pods.values()) put(draft, pod.number, endpointPodOf(cluster, pod));
  behind.set(keyOf(service), { service, draft, news: new Map() });
  return draft;
}

/** A change of a pod puts its services into the queue; the batch period counts from the first (cluster cases E15, E15b). */
export function queueServicesOf(
  cluster: ClusterWorld,
  { caches, queue }: ControllerState,
  behind: ReadonlyMap<string, Behind<unknown>>,
  isGone: boolean,
  pod: Pod,
  before: StoredObject | undefined,
  nowNs: number,
): void {
  const view = endpointPodOf(cluster, pod);
  const former = before === undefined ? undefined : endpointPodOf(cluster, before as Pod);
  const after = isGone ? undefined : view;
  for (const { service, news } of behind.values()) {
    if (isSelected(service, view) || (former !== undefined && isSelected(service, former))) news.set(pod.number, after);
  }
  if (!concernsEndpoints(former, after)) return;
  for (const service of caches.services.values()) {
    if (service.spec.selector !== undefined && isSelected(service, view))
      addAfter(queue, keyOf(service), nowNs, cluster.endpointBatchNs);
  }
}
