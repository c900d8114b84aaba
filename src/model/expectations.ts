import type { JsonValue } from "./json.ts";
import type { ProbeType } from "./probe.ts";
import type { PropertyId } from "./propertyIds.ts";
import type { AttemptOutcome } from "./trace.ts";

/** Both ends belong to it; without `atMost` there is no upper end. */
export interface CountRange {
  readonly atLeast: number;
  readonly atMost?: number;
}

/** Of instants or of durations; both ends belong to it; without `toMs` there is no upper end. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs?: number;
}

/** From when to when something is so; without `to`: to the end of the run. */
export interface StayExpectation {
  readonly from: TimeRange;
  readonly to?: TimeRange;
}

/** All the times during which something is so: these and no others. */
export type StaysExpectation = "never" | readonly StayExpectation[];

/** Causes of an instance's end: a probe that had it killed, the process itself, or the kubelet for any other reason. */
export const END_CAUSES = ["liveness", "startup", "itself", "stop"] as const;
export type EndCause = (typeof END_CAUSES)[number];

export interface EndExpectation {
  readonly at?: TimeRange;
  readonly exitCode?: number;
  readonly by?: EndCause;
}

/** How many attempts begin in `during` (default: the run) and come out as `outcome` (default: however). */
export interface AttemptsExpectation {
  readonly count: CountRange;
  readonly during?: TimeRange;
  readonly outcome?: AttemptOutcome;
}

export interface ContainerExpectations {
  /** Starts after the first. */
  readonly restarts?: CountRange;
  /** When its status first says `started`. */
  readonly startedBy?: TimeRange;
  readonly started?: StaysExpectation;
  /** When its status first says `ready`. */
  readonly readyBy?: TimeRange;
  readonly ready?: StaysExpectation;
  /** Ready all the time. */
  readonly readyDuring?: TimeRange;
  /** Ready at no moment. */
  readonly notReadyDuring?: TimeRange;
  /** How its instances end, in order; more may follow. */
  readonly ends?: "never" | readonly EndExpectation[];
  /** How often a probe has it killed. */
  readonly kills?: Readonly<Partial<Record<"liveness" | "startup", CountRange>>>;
  /** From each end to the next start, in order; more may follow. */
  readonly restartDelays?: readonly TimeRange[];
  /** How often its status begins to say CrashLoopBackOff. */
  readonly crashLoopBackOffs?: CountRange;
  readonly attempts?: Readonly<Partial<Record<ProbeType, CountRange | readonly AttemptsExpectation[]>>>;
}

/** Of a pod's endpoint in the slices of one service; `in`: there and ready. */
export interface EndpointExpectations {
  readonly inBy?: TimeRange;
  readonly in?: StaysExpectation;
  readonly inDuring?: TimeRange;
  readonly notInDuring?: TimeRange;
  /** In when the window begins, it goes out for the first time within it. */
  readonly outWithin?: TimeRange;
  /** Out when the window begins, it comes in for the first time within it. */
  readonly backWithin?: TimeRange;
  /** There, serving and terminating. */
  readonly draining?: StaysExpectation;
}

/** An event that the kubelet records on the pod. */
export interface EventExpectation {
  readonly reason: string;
  /** Part of the message. */
  readonly message?: string;
  readonly container?: string;
  readonly during?: TimeRange;
  /** Default: at least one. */
  readonly count?: CountRange;
}

export interface PodExpectations {
  /** Restarts of all its containers together. */
  readonly restarts?: CountRange;
  /** Condition Ready. */
  readonly readyBy?: TimeRange;
  readonly ready?: StaysExpectation;
  readonly readyDuring?: TimeRange;
  readonly notReadyDuring?: TimeRange;
  /** All its phases, in order. */
  readonly phases?: readonly string[];
  /** While the condition of this type has the status True. */
  readonly conditions?: Readonly<Record<string, StaysExpectation>>;
  /** When its API object is gone. */
  readonly goneBy?: TimeRange;
  readonly events?: readonly EventExpectation[];
  /** Nothing happens to it but attempts of its probes that tell nothing new. */
  readonly quietDuring?: TimeRange;
  readonly containers?: Readonly<Record<string, ContainerExpectations>>;
  /** By service. */
  readonly endpoints?: Readonly<Record<string, EndpointExpectations>>;
}

