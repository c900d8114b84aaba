import type { Backends } from "./backends.ts";
import type { ClusterAction, ObjectManifest, PlaneTie, PodBehaviour, ProbeOutage } from "./clusterScenario.ts";
import type { Expectations, Flip } from "./expectations.ts";
import type { JsonValue } from "./json.ts";
import type { PlatformContext } from "./platformContext.ts";
import type { Pod } from "./pod.ts";
import type { ProbeType } from "./probe.ts";
import type { Service } from "./service.ts";
import type { Traffic } from "./traffic.ts";

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
 * What an app can be like. What each word means for each of the four handlers stands in one table: `src/app/outcomes.ts`.
 * - `healthy`: answers as it should
 * - `slow`: answers as it should, but only after `ms`
 * - `hang`: deadlocked: accepts connections, answers nothing; a command that asks it never returns
 * - `refuse`: nothing listens (any more); a command that asks it fails at once
 * - `blackhole`: packets to it are lost: no connection, and no refusal either
 * - `error`: answers that something is wrong; `as` says how
 * - `flap`: in turn failing for `failingMs` and healthy for `okMs`, the failing part first
 * - `warm-up`: healthy for `okMs`, then failing for `failingMs`, then healthy
 * - `starve`: gets too little processor time: all that it does takes `factor` times as long
 * - `crash`: the process dies of a fault of its own, with `exitCode` (default 139, as by SIGSEGV)
 * - `oom`: the process is killed for its memory (137, OOMKilled)
 * - `exit`: the process ends with `exitCode` (default 1)
 */
export const APP_STATES = [
  "healthy",
  "slow",
  "hang",
  "refuse",
  "blackhole",
  "error",
  "flap",
  "warm-up",
  "starve",
  "crash",
  "oom",
  "exit",
] as const;
export type AppState = (typeof APP_STATES)[number];

/** What an app in state `flap` or `warm-up` is like while it fails. */
export const FAILING_STATES = ["error", "refuse", "hang", "blackhole"] as const;
export type FailingState = (typeof FAILING_STATES)[number];

/**
 * How an answer is wrong. Those that only one protocol knows leave the other handlers a good answer.
 * - `unwell`: the app says so: HTTP `statusCode` (default 503), gRPC NOT_SERVING, a command's exit code
 * - `stalled-body`: HTTP headers, and then a body that does not come
 * - `cut-body`: HTTP headers, and then the connection is closed in the middle of the body
 * - `redirect-away`: an HTTP redirect to another host
 * - `redirect-loop`: an HTTP redirect to itself
 * - `close`: the connection is accepted and closed
 * - `wrong-protocol`: plain HTTP where TLS is expected, TLS where plain HTTP is; no gRPC either
 * - `missing-command`: the command's program is not in the container
 * - `no-health-service`: a gRPC server without the health protocol
 */
export const APP_FAULTS = [
  "unwell",
  "stalled-body",
  "cut-body",
  "redirect-away",
  "redirect-loop",
  "close",
  "wrong-protocol",
  "missing-command",
  "no-health-service",
] as const;
export type AppFault = (typeof APP_FAULTS)[number];

/**
 * How an app is from `fromMs` on, until `toMs` or the next segment of the list; before, between and after: healthy.
 * `fromMs` and `toMs` count from the start of the instance or, in a list named `clock`, from the start of the scenario.
 * Of segments of several lists that meet, the strongest counts: `exit`, `crash`, `oom`, then `hang`, `blackhole`,
 * `refuse`, `error`, `slow`, `healthy`; `starve` multiplies durations whatever else holds.
 */
export interface AppSegment {
  readonly fromMs: number;
  readonly toMs?: number;
  readonly state: AppState;
  /** Duration of an answer in ms: of `slow` (needed there) and `healthy` (default: the instance's `answerMs`). */
  readonly ms?: number;
  /** Of `exit` and `crash`. */
  readonly exitCode?: number;
  /** Of `error`. Default `unwell`. */
  readonly as?: AppFault;
  /** Of `error` as `unwell`: HTTP status. Default 503. From 200 to 399 it is a success. */
  readonly statusCode?: number;
  /** Of `starve`: a whole number from 1. */
  readonly factor?: number;
  /** Of `flap` and `warm-up`, needed there; above 0. */
  readonly okMs?: number;
  readonly failingMs?: number;
  /** Of `flap` and `warm-up`. Default `error`. */
  readonly failing?: FailingState;
}

/**
 * A part of an app that has troubles of its own: what answers one path, one port, one gRPC service, one command, or the
 * probe of one type. All that is named must fit; at least one thing is.
 */
export interface AppPart {
  readonly probe?: ProbeType;
  /** Of an HTTP probe, as the probe writes it. */
  readonly path?: string;
  /** Of an HTTP, TCP or gRPC probe, as the probe writes it: a number or a name. */
  readonly port?: number | string;
  /** Of a gRPC probe. */
  readonly service?: string;
  /** Of an exec probe: the whole command, words joined by spaces. */
  readonly command?: string;
  /** Only in this instance, counted from 0. */
  readonly instance?: number;
  /** Counted from the instance's start. */
  readonly app?: readonly AppSegment[];
  /** Counted from the scenario's. */
  readonly clock?: readonly AppSegment[];
  /** Names of dependencies that it consults for every answer. */
  readonly dependsOn?: readonly string[];
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
  /** How long a healthy answer takes, of the app or of a command in the container. Default 0. */
  readonly answerMs?: number;
  /** How the app is over time; before the first segment and between segments it is healthy. */
  readonly app?: readonly AppSegment[];
  /** What its servers and commands answer while the app is well. Default: all that a probe wants. */
  readonly backends?: Backends;
  /** Overrides `app` for one probe type. Before the first segment: ok in 0 ms. */
  readonly probes?: Readonly<Partial<Record<ProbeType, readonly ProbeSegment[]>>>;
}

