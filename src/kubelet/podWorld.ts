import type { AttemptSchedule } from "../app/attemptSchedule.ts";
import type { AppLife, AppPlan } from "../app/appLife.ts";
import type { Container } from "../model/container.ts";
import type { Pod, PodSpec } from "../model/pod.ts";
import type { HandlerType, Probe } from "../model/probe.ts";
import type { InstanceBehaviour } from "../model/scenario.ts";
import type { ContainerStatus, PodCondition, RunningState, TerminatedState, WaitingState } from "../model/status.ts";
import type { BackoffEntry } from "./backoff.ts";
import type { RelayPlan, RelayState } from "./relayWorld.ts";

/** An instant that never comes; finite, so that the world stays JSON. */
export const NEVER = Number.MAX_SAFE_INTEGER;

// ---- the specification, made ready
/** Places of the three probe types of one container, in the kubelet's order. */
export const STARTUP = 0;
export const LIVENESS = 1;
export const READINESS = 2;
export type ProbeIndex = 0 | 1 | 2;

/** A probe with its defaults filled in. */
export interface ProbePlan {
  readonly probe: Probe;
  readonly handler: HandlerType;
  readonly periodMs: number;
  readonly timeoutMs: number;
  readonly initialDelaySeconds: number;
  readonly successThreshold: number;
  readonly failureThreshold: number;
  /** By instance, the last repeats; of a container whose app goes by the scenario's clock, each process has its own. */
  readonly schedules: readonly AttemptSchedule[];
  /** What an attempt gets from a container that does not run: not asked for exec probes. */
  readonly gone: AttemptSchedule;
  /** The container asks others of the pod before it answers. */
  readonly relay?: RelayPlan;
}

export interface ContainerPlan {
  /** Init containers first, each list in the order of the specification. */
  readonly place: number;
  readonly name: string;
  readonly isInit: boolean;
  readonly isSidecar: boolean;
  readonly spec: Container;
  readonly eventPath: string;
  /** By startup, liveness, readiness. */
  readonly probes: readonly (ProbePlan | undefined)[];
  /** By instance, the last repeats. */
  readonly instances: readonly InstanceBehaviour[];
  readonly app: AppPlan;
}

export interface PodPlan {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly pod: Pod;
  readonly spec: PodSpec;
  readonly initCount: number;
  readonly terminationGracePeriodSeconds: number;
  readonly containers: readonly ContainerPlan[];
  /** Some container has a rule that restarts all (KEP-5532). */
  readonly couldRestartAll: boolean;
  /** Workers in the order in which AddPod makes them (prober spec §1.1), container by container. */
  readonly workerOrder: readonly (readonly WorkerPlan[])[];
}

/** A worker that the pod should have. */
export interface WorkerPlan {
  readonly place: number;
  readonly type: ProbeIndex;
  readonly slot: number;
  readonly probe: ProbePlan;
}

// ---- statuses

export interface EndedState extends TerminatedState {
  /** Number of the instance. */
  readonly instance?: number;
}

/** A container status as the kubelet holds it; `instance` stands for the container ID, -1 for none. */
export interface HeldContainer extends ContainerStatus {
  readonly state: WaitingState | RunningState | EndedState;
  readonly lastState?: EndedState;
  /** The last state is an empty waiting state: the second newest instance was never started. */
  readonly lastIsWaiting?: boolean;
  readonly instance: number;
}

export interface PodStatus {
  /** Empty before the kubelet's first status. */
  readonly phase: string;
  readonly conditions: readonly PodCondition[];
  /** By place; empty before the kubelet's first status. */
  readonly containers: readonly HeldContainer[];
  readonly podIp: string;
  readonly observedGeneration: number;
}

/** The pod as the API server has it; replaced, never changed. */
export interface PodObject {
  readonly deletionRequested: boolean;
  readonly deletionGracePeriodSeconds?: number;
  readonly generation: number;
  /** Images that were changed after the pod's creation, by container. */
  readonly images?: Readonly<Record<string, string>>;
  readonly status: PodStatus;
}

// ---- the container runtime

export interface RuntimeRecord {
  readonly name: string;
  readonly place: number;
  /** Counted per container name from 0; the container ID. */
  readonly instance: number;
  readonly sandbox: number;
  /** restartCount as the runtime's annotation keeps it. */
  readonly attempt: number;
  /** What it was created from; stands for the hash of its definition. */
  readonly image: string;
  readonly state: "created" | "running" | "exited";
  readonly startedAtMs: number;
  /** With the part of the millisecond (`instantOf`), as back-off counts it. */
  readonly finishedAtMs: number;
  readonly exitCode: number;
  readonly oomKilled?: true;
}

