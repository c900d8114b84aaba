import type { KubeletWrite } from "../../kubelet/engine.ts";
import type { ClusterAction, PlaneTie } from "../../model/clusterScenario.ts";
import type { ControllerState } from "../control/controller.ts";
import type { ControllerName } from "../control/controllerName.ts";
import type { Routine } from "../control/routine.ts";
import type { Resource, StoredMeta, StoredObject, StoredObjects } from "./objects.ts";

/** Every step of the API server takes this long, so that one thing comes after the other (oracle/cluster README, "One thing at a time"). */
export const STEP_NS = 50;
export const NS_PER_MS = 1_000_000;

/** Who deletes: shown in traces. */
export type Deleter = "user" | "kubelet" | "gc" | ControllerName;

/** A write, or one thing that happens by itself, to be carried out by the API server. */
export type ApiRequest =
  | { readonly verb: "create"; readonly resource: Resource; readonly object: NewObject }
  | { readonly verb: "update"; readonly resource: Resource; readonly object: StoredObject }
  | { readonly verb: "updateStatus"; readonly resource: Resource; readonly object: StoredObject }
  | {
      readonly verb: "delete";
      readonly resource: Resource;
      readonly key: string;
      readonly by: Deleter;
      /** Of a pod; default: its own. */
      readonly graceSeconds?: number;
    }
  | { readonly verb: "bind"; readonly key: string }
  /** Nothing: somebody only waits. */
  | { readonly verb: "none" }
  | { readonly verb: "kubeletStatus"; readonly write: KubeletWrite }
  | { readonly verb: "kubeletDelete"; readonly write: KubeletWrite }
  | { readonly verb: "user"; readonly action: ClusterAction };

/** An object without what only the API server gives: its metadata may lack a name where one is to be generated. */
export type NewObject = Omit<StoredObject, "metadata"> & { readonly metadata: NewMeta };

export interface NewMeta extends Partial<StoredMeta> {
  readonly generateName?: string;
}

export type ApiAnswer =
  | { readonly object: StoredObject | undefined }
  | { readonly error: "NotFound" | "Conflict" | "AlreadyExists"; readonly message: string };

export interface Call {
  readonly dueNs: number;
  /** Order among the calls of one instant. */
  readonly key: string;
  readonly sequence: number;
  readonly request: ApiRequest;
  /** Who waits for the answer; absent: nobody. */
  readonly routine?: Waiting;
}

/** One of the calls of a routine. */
export interface Waiting {
  readonly id: number;
  readonly slot: number;
}

/** The user, who does one thing after the other, stands in for a routine. */
export const USER: Waiting = { id: 0, slot: 0 };

export type WatchEventType = "added" | "modified" | "deleted";

export interface Delivery {
  readonly dueNs: number;
  readonly controller: ControllerName;
  readonly resource: Resource;
  readonly type: WatchEventType;
  /** Of the object. */
  readonly key: string;
  readonly object: StoredObject;
}

export interface Reply {
  readonly answer: ApiAnswer;
  readonly routine?: Waiting;
}

export type Stores = { readonly [R in Resource]: Map<string, StoredObjects[R]> };

/** The API server with everything on its way to and from it, and the controllers. Plain data; times are ns after the scenario's 0. */
export interface ControlPlane {
  /** From a write to its execution. */
  readonly callNs: number;
  /** From a write to the events of its watchers. */
  readonly watchNs: number;
  /** Sub-second part of the wall clock at 0, in ms. */
  readonly wallMs: number;
  readonly stores: Stores;
  resourceVersion: number;
  uids: number;
  podCount: number;
  readonly nameCounts: Map<string, number>;
  /** The step that is being taken is over then. */
  freeNs: number;
  /** Something was posted while a step was taken: the server looks once more before it rests. */
  isCalled: boolean;
  readonly deliveries: Delivery[];
  readonly replies: Reply[];
  readonly calls: Call[];
  sequence: number;
  /** Who watches, in the order in which events reach them. */
  readonly watchers: readonly ControllerName[];
  readonly controllers: { readonly [C in ControllerName]: ControllerState };
  readonly routines: Map<number, Routine>;
  routineCount: number;
  /** Kubelets' writes in the order in which they were sent; the engine's outbox. */
  readonly kubeletWrites: KubeletWrite[];
  /** Ties that the run is to decide otherwise. */
  readonly otherOrders: readonly PlaneTie[];
  /** Ties that it met. */
  readonly ties: PlaneTie[];
  /** What changed in this millisecond, to be put on the trace at its end. */
  readonly changed: Map<Resource, Set<string>>;
}

/** No latencies: a writer gets its answer after all watch events of its write (oracle/cluster README). */
export function isIdeal({ callNs, watchNs }: ControlPlane): boolean {
  return callNs === 0 && watchNs === 0;
}

/** Whole seconds of the wall clock, as API times have them, in ms of virtual time. */
export function storedMs({ wallMs }: ControlPlane, nowNs: number): number {
  return Math.floor((nowNs / NS_PER_MS + wallMs) / 1000) * 1000 - wallMs;
}