export interface ContainerBehaviour {
  /** Behaviour of instance 0, 1, …; the last repeats. */
  readonly instances: readonly InstanceBehaviour[];
  /**
   * How the app is by the clock of the scenario, whichever instance runs. An `exit`, `crash` or `oom` ends the instance
   * that runs at `fromMs`; with `toMs` also those that are started before it, as soon as they are.
   */
  readonly clock?: readonly AppSegment[];
  readonly parts?: readonly AppPart[];
  /** Names of dependencies that the app consults for every answer. */
  readonly dependsOn?: readonly string[];
  /** What attempts get meanwhile, whatever the app is like; which of them concern it has been decided. */
  readonly outages?: readonly ProbeOutage[];
}

/**
 * What others consult: how it is by the clock of the scenario. Who waits for it hangs (`hang`, `blackhole`) or is slow
 * (`slow`, `starve`); who is refused by it, or gets an error, answers with an error.
 */
export type Dependencies = Readonly<Record<string, readonly AppSegment[]>>;

export type Action = PodAction | ClusterAction;

/** What happens to the pods of a scenario that names them, and to nodes. */
export type PodAction =
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
  | { readonly atMs: number; readonly do: "restartKubelet"; readonly node?: string; readonly downMs: number }
  /**
   * Something happens to a node for a time. `disconnectNode`: nothing passes between its kubelet and the API server;
   * `suspendNode`: the machine is suspended, and all that it waits for comes as much later; `failExec`: its container
   * runtime answers no command.
   */
  | {
      readonly atMs: number;
      readonly do: "disconnectNode" | "suspendNode" | "failExec";
      /** Default: all nodes. */
      readonly node?: string;
      readonly forMs: number;
    };

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

/** What a scenario came to when it was found, so that `probewise replay` can tell whether it still does. */
export interface ReplayRecord {
  /** Version of this package. */
  readonly tool: string;
  readonly traceHash: string;
  /** Of the scenario without this record: whether somebody has changed it since. */
  readonly scenarioHash: string;
  /** Who ran it, as `--orchestrator` names it. Default: the engine. */
  readonly orchestrator?: string;
}

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
  /**
   * Objects as a user would apply them, of Kubernetes or of a platform, one or a list; one of them makes the pod, and `pod` is what
   * came of it. Read by whoever knows manifests: `probewise run` does.
   */
  readonly manifest?: JsonValue;
  /** The one pod … */
  readonly pod?: Pod;
  /** … and its containers' behaviour by container name. A container that is not named runs and is healthy for ever. */
  readonly containers?: Readonly<Record<string, ContainerBehaviour>>;
  /** Several pods instead of `pod`; names must differ. */
  readonly pods?: readonly ScenarioPod[];
  /** What apps consult, by name. */
  readonly dependencies?: Dependencies;
  readonly services?: readonly Service[];
  /** What users have applied at 0, in this order; controllers make the pods. Instead of `pod`, `pods` and `services`. */
  readonly objects?: readonly ObjectManifest[];
  /** How the containers of such pods behave; who is not meant is healthy for ever. */
  readonly behaviour?: readonly PodBehaviour[];
  readonly outages?: readonly ProbeOutage[];
  /** Beside `objects`: duration of a write to the API server. Default 0. */
  readonly callMs?: number;
  /** Beside `objects`: from a write to those who watch. Default 0. */
  readonly watchMs?: number;
  /** Beside `objects`: endpointUpdatesBatchPeriod of the endpoint controllers. Default 0. */
  readonly endpointBatchMs?: number;
  /** Beside `objects`: instants at which chance is to decide otherwise than it does here. What meets no such instant has no effect. */
  readonly otherOrders?: readonly PlaneTie[];
  /** Who asks the services. */
  readonly traffic?: Traffic;
  /** Default: one node, `node`. */
  readonly nodes?: readonly ScenarioNode[];
  readonly actions?: readonly Action[];
  /** End of the run, inclusive. */
  readonly untilMs: number;
  /** Age of the kubelet at 0 (default 3600000). Its tickers fire at whole seconds of its age. */
  readonly kubeletUpMs?: number;
  /** Sub-second part of the wall clock at 0 (default 0): API times are cut to whole seconds. */
  readonly wallMs?: number;
  /** What the ranges of its file were drawn with; carried along into the trace's header, never read. */
  readonly seed?: number;
  /** All random draws of the kubelet, 0 <= rand < 1 (default 0). Multiples of 1/8 stay on whole ms. */
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
  /** What a platform's file does not say. */
  readonly context?: PlatformContext;
  /** What its maker took for granted and nothing backs, one sentence each; the trace's header and every report name it. */
  readonly assumptions?: readonly string[];
  /** Carried along, never read by a run. */
  readonly replay?: ReplayRecord;
  /** What must come out. */
  readonly expect?: Expectations;
  /** What makes `expect` fail, each by itself: the proof that it can. */
  readonly failsWhen?: readonly Flip[];
}