export interface RuntimeSandbox {
  readonly id: number;
  readonly ready: boolean;
  readonly attempt: number;
}

/** What the kubelet learnt of the runtime at one moment; newest first. */
export interface RuntimeSnapshot {
  readonly records: readonly RuntimeRecord[];
  readonly sandboxes: readonly RuntimeSandbox[];
  readonly podIp: string;
}

/** A back-off is about one image of a container: another one begins anew (`GetBackoffKey`; corrections.md on §2.2). */
export interface KeyedBackoff extends BackoffEntry {
  readonly image: string;
}

/** A running container: when it will end, and why. */
export interface Process {
  readonly place: number;
  readonly instance: number;
  readonly life: AppLife;
  /** By type; undefined: as the plan has it. */
  readonly schedules: readonly (AttemptSchedule | undefined)[] | undefined;
  readonly startedAtMs: number;
  exitAtMs: number;
  exitCode: number;
  exitBy: "self" | "term";
  readonly oom: boolean;
  killAtMs: number;
  signalled: boolean;
  cause: number;
}

/** A postStart or preStop command on its way. */
export interface RunningHook {
  readonly place: number;
  readonly instance: number;
  readonly step: number;
  readonly endMs: number;
  readonly exitCode: number;
  readonly isPreStop: boolean;
  /** It has the pod's relay drain. */
  readonly drains: boolean;
}

// ---- probe workers

export interface ProbeWorker {
  readonly place: number;
  readonly type: ProbeIndex;
  readonly plan: ProbePlan;
  /** The pod was being deleted when the worker was created (prober spec §2 step 7). */
  readonly podDeleting: boolean;
  /** -1: none adopted yet. */
  instance: number;
  lastResult: number;
  resultRun: number;
  onHold: boolean;
  /** The held status that last let it probe. */
  fitFor: PodStatus | null;
  /** `looking`: it is about to read the status; `asking`: its attempt is on the way to the container. */
  state: "jitter" | "idle" | "looking" | "asking" | "probing" | "returning" | "ended";
  nextTickMs: number;
  wakeMs: number;
  triggerPending: boolean;
  stopPending: boolean;
  cancelled: boolean;
  /** Place in the order of one millisecond (README-kubelet.md, "What comes first", 2). */
  generation: number;
  triggered: boolean;
  late: boolean;
  attemptsLeft: number;
  attemptStep: number;
  /** Row of the schedule, kept as a hint for the next attempt. */
  attemptRow: number;
  attemptOutcome: number;
  attemptOutput: string;
  attemptBeganMs: number;
  /** Of a relay that was asked before. */
  relay: RelayState | null;
}

// ---- the pod worker and its sync

export interface PodUpdate {
  readonly object: PodObject;
  /** Grace of the termination in seconds. */
  readonly graceOverride?: number;
  readonly cause: number;
}

/** What kind of work an update is for is settled when the worker takes it, before it waits for the freshness barrier (sidecar-43). */
export interface TakenUpdate extends PodUpdate {
  readonly fn: SyncFunction;
}

export interface Kill {
  readonly place: number;
  readonly instance: number;
  readonly cause: number;
  /** Places that must end first; undefined: no order. */
  readonly after?: readonly number[];
  stage: "hook" | "turn" | "stopping" | "done";
  graceSeconds: number;
  /** When the present stage began. */
  sinceMs: number;
  /** When the present stage is given up; while stopping, when SIGKILL has done its work. */
  untilMs: number;
  hookDone: boolean;
}

export type SyncOperation =
  | { readonly op: "killAll"; readonly graceOverride?: number }
  | { readonly op: "stopSandboxes" }
  | { readonly op: "purgeInit" }
  | {
      readonly op: "kill";
      readonly place: number;
      readonly instance: number;
      readonly message: string;
      readonly probe?: ProbeIndex;
    }
  | { readonly op: "reset"; readonly place: number; readonly instance: number; readonly kill: boolean }
  | { readonly op: "pruneInit" }
  | { readonly op: "createSandbox"; readonly attempt: number }
  | { readonly op: "start"; readonly place: number };

/** A call to the runtime, or a hook, that the sync waits for. */
export interface SyncCall {
  readonly kind: "sandbox" | "create" | "start" | "postStart" | "preStopSleep";
  readonly place: number;
  readonly instance: number;
  readonly step: number;
  readonly endMs: number;
}

