import type { Action } from "./scenario.ts";
import type { PodSpec } from "./pod.ts";
import type { ProbeType } from "./probe.ts";

/** `ok` … `timeout` are the app's doing; the others: see `oracle/kubelet/README.md`, trace kind `probe`. */
export const ATTEMPT_OUTCOMES = [
  "ok",
  "fail",
  "error",
  "timeout",
  "killed",
  "notRunning",
  "cancelled",
  "kubeletGone",
] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

export interface TracedCondition {
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly since: number;
  readonly observedGeneration?: number;
}

/** A container status as the trace shows it; times in ms of virtual time. */
export interface TracedContainer {
  readonly state: "waiting" | "running" | "terminated";
  readonly reason?: string;
  readonly message?: string;
  readonly exit?: number;
  readonly started?: boolean;
  readonly ready: boolean;
  readonly restarts: number;
  /** Number of the instance, from 0. */
  readonly n?: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** lastState; its `ready` is false, its `restarts` 0 and mean nothing. */
  readonly last?: TracedContainer;
}

interface Common {
  /** Instant in ms. Of things that last (`probe`, `hook`, `create`, `sandboxRun`): their begin. */
  readonly t: number;
  /** Number of the event in the full trace, from 1. */
  readonly step: number;
  /** The step that led to this one; absent for what comes by itself (a tick, an action, a behaviour). */
  readonly cause?: number;
  /** Name of the pod; absent for what concerns none (`kubeletStart`, `slice` …). */
  readonly pod?: string;
}

/** One thing that happened. The kinds are the kubelet oracle's and, for endpoints, the cluster oracle's. */
export type TraceEvent = Common &
  (
    | { readonly kind: "sync"; readonly fn: "SyncPod" | "SyncTerminatingPod" | "SyncTerminatedPod" }
    | {
        readonly kind: "status";
        readonly src: "sync" | "readiness" | "startup" | "terminate";
        readonly phase?: string;
        readonly conditions?: Readonly<Record<string, TracedCondition | null>>;
        readonly containers?: Readonly<Record<string, TracedContainer | null>>;
      }
    | { readonly kind: "patch" }
    | {
        readonly kind: "probe";
        readonly c: string;
        readonly n: number;
        readonly probe: ProbeType;
        /** Absent while the attempt is still on at the end of the run. */
        readonly end?: number;
        readonly out?: AttemptOutcome;
      }
    | {
        readonly kind: "hook";
        readonly c: string;
        readonly n: number;
        readonly end?: number;
        readonly out?: number | string;
      }
    | { readonly kind: "create"; readonly c: string; readonly n: number; readonly end?: number }
    | { readonly kind: "start"; readonly c: string; readonly n: number }
    | {
        readonly kind: "exit";
        readonly c: string;
        readonly n: number;
        readonly code: number;
        readonly by: "self" | "term" | "kill" | "sandboxStop" | "remove";
      }
    | { readonly kind: "remove"; readonly c: string; readonly n: number }
    | { readonly kind: "stop"; readonly c: string; readonly n: number; readonly timeout: number }
    | { readonly kind: "sandboxRun"; readonly end?: number }
    | { readonly kind: "sandboxStop" }
    | { readonly kind: "sandboxRemove" }
    | {
        readonly kind: "event";
        readonly type: "Normal" | "Warning";
        readonly reason: string;
        readonly message: string;
        readonly path?: string;
        /** Of a controller's Event: who wrote it, about what, and the how manieth it is. */
        readonly from?: string;
        readonly object?: string;
        readonly count?: number;
      }
    | {
        readonly kind: "action";
        readonly do: Action["do"];
        readonly node?: string;
        /** Of a pod that does not exist yet. */
        readonly number?: number;
      }
    | { readonly kind: "kubeletStart"; readonly node?: string }
    | { readonly kind: "apiRemoved"; readonly by: "kubelet" | "user" }
    | {
        readonly kind: "slice";
        readonly svc: string;
        readonly name: string;
        /** Pod to its letters r(eady), s(erving), t(erminating), present when true. */
        readonly pods: Readonly<Record<string, string>>;
        readonly gone?: true;
      }
    | {
        readonly kind: "endpoints";
        readonly svc: string;
        readonly ready: readonly string[];
        readonly notReady: readonly string[];
        readonly gone?: true;
      }
    | {
        readonly kind: "proxy";
        readonly svc: string;
        readonly use: readonly string[];
        /** Name of the service's port, where it has one. */
        readonly port?: string;
        /** Of traffic under the policy Local: on this node. */
        readonly node?: string;
        /** Then: whether there is an endpoint on any node. */
        readonly any?: boolean;
        readonly gone?: true;
      }
    | ClusterEvent
  );

