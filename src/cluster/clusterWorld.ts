import type { Engine } from "../kubelet/engine.ts";
import type { TemplatePlans } from "../kubelet/podPlan.ts";
import type { Surroundings } from "../app/appLife.ts";
import type { ClusterAction, PodBehaviour, ProbeOutage } from "../model/clusterScenario.ts";
import type { ContainerBehaviour } from "../model/scenario.ts";
import type { EventQueue } from "../time/eventQueue.ts";
import type { ControlPlane } from "./api/controlPlane.ts";

/** What a node's kubelet is yet to hear of. */
export interface NodeNews {
  /** When it hears of it; NEVER: there is none. */
  atMs: number;
  /** Indexes of the pods that changed. */
  readonly pods: Set<number>;
}

/** A kubelet process ends, or a new one begins. */
export interface KubeletChange {
  readonly atMs: number;
  readonly change: "stop" | "start";
  readonly node: number;
}

/** Kubelets, API server and controllers of a run. Plain data but for the recorder's observer. */
export interface ClusterWorld {
  /** Feature gates by their real names. */
  readonly gates: Readonly<Record<string, boolean>>;
  readonly engine: Engine;
  readonly plane: ControlPlane;
  readonly behaviour: readonly PodBehaviour[];
  readonly outages: readonly ProbeOutage[];
  readonly surroundings: Surroundings;
  readonly plans: TemplatePlans;
  /** What pods of one template whose containers behave alike share. */
  readonly behaviours: Map<string, Readonly<Record<string, ContainerBehaviour>>>;
  /** Zone by name of the node. */
  readonly zones: ReadonlyMap<string, string>;
  readonly endpointBatchNs: number;
  readonly news: readonly NodeNews[];
  readonly user: {
    readonly actions: readonly ClusterAction[];
    /** How many of them only create the scenario's objects. */
    readonly objects: number;
    next: number;
    /** The action before is not answered yet. */
    isWaiting: boolean;
    freeNs: number;
  };
  readonly kubeletChanges: readonly KubeletChange[];
  nextKubeletChange: number;
  /** When kubelets' writes go out; Infinity: there are none. */
  flushNs: number;
  /** Pods by index. */
  readonly due: EventQueue;
  /** How many pods had a name before, by name. */
  readonly names: Map<string, number>;
  /** What was last put on the trace of things that have a state, by thing. */
  readonly said: Map<string, string>;
  readonly untilMs: number;
}