export type SyncFunction = "SyncPod" | "SyncTerminatingPod" | "SyncTerminatedPod" | "SyncTerminatingRuntimePod";

export interface PodSync {
  readonly fn: SyncFunction;
  readonly object: PodObject;
  readonly graceOverride?: number;
  readonly cause: number;
  snapshot: RuntimeSnapshot;
  /** `status`: a status is being generated; `settling`: it has been stored; `runtime`: operations go on. */
  stage: "status" | "settling" | "runtime";
  /** While settling: the status, and when the sync goes on. */
  settling: { readonly status: PodStatus; readonly untilMs: number } | null;
  /** SyncTerminatingPod has killed and generates its last status. */
  isFinalStatus: boolean;
  statusDueMs: number;
  /** While a status is being generated: the one that was held when that began. */
  statusBefore: PodStatus | null;
  operations: readonly SyncOperation[];
  next: number;
  kills: Kill[];
  call: SyncCall | null;
  results: number;
  failed: boolean;
  /** Earliest end of a back-off that refused a start; NEVER: none. */
  backoffEndMs: number;
  removedForReset: boolean;
  /** The container of the present `reset` is dead; its record goes next. */
  resetKilled: boolean;
}

export interface PodWorker {
  known: boolean;
  state: "idle" | "waiting" | "syncing";
  started: boolean;
  terminating: boolean;
  terminated: boolean;
  finished: boolean;
  deleted: boolean;
  graceSeconds: number;
  pending: PodUpdate | null;
  active: PodUpdate | null;
  /** End of the last sync with its part of the millisecond; -1: none. */
  lastSyncEndMs: number;
  queueDeadlineMs: number;
  hasContext: boolean;
}

/** What falls due next, by kind; the kinds happen in this order within one millisecond. */
export interface Due {
  /** When the API server takes the pod. */
  arrival: number;
  probes: number;
  sync: number;
  exits: number;
  patch: number;
  collection: number;
  relist: number;
  tick: number;
}

/** One pod with everything the node has and knows of it. Plain data. */
export interface PodWorld {
  readonly index: number;
  readonly plan: PodPlan;
  readonly node: number;

  // API server; null: not there (any more)
  object: PodObject | null;
  /** The last one it had. */
  lastObject: PodObject | null;

  // container runtime
  records: readonly RuntimeRecord[];
  sandboxes: readonly RuntimeSandbox[];
  sandboxCount: number;
  readonly instanceCount: number[];
  readonly processes: Process[];
  readonly hooks: RunningHook[];
  /** Instances that ended and whose probes and hooks have not been told yet. */
  readonly died: { readonly place: number; readonly instance: number }[];

  // one life of the kubelet
  /** The pod manager's pod; null: unknown to this kubelet. */
  managed: PodObject | null;
  held: PodStatus | null;
  heldFinished: boolean;
  /** The look at the runtime, and the generation of the object, of which a sync made what is held (`generateStatus`); null: unknown. */
  settled: { readonly snapshot: RuntimeSnapshot; readonly generation: number } | null;
  version: number;
  apiVersion: number;
  patchFirst: {
    readonly status: PodStatus;
    readonly version: number;
    readonly finished: boolean;
    readonly cause: number;
    readonly turn: number;
  } | null;
  patchCause: number;
  readonly worker: PodWorker;
  /** The update that the worker took and that waits for the freshness barrier. */
  taken: TakenUpdate | null;
  sync: PodSync | null;
  seen: RuntimeSnapshot;
  cache: RuntimeSnapshot;
  cacheTimeMs: number;
  runtimeChanged: boolean;
  /** By slot (place × 3 + type). */
  probeWorkers: (ProbeWorker | undefined)[];
  /** The same, in the order of one millisecond. */
  probeOrder: ProbeWorker[];
  readonly resultInstance: number[];
  readonly resultValue: number[];
  readonly backoff: (KeyedBackoff | undefined)[];
  readonly reasons: ({ readonly reason: string; readonly message: string } | undefined)[];
  generation: number;
  /** Counts turns: requests for a sync of one turn are one. */
  turn: number;
  requestTurn: number;

  // recorder
  /** The held status as the trace shows it. */
  traced: PodStatus | null;
  cause: number;

  readonly due: Due;
  /** The kind that is being handled, as an index into the order of `Due`. */
  phase: number;
}
