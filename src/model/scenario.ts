import type { Expectations, Flip } from "./expectations.ts";
import type { Pod } from "./pod.ts";
import type { ProbeType } from "./probe.ts";
import type { Service } from "./service.ts";

/**
 * What an attempt gets that begins at or after `fromMs` of the instance (0 = its start), until the next segment.
 * The words are the real exec prober's: `ok` exit 0, `fail` a failed check, `error` the runtime's call fails and
 * nothing counts, `hang` nothing comes until the time-out.
 */
export interface ProbeSegment {
  readonly fromMs: number;
  readonly outcome: "ok" | "fail" | "error" | "hang";
  /** Duration in ms. At or above the probe's timeout it is a time-out. Default 0. */
  readonly ms?: number;
  readonly output?: string;
}

/**
 * How the app in a container is from `fromMs` of the instance on (0 = its start), until `toMs` or the next segment.
 * What each state means for each of the four handlers stands in one table: `src/app/outcomes.ts`.
 * - `healthy`: answers as it should
 * - `slow`: answers as it should, but only after `ms`
 * - `hang`: deadlocked: accepts connections, answers nothing; a command that asks it never returns
 * - `refuse`: nothing listens (any more); a command that asks it fails at once
 * - `exit`: the process ends with `exitCode` (default 1) at `fromMs`
 */
export interface AppSegment {
  readonly fromMs: number;
  readonly toMs?: number;
  readonly state: "healthy" | "slow" | "hang" | "refuse" | "exit";
  /** Duration of an answer in ms: of `slow` (needed there) and `healthy` (default 0). */
  readonly ms?: number;
  readonly exitCode?: number;
}

/** One instance of a container: from one start to its end. */
export interface InstanceBehaviour {
  /** Duration of the runtime's create call in ms. Default 0. */
  readonly createMs?: number;
  /** Duration of the runtime's start call in ms. Default 0. The instance's start is the end of this call. */
  readonly startMs?: number;
  /** Ends by itself this long after its start. Absent: runs until it is stopped. */
  readonly exit?: { readonly afterMs: number; readonly code: number };
  /** What the stop signal does; `ignore`: nothing until SIGKILL (137). Absent: exits at once with 143. */
  readonly onTerm?: { readonly afterMs: number; readonly code: number } | "ignore";
  /** Until then nothing listens, and what asks the app fails. Default 0. */
  readonly startsMs?: number;
  /** How the app is over time; before the first segment and between segments it is healthy. */
  readonly app?: readonly AppSegment[];
  /** Overrides `app` for one probe type. Before the first segment: ok in 0 ms. */
  readonly probes?: Readonly<Partial<Record<ProbeType, readonly ProbeSegment[]>>>;
}

/** Behaviour of instance 0, 1, …; the last repeats. */
export interface ContainerBehaviour {
  readonly instances: readonly InstanceBehaviour[];
}

export type Action =
  /** Deletes the pod. Without `graceSeconds`: the pod's; 0: force. */
  | { readonly atMs: number; readonly do: "delete"; readonly pod?: string; readonly graceSeconds?: number }
  /** Another controller sets a condition of the pod. */
  | {
      readonly atMs: number;
      readonly do: "setCondition";
      readonly pod?: string;
      readonly type: string;
      readonly status: string;
    }
  /** A container of the pod gets another image: all that a user may change of a container. It is restarted. */
  | {
      readonly atMs: number;
      readonly do: "setImage";
      readonly pod?: string;
      readonly container: string;
      readonly image: string;
    }
  /** The kubelet dies and a new one starts `downMs` later over the same containers. */
  | { readonly atMs: number; readonly do: "restartKubelet"; readonly node?: string; readonly downMs: number };

/** Which of several containers that one sync must kill comes first. */
export interface FirstKill {
  /** When the sync kills. */
  readonly atMs: number;
  /** Default: every pod with such a sync then. */
  readonly pod?: string;
  readonly container: string;
}

