import type { Pod } from "../model/pod.ts";
import type { ProbeType } from "../model/probe.ts";
import { PROBE_TYPES } from "../model/probe.ts";
import type { Scenario } from "../model/scenario.ts";
import { podNameOf, scenarioPods } from "../model/scenarioPods.ts";
import type { AttemptOutcome, ClusterEvent, Trace, TracedContainer, TraceEvent } from "../model/trace.ts";
import { isClusterEvent } from "../model/trace.ts";

/** A value that holds from `fromMs` on, until the next one. */
export interface Change<Value> {
  readonly fromMs: number;
  readonly value: Value;
  /** Of the event that says so. */
  readonly step: number;
}

export interface Attempt {
  readonly step: number;
  readonly fromMs: number;
  /** Undefined while it is still on at the end of the run. */
  readonly endMs: number | undefined;
  readonly outcome: AttemptOutcome | undefined;
}

/** One instance of a container; what has not happened is undefined. */
export interface Instance {
  readonly n: number;
  createMs: number | undefined;
  startMs: number | undefined;
  startStep: number | undefined;
  /** When the kubelet asked the runtime to stop it, and with which grace. */
  stopMs: number | undefined;
  graceSeconds: number | undefined;
  exitMs: number | undefined;
  exitStep: number | undefined;
  exitCode: number | undefined;
  by: "self" | "term" | "kill" | "sandboxStop" | "remove" | undefined;
}

export interface ContainerHistory {
  readonly name: string;
  readonly instances: Instance[];
  readonly attempts: Record<ProbeType, Attempt[]>;
  readonly hooks: { readonly fromMs: number; readonly endMs: number | undefined }[];
  /** As the status said; `waiting` with its reason. */
  readonly started: Change<boolean>[];
  readonly ready: Change<boolean>[];
  readonly waiting: Change<string | undefined>[];
  /** When a failed startup or liveness probe had it killed. */
  readonly probeKills: { readonly atMs: number; readonly probe: "startup" | "liveness"; readonly step: number }[];
}

/** What happened to one pod, as far as people look at it; every list in the order of time. */
export interface PodHistory {
  readonly pod: string;
  readonly containers: Map<string, ContainerHistory>;
  readonly phase: Change<string>[];
  /** By type: whether its status is True. */
  readonly conditions: Map<string, Change<boolean>[]>;
  /** By service: letters of the pod in its slices (`rs`, `st` …); undefined while it is not in them. */
  readonly endpoints: Map<string, Change<string | undefined>[]>;
  readonly events: Extract<TraceEvent, { kind: "event" }>[];
  readonly actions: { readonly atMs: number; readonly do: string }[];
  removedMs: number | undefined;
  removedStep: number | undefined;
}

export interface RunHistory {
  /** In the order of their first event. */
  readonly pods: Map<string, PodHistory>;
  /** Kubelets by node: `true` while there is one. */
  readonly kubelets: Map<string, Change<boolean>[]>;
  /** Pods that controllers and users made, as they were created. */
  readonly created: Pod[];
  /** What the API server said of workloads and their conditions, and controllers of what they did. */
  readonly workloads: WorkloadEvent[];
}

type WorkloadEvent = Extract<
  TraceEvent,
  { kind: "deployment" | "statefulset" | "daemonset" | "job" | "condition" | "event" | "actionError" }
>;

/** The kill that ended an instance, if a probe had it killed. */
export function killOf(
  container: ContainerHistory,
  { startMs, stopMs }: Instance,
): ContainerHistory["probeKills"][number] | undefined {
  return container.probeKills.find(({ atMs }) => stopMs !== undefined && atMs >= (startMs ?? 0) && atMs <= stopMs);
}

type SlicePods = Readonly<Record<string, string>>;
/** What is in each slice, by service and name of the slice. */
type Slices = Map<string, Map<string, SlicePods>>;