/** Of the clients of one name; requests are expected values. */
export interface ClientExpectations {
  readonly served?: CountRange;
  /** For good, after all retries. */
  readonly failed?: CountRange;
  /** First attempts at a process that had been told to stop. */
  readonly toDying?: CountRange;
  /** While requests fail for good. */
  readonly failing?: StaysExpectation;
}

/** How many there are at the end of every millisecond of `during` (default: of the run). */
export interface LevelExpectation {
  readonly count: CountRange;
  readonly during?: TimeRange;
}
export type LevelsExpectation = CountRange | readonly LevelExpectation[];

/** Counts of a Deployment's or StatefulSet's status. */
export const WORKLOAD_COUNTS = ["replicas", "updated", "ready", "available", "unavailable", "terminating"] as const;
export type WorkloadCount = (typeof WORKLOAD_COUNTS)[number];

/** Of a Deployment or StatefulSet. */
export interface WorkloadExpectations extends Readonly<Partial<Record<WorkloadCount, LevelsExpectation>>> {
  /** When what was last asked of it is carried out, as `kubectl rollout status` waits for it. */
  readonly completeBy?: TimeRange;
  readonly complete?: StaysExpectation;
  /** When its condition Progressing is False for the first time: its deadline has passed. */
  readonly stalledBy?: TimeRange;
  readonly stalled?: StaysExpectation;
  /** While the condition of this type has the status True. */
  readonly conditions?: Readonly<Record<string, StaysExpectation>>;
  /** Objects of its pods, also of those that are on their way out. */
  readonly pods?: LevelsExpectation;
  /** Pods that are created for it. */
  readonly created?: readonly (LevelExpectation & { readonly image?: string })[] | CountRange;
  /** What controllers write about it and its ReplicaSets. */
  readonly events?: readonly Omit<EventExpectation, "container">[];
}

/** How many endpoints a service has. */
export const SERVICE_COUNTS = ["ready", "notReady", "legacyReady", "legacyNotReady", "used"] as const;
export type ServiceCount = (typeof SERVICE_COUNTS)[number];

/** Of a service as a whole: `ready` in its slices, `legacyReady` in its Endpoints, `used` by kube-proxy on some node. */
export interface ServiceExpectations extends Readonly<Partial<Record<ServiceCount, LevelsExpectation>>> {
  /** While kube-proxy has somebody to ask. */
  readonly reachable?: StaysExpectation;
}

/** What must come out: of the one pod, or of several by name or, beside `objects`, by the number of their creation. */
export interface Expectations extends PodExpectations {
  /**
   * Properties that the run keeps, even where real kubelets of its release are known not to. One that nothing in the run could
   * have broken did not come true either.
   */
  readonly holds?: readonly PropertyId[];
  /** By name of the clients. */
  readonly clients?: Readonly<Record<string, ClientExpectations>>;
  readonly pods?: Readonly<Record<string, PodExpectations>>;
  /** By kind and name: `deployment/web`. */
  readonly workloads?: Readonly<Record<string, WorkloadExpectations>>;
  readonly services?: Readonly<Record<string, ServiceExpectations>>;
}

/**
 * The same scenario with something decisive changed, under which `expect` must fail: the proof that it can. `instead` says what
 * comes out then.
 */
export interface Flip {
  /** Why it fails then, in words. */
  readonly because: string;
  /** New values by path, as in `pod.spec.containers[0].livenessProbe.periodSeconds`; null takes away. */
  readonly change: Readonly<Record<string, JsonValue>>;
  readonly instead?: Expectations;
}