/** A pod of a scenario that has several. */
export interface ScenarioPod {
  readonly pod: Pod;
  readonly containers?: Readonly<Record<string, ContainerBehaviour>>;
  /** When the API server takes it. Default 0. */
  readonly atMs?: number;
  /** Default: the first node. */
  readonly node?: string;
}

/** A node and its kubelet. */
export interface ScenarioNode {
  readonly name: string;
  /** Zone, for EndpointSlices. */
  readonly zone?: string;
  /** As `kubeletUpMs` of the scenario, for this node. */
  readonly kubeletUpMs?: number;
}

/** Milliseconds that the control plane needs; all 0 in `ideal`. */
export interface PropagationDelays {
  /** From the kubelet's status to the API server. */
  readonly apiMs: number;
  /** From the API server to the endpoint controllers' write of the slice. */
  readonly endpointsMs: number;
  /** From the slice to the rules of kube-proxy. */
  readonly proxyMs: number;
  /** endpointUpdatesBatchPeriod of the endpoint controllers: how long they collect after the first change. Default 0. */
  readonly endpointsBatchMs?: number;
}

export type Propagation = "ideal" | "typical" | "slow" | PropagationDelays;

/**
 * Everything that decides a run; plain data. A superset of the kubelet oracle's scenario (`oracle/kubelet/README.md`):
 * `pod`, `containers`, `actions`, `untilMs`, `kubeletUpMs`, `wallMs`, `rand`, `sandboxMs`, `syncUs`, `gates` mean the same.
 * All times are whole ms of virtual time; 0 is the instant at which the pod is added.
 */
export interface Scenario {
  readonly id?: string;
  /** Where a recorded scenario comes from; carried along, never read. */
  readonly family?: string;
  readonly description?: string;
  /** Kubernetes release, `1.36` or `1.35.4`. Default: the newest. */
  readonly kubernetes?: string;
  /** Feature gates by their real names. */
  readonly gates?: Readonly<Record<string, boolean>>;
  /** The one pod … */
  readonly pod?: Pod;
  /** … and its containers' behaviour by container name. A container that is not named runs and is healthy for ever. */
  readonly containers?: Readonly<Record<string, ContainerBehaviour>>;
  /** Several pods instead of `pod`; names must differ. */
  readonly pods?: readonly ScenarioPod[];
  readonly services?: readonly Service[];
  /** Default: one node, `node`. */
  readonly nodes?: readonly ScenarioNode[];
  readonly actions?: readonly Action[];
  /** End of the run, inclusive. */
  readonly untilMs: number;
  /** Age of the kubelet at 0 (default 3600000). Its tickers fire at whole seconds of its age. */
  readonly kubeletUpMs?: number;
  /** Sub-second part of the wall clock at 0 (default 0): API times are cut to whole seconds. */
  readonly wallMs?: number;
  /** All random draws, 0 <= rand < 1 (default 0). Multiples of 1/8 stay on whole ms. */
  readonly rand?: number;
  /** Duration of RunPodSandbox (default 0). */
  readonly sandboxMs?: number;
  /**
   * Ties `first kill`: a sync that must kill several containers kills one after the other and begins with any of them, as
   * Go draws it (KLT-118). Default: as it found them, sidecars from the last to the first, then regular containers. Where
   * another is to come first, those after it follow, then those before it. What meets no such sync has no effect.
   */
  readonly firstKills?: readonly FirstKill[];
  /** Duration of generating a pod status in µs (default 1000). Whole ms only. */
  readonly syncUs?: number;
  /** How long news take from the kubelet to kube-proxy. Default `ideal`. */
  readonly propagation?: Propagation;
  /** A module whose export `guests` answers probes, by its path from the scenario's file. It is code, and runs. */
  readonly guest?: string;
  /** What a platform's file does not say (`kserveVersion`, `assumptions` …), by the names of the flags. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** What must come out. */
  readonly expect?: Expectations;
  /** What makes `expect` fail, each by itself: the proof that it can. */
  readonly failsWhen?: readonly Flip[];
}