/** What only the API server of a scenario with `objects` knows. */
export type ClusterEvent =
  | { readonly kind: "actionError"; readonly error: string }
  | {
      readonly kind: "podCreated";
      /** Of its creation in the cluster, from 1. */
      readonly number: number;
      readonly name: string;
      readonly node: string;
      /** Of the first container. */
      readonly image: string;
      readonly owner?: string;
      /** The pod as it was created. */
      readonly spec: PodSpec;
    }
  | { readonly kind: "podDelete"; readonly grace: number; readonly by: string }
  | { readonly kind: "podGone"; readonly by: string }
  /** The pod's status in the API. */
  | {
      readonly kind: "api";
      readonly phase: string;
      readonly ready?: string;
      readonly reason?: string;
      readonly ip?: true;
    }
  | { readonly kind: "deployment"; readonly name: string; readonly gone: true }
  | { readonly kind: "replicaset"; readonly name: string; readonly gone: true }
  | { readonly kind: "statefulset"; readonly name: string; readonly gone: true }
  | { readonly kind: "daemonset"; readonly name: string; readonly gone: true }
  | {
      readonly kind: "daemonset";
      readonly name: string;
      readonly gone?: never;
      /** Nodes that are to have a pod; the others are of its status. */
      readonly spec: number;
      readonly replicas: number;
      readonly updated: number;
      readonly ready: number;
      readonly available: number;
      readonly generation: number;
      readonly observed: number;
    }
  | { readonly kind: "job"; readonly name: string; readonly gone: true }
  | {
      readonly kind: "job";
      readonly name: string;
      readonly gone?: never;
      readonly active: number;
      readonly ready: number;
      readonly succeeded: number;
      readonly failed: number;
      readonly terminating?: number;
    }
  | {
      readonly kind: "deployment";
      readonly name: string;
      readonly gone?: never;
      /** Replicas that are wanted; the others are of its status. */
      readonly spec: number;
      readonly replicas: number;
      readonly updated: number;
      readonly ready: number;
      readonly available: number;
      readonly unavailable: number;
      readonly terminating?: number;
      readonly generation: number;
      readonly observed: number;
    }
  | {
      readonly kind: "replicaset";
      readonly name: string;
      readonly gone?: never;
      readonly revision: string;
      readonly spec: number;
      readonly replicas: number;
      readonly ready: number;
      readonly available: number;
      readonly terminating?: number;
    }
  | {
      readonly kind: "statefulset";
      readonly name: string;
      readonly gone?: never;
      readonly spec: number;
      readonly replicas: number;
      /** Of the revision from before; while none is rolled out, all. */
      readonly current: number;
      readonly updated: number;
      readonly ready: number;
      readonly available: number;
      readonly currentRevision: string;
      readonly updateRevision: string;
      readonly generation: number;
      readonly observed: number;
    }
  | {
      readonly kind: "condition";
      /** `deployment/NAME`. */
      readonly of: string;
      readonly type: string;
      readonly status: string;
      readonly reason: string;
      readonly message: string;
      readonly since: number;
      readonly updated?: number;
    };

const CLUSTER_KINDS: ReadonlySet<TraceEventKind> = new Set<ClusterEvent["kind"]>([
  "actionError",
  "api",
  "condition",
  "daemonset",
  "deployment",
  "job",
  "podCreated",
  "podDelete",
  "podGone",
  "replicaset",
  "statefulset",
]);

/** Whether it is about what the API server holds, and not about what a node does. */
export function isClusterEvent(event: TraceEvent): event is Extract<TraceEvent, ClusterEvent> {
  return CLUSTER_KINDS.has(event.kind);
}

/** Reasons of the Kubernetes events that a trace may hold. */
export const EVENT_REASONS: readonly string[] = [
  "BackOff",
  "Created",
  "FailedPostStartHook",
  "FailedPreStopHook",
  "Killing",
  "NodeNotReady",
  "ProbeWarning",
  "Pulled",
  "SandboxChanged",
  "Started",
  "TaintManagerEviction",
  "Unhealthy",
];

/** Reasons of the events that controllers write about workloads. */
export const CONTROLLER_REASONS: readonly string[] = ["ScalingReplicaSet", "SuccessfulCreate", "SuccessfulDelete"];

export type TraceEventKind = TraceEvent["kind"];

/** `none`: nothing kept; `transitions`: all but probe attempts with their Unhealthy events, and syncs; `full`: everything. */
export type RecorderLevel = "none" | "transitions" | "full";

export interface TraceHeader {
  readonly schema: "probewise/1";
  readonly tool: string;
  /** Exact release, `1.37.1`. */
  readonly kubernetes: string;
  readonly gates: Readonly<Record<string, boolean>>;
  /** What the ranges of the scenario's file were drawn with; absent: it had none. */
  readonly seed?: number;
  readonly recorder: RecorderLevel;
  /** What nothing recorded backs, in words. */
  readonly assumptions: readonly string[];
  /** SHA-256 over the scenario's canonical JSON. */
  readonly scenarioHash: string;
  /** The module whose code answered probes, as the scenario names it: the scenario alone does not repeat such a run. */
  readonly guest?: string;
  readonly untilMs: number;
  /** Attempts that were simulated one by one. */
  readonly attempts: number;
}

export interface Trace {
  readonly header: TraceHeader;
  readonly events: readonly TraceEvent[];
}