/** One walk through the trace of a scenario; its first pod is meant by events without a pod. */
export function historyOf(trace: Trace, scenario: Scenario): RunHistory {
  const [first] = scenarioPods(scenario);
  const defaultPod = first === undefined ? "" : podNameOf(first.pod);
  const run: RunHistory = { pods: new Map(), kubelets: new Map(), created: [], workloads: [] };
  const slices: Slices = new Map();
  for (const event of trace.events) {
    if (isClusterEvent(event) || (event.kind === "event" && event.from !== undefined)) {
      addClusterEvent(run, event);
      continue;
    }
    switch (event.kind) {
      case "slice":
        addSlice(run, slices, event);
        break;
      case "kubeletStart":
        changeTo(
          entry(run.kubelets, event.node ?? "", () => []),
          event,
          true,
        );
        break;
      case "action":
        if (event.do === "restartKubelet")
          changeTo(
            entry(run.kubelets, "", () => []),
            event,
            false,
          );
        else if (event.pod !== undefined || first !== undefined)
          podOf(run, event.pod ?? defaultPod).actions.push({ atMs: event.t, do: event.do });
        break;
      case "endpoints":
      case "proxy":
      case "sync":
      case "patch":
        break;
      default:
        addPodEvent(podOf(run, event.pod ?? defaultPod), event);
    }
  }
  return run;
}

type PodEvent = Exclude<
  TraceEvent,
  { kind: ClusterEvent["kind"] | "slice" | "kubeletStart" | "action" | "endpoints" | "proxy" | "sync" | "patch" }
>;

function addClusterEvent(run: RunHistory, event: TraceEvent): void {
  const { pod, t, step } = event;
  switch (event.kind) {
    case "podCreated":
      run.created.push({ metadata: { name: pod ?? event.name }, spec: event.spec });
      podOf(run, pod ?? event.name);
      return;
    case "podDelete":
      podOf(run, pod ?? "").actions.push({ atMs: t, do: "delete" });
      return;
    case "podGone":
      Object.assign(podOf(run, pod ?? ""), { removedMs: t, removedStep: step });
      return;
    case "deployment":
    case "statefulset":
    case "daemonset":
    case "job":
    case "condition":
    case "event":
    case "actionError":
      run.workloads.push(event);
      return;
    default:
  }
}

function addPodEvent(pod: PodHistory, event: PodEvent): void {
  switch (event.kind) {
    case "status":
      addStatus(pod, event);
      break;
    case "probe":
      containerOf(pod, event.c).attempts[event.probe].push({
        step: event.step,
        fromMs: event.t,
        endMs: event.end,
        outcome: event.out,
      });
      break;
    case "hook":
      containerOf(pod, event.c).hooks.push({ fromMs: event.t, endMs: event.end });
      break;
    case "create":
      instanceOf(pod, event.c, event.n).createMs ??= event.t;
      break;
    case "start": {
      const instance = instanceOf(pod, event.c, event.n);
      instance.startMs ??= event.t;
      instance.startStep ??= event.step;
      break;
    }
    case "stop": {
      const instance = instanceOf(pod, event.c, event.n);
      if (instance.exitMs !== undefined || instance.stopMs !== undefined) break;
      instance.stopMs = event.t;
      instance.graceSeconds = event.timeout;
      break;
    }
    case "exit": {
      const instance = instanceOf(pod, event.c, event.n);
      instance.exitMs = event.t;
      instance.exitStep = event.step;
      instance.exitCode = event.code;
      instance.by = event.by;
      break;
    }
    case "event":
      pod.events.push(event);
      addProbeKill(pod, event);
      break;
    case "apiRemoved":
      pod.removedMs ??= event.t;
      pod.removedStep ??= event.step;
      break;
    case "remove":
    case "sandboxRun":
    case "sandboxStop":
    case "sandboxRemove":
      break;
  }
}

