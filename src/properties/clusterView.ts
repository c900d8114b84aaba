import type { ClusterEvent, TraceEvent } from "../model/trace.ts";
import { isTerminalPhase } from "../model/status.ts";
import type { EventOf } from "./eventOf.ts";

export type ClusterTraceEvent = Extract<TraceEvent, ClusterEvent>;
export type ReplicaSetCounts = Extract<EventOf<"replicaset">, { readonly gone?: never }>;
export type DeploymentCounts = Extract<EventOf<"deployment">, { readonly gone?: never }>;

/** A pod as the API server has it. */
export interface ApiPod {
  readonly name: string;
  /** Name of its ReplicaSet or StatefulSet. */
  readonly owner: string;
  readonly step: number;
  isReady: boolean;
  /** When it was last ready, and is so no more; `-Infinity`: never, `Infinity`: it is. */
  readyUntilMs: number;
  wasEverReady: boolean;
  isDeleted: boolean;
  isOver: boolean;
}

/** What the API server holds, as far as a trace says it. */
export interface ClusterView {
  /** By their names in the trace; those that are gone are gone. */
  readonly pods: Map<string, ApiPod>;
  readonly replicaSets: Map<string, ReplicaSetCounts>;
  readonly deployments: Map<string, DeploymentCounts>;
  /** What was said of it before the instant of the above. */
  readonly deploymentsBefore: Map<string, DeploymentCounts>;
  /** When a user last asked for another number of a Deployment's pods. */
  readonly scaledMs: Map<string, number>;
}

export function newClusterView(): ClusterView {
  return {
    pods: new Map(),
    replicaSets: new Map(),
    deployments: new Map(),
    deploymentsBefore: new Map(),
    scaledMs: new Map(),
  };
}

export function takeClusterEvent(view: ClusterView, event: ClusterTraceEvent): void {
  const { pods, replicaSets, deployments } = view;
  switch (event.kind) {
    case "podCreated": {
      const { step, owner = "", pod: name = event.name } = event;
      const unready = { isReady: false, readyUntilMs: Number.NEGATIVE_INFINITY, wasEverReady: false };
      pods.set(name, { name: event.name, owner, step, ...unready, isDeleted: false, isOver: false });
      return;
    }
    case "podDelete": {
      const pod = pods.get(event.pod ?? "");
      if (pod !== undefined) pod.isDeleted = true;
      return;
    }
    case "podGone":
      pods.delete(event.pod ?? "");
      return;
    case "api": {
      const pod = pods.get(event.pod ?? "");
      if (pod !== undefined) takeStatus(pod, event);
      return;
    }
    case "replicaset":
      if (event.gone === true) replicaSets.delete(event.name);
      else replicaSets.set(event.name, event);
      return;
    case "deployment":
      if (event.gone === true) deployments.delete(event.name);
      else takeDeployment(view, event);
      return;
    default:
  }
}

function takeDeployment({ deployments, deploymentsBefore, scaledMs }: ClusterView, event: DeploymentCounts): void {
  const before = deployments.get(event.name);
  if (before !== undefined && before.spec !== event.spec) scaledMs.set(event.name, event.t);
  if (before !== undefined && before.t < event.t) deploymentsBefore.set(event.name, before);
  deployments.set(event.name, event);
}

function takeStatus(pod: ApiPod, { t, phase, ready }: EventOf<"api">): void {
  const isReady = ready === "True";
  pod.isOver = isTerminalPhase(phase);
  if (isReady) Object.assign(pod, { readyUntilMs: Infinity, wasEverReady: true });
  else if (pod.isReady) pod.readyUntilMs = t;
  pod.isReady = isReady;
}

/** The Deployment whose ReplicaSet it is: its name is the Deployment's with a hash behind it. */
export const deploymentOf = (replicaSet: string): string => replicaSet.replace(/-[^-]*$/, "");

/** Those that count for a controller: neither over nor on their way out. */
export function activePods(view: ClusterView, isMeant: (pod: ApiPod) => boolean): readonly ApiPod[] {
  return [...view.pods.values()].filter((pod) => !pod.isDeleted && !pod.isOver && isMeant(pod));
}
