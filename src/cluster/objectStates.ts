import type { EventBody } from "../model/recorder.ts";
import type { EndpointSlice, Endpoints, Resource, StoredObjects } from "./api/objects.ts";
import { REVISION } from "./deployment/revisions.ts";
import { conditionLetters } from "./endpoints/endpointSlice.ts";

/** What the trace says of the objects of one resource. */
export interface ObjectState<Stored> {
  /** Begins the names of their states. */
  readonly kind: string;
  readonly body: (object: Stored, name: string) => EventBody;
  /** By type of condition. */
  readonly conditions?: (object: Stored, name: string) => readonly (readonly [string, EventBody])[];
  /** @param isKnown whether the trace has said anything of it */
  readonly gone: (name: string, isKnown: boolean) => EventBody;
}

/** Of other resources the trace says nothing, and of pods it is said elsewhere. */
export const OBJECT_STATES: { readonly [R in Resource]?: ObjectState<StoredObjects[R]> } = {
  deployments: {
    kind: "deployment",
    body: ({ metadata, spec, status }, name) => ({
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
    }),
    conditions: ({ status }, name) =>
      status.conditions.map(({ type, status: is, reason, message, sinceMs, updatedMs }) => {
        const body = { kind: "condition", of: `deployment/${name}`, type, status: is, reason, message } as const;
        return [type, { ...body, since: sinceMs, updated: updatedMs }];
      }),
    gone: (name) => ({ kind: "deployment", name, gone: true }),
  },
  replicasets: {
    kind: "replicaset",
    body: ({ metadata, spec, status }, name) => ({
      kind: "replicaset",
      name,
      revision: metadata.annotations[REVISION] ?? "",
      spec: spec.replicas,
      replicas: status.replicas,
      ready: status.readyReplicas,
      available: status.availableReplicas,
      ...terminating(status.terminatingReplicas),
    }),
    gone: (name) => ({ kind: "replicaset", name, gone: true }),
  },
  statefulsets: {
    kind: "statefulset",
    body: ({ metadata, spec, status }, name) => ({
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
    }),
    gone: (name) => ({ kind: "statefulset", name, gone: true }),
  },
  daemonsets: {
    kind: "daemonset",
    body: ({ metadata, status }, name) => ({
      kind: "daemonset",
      name,
      spec: status.desiredNumberScheduled,
      replicas: status.currentNumberScheduled,
      updated: status.updatedNumberScheduled,
      ready: status.numberReady,
      available: status.numberAvailable,
      generation: metadata.generation,
      observed: status.observedGeneration,
    }),
    gone: (name) => ({ kind: "daemonset", name, gone: true }),
  },
  jobs: {
    kind: "job",
    body: ({ status }, name) => {
      const { active, ready, succeeded, failed, terminating: leaving } = status;
      return { kind: "job", name, active, ready, succeeded, failed, ...terminating(leaving) };
    },
    conditions: ({ status }, name) =>
      status.conditions.map(({ type, reason, message, sinceMs }) => {
        const body = { kind: "condition", of: `job/${name}`, type, status: "True", reason, message } as const;
        return [type, { ...body, since: sinceMs }];
      }),
    gone: (name) => ({ kind: "job", name, gone: true }),
  },
  endpointslices: {
    kind: "slice",
    body: ({ service, content }: EndpointSlice, name) => {
      const pods = Object.fromEntries(
        content.endpoints.map(({ pod, conditions }) => [pod, conditionLetters(conditions)]),
      );
      return { kind: "slice", svc: service, name, pods };
    },
    gone: (name, isKnown) => ({
      kind: "slice",
      svc: isKnown ? name.replace(/-\d+$/, "") : "",
      name,
      pods: {},
      gone: true,
    }),
  },
  endpoints: {
    kind: "endpoints",
    body: ({ content: { subsets } }: Endpoints, name) => ({
      kind: "endpoints",
      svc: name,
      ready: podsOf(subsets.flatMap(({ addresses }) => addresses)),
      notReady: podsOf(subsets.flatMap(({ notReadyAddresses }) => notReadyAddresses)),
    }),
    gone: (name) => ({ kind: "endpoints", svc: name, ready: [], notReady: [], gone: true }),
  },
};

function terminating(count: number | undefined): { readonly terminating?: number } {
  return count === undefined || count === 0 ? {} : { terminating: count };
}

function podsOf(addresses: readonly { readonly pod: string }[]): readonly string[] {
  return addresses.map(({ pod }) => pod).sort();
}