function addStatus(pod: PodHistory, event: Extract<TraceEvent, { kind: "status" }>): void {
  if (event.phase !== undefined) changeTo(pod.phase, event, event.phase);
  for (const [type, condition] of Object.entries(event.conditions ?? {}))
    changeTo(
      entry(pod.conditions, type, () => []),
      event,
      condition?.status === "True",
    );
  for (const [name, status] of Object.entries(event.containers ?? {}))
    addContainerStatus(containerOf(pod, name), event, status);
}

function addContainerStatus(container: ContainerHistory, at: Moment, status: TracedContainer | null): void {
  changeTo(container.started, at, status?.started ?? false);
  changeTo(container.ready, at, status?.ready ?? false);
  changeTo(container.waiting, at, status?.state === "waiting" ? status.reason : undefined);
}

/** The kubelet says it in words only. [kubelet/ vectors: `Container app failed liveness probe, will be restarted`] */
function addProbeKill(pod: PodHistory, event: Extract<TraceEvent, { kind: "event" }>): void {
  const probe = / failed (startup|liveness) probe/.exec(event.message)?.[1];
  const name = /\{(.*)\}$/.exec(event.path ?? "")?.[1];
  if (event.reason !== "Killing" || name === undefined || (probe !== "startup" && probe !== "liveness")) return;
  containerOf(pod, name).probeKills.push({ atMs: event.t, probe, step: event.step });
}

/** A service has several slices beyond 100 endpoints, and a pod may move from one to another. */
function addSlice(run: RunHistory, slices: Slices, event: Extract<TraceEvent, { kind: "slice" }>): void {
  const ofService = entry(slices, event.svc, () => new Map<string, SlicePods>());
  const before = ofService.get(event.name) ?? {};
  ofService.set(event.name, event.pods);
  for (const name of Object.keys({ ...before, ...event.pods })) {
    const letters = event.pods[name] ?? [...ofService.values()].find((pods) => Object.hasOwn(pods, name))?.[name];
    changeTo(
      entry(podOf(run, name).endpoints, event.svc, () => []),
      event,
      letters,
    );
  }
}

/** Nothing has happened to it. A pod of which the trace knows nothing is made up as one. */
export function podOf(run: RunHistory, name: string): PodHistory {
  return entry(run.pods, name, () => ({
    pod: name,
    containers: new Map(),
    phase: [],
    conditions: new Map(),
    endpoints: new Map(),
    events: [],
    actions: [],
    removedMs: undefined,
    removedStep: undefined,
  }));
}

/** As `podOf`. */
export function containerOf(pod: PodHistory, name: string): ContainerHistory {
  return entry(pod.containers, name, () => ({
    name,
    instances: [],
    attempts: Object.fromEntries(PROBE_TYPES.map((type): [ProbeType, Attempt[]] => [type, []])) as Record<
      ProbeType,
      Attempt[]
    >,
    hooks: [],
    started: [],
    ready: [],
    waiting: [],
    probeKills: [],
  }));
}

function instanceOf(pod: PodHistory, name: string, n: number): Instance {
  const { instances } = containerOf(pod, name);
  const found = instances.findLast((instance) => instance.n === n);
  if (found !== undefined) return found;
  const instance: Instance = {
    n,
    createMs: undefined,
    startMs: undefined,
    startStep: undefined,
    stopMs: undefined,
    graceSeconds: undefined,
    exitMs: undefined,
    exitStep: undefined,
    exitCode: undefined,
    by: undefined,
  };
  instances.push(instance);
  return instance;
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const created = create();
  map.set(key, created);
  return created;
}

type Moment = Pick<TraceEvent, "t" | "step">;

/** Adds a change, if it is one. */
function changeTo<Value>(changes: Change<Value>[], { t, step }: Moment, value: Value): void {
  if (changes.length === 0 || changes.at(-1)?.value !== value) changes.push({ fromMs: t, value, step });
}
