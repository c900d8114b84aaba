import type { ProbeType } from "../model/probe.ts";
import { PROBE_TYPES } from "../model/probe.ts";
import type { AttemptOutcome, Trace, TracedContainer, TraceEvent } from "../model/trace.ts";

/** A value that holds from `fromMs` on, until the next one. */
export interface Change<Value> {
  readonly fromMs: number;
  readonly value: Value;
}

export interface Attempt {
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
  /** When the kubelet asked the runtime to stop it, and with which grace. */
  stopMs: number | undefined;
  graceSeconds: number | undefined;
  exitMs: number | undefined;
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
  readonly probeKills: { readonly atMs: number; readonly probe: "startup" | "liveness" }[];
}

/** What happened to one pod, as far as people look at it; every list in the order of time. */
export interface PodHistory {
  readonly pod: string;
  readonly containers: Map<string, ContainerHistory>;
  readonly phase: Change<string>[];
  /** Condition Ready. */
  readonly ready: Change<boolean>[];
  /** By service: letters of the pod in its slices (`rs`, `st` …); undefined while it is not in them. */
  readonly endpoints: Map<string, Change<string | undefined>[]>;
  readonly events: Extract<TraceEvent, { kind: "event" }>[];
  readonly actions: { readonly atMs: number; readonly do: string }[];
  removedMs: number | undefined;
}

export interface RunHistory {
  /** In the order of their first event. */
  readonly pods: Map<string, PodHistory>;
  /** Kubelets by node: `true` while there is one. */
  readonly kubelets: Map<string, Change<boolean>[]>;
}

type SlicePods = Readonly<Record<string, string>>;
/** What is in each slice, by service and name of the slice. */
type Slices = Map<string, Map<string, SlicePods>>;

/** One walk through the trace. `defaultPod`: who is meant by events without a pod. */
export function historyOf(trace: Trace, defaultPod: string): RunHistory {
  const run: RunHistory = { pods: new Map(), kubelets: new Map() };
  const slices: Slices = new Map();
  for (const event of trace.events) {
    switch (event.kind) {
      case "slice":
        addSlice(run, slices, event);
        break;
      case "kubeletStart":
        changeTo(
          entry(run.kubelets, event.node ?? "", () => []),
          event.t,
          true,
        );
        break;
      case "action":
        if (event.do === "restartKubelet")
          changeTo(
            entry(run.kubelets, "", () => []),
            event.t,
            false,
          );
        else podOf(run, event.pod ?? defaultPod).actions.push({ atMs: event.t, do: event.do });
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
  { kind: "slice" | "kubeletStart" | "action" | "endpoints" | "proxy" | "sync" | "patch" }
>;

function addPodEvent(pod: PodHistory, event: PodEvent): void {
  switch (event.kind) {
    case "status":
      addStatus(pod, event);
      break;
    case "probe":
      containerOf(pod, event.c).attempts[event.probe].push({ fromMs: event.t, endMs: event.end, outcome: event.out });
      break;
    case "hook":
      containerOf(pod, event.c).hooks.push({ fromMs: event.t, endMs: event.end });
      break;
    case "create":
      instanceOf(pod, event.c, event.n).createMs ??= event.t;
      break;
    case "start":
      instanceOf(pod, event.c, event.n).startMs ??= event.t;
      break;
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
      break;
    case "remove":
    case "sandboxRun":
    case "sandboxStop":
    case "sandboxRemove":
      break;
  }
}

function addStatus(pod: PodHistory, event: Extract<TraceEvent, { kind: "status" }>): void {
  if (event.phase !== undefined) changeTo(pod.phase, event.t, event.phase);
  const ready = event.conditions?.["Ready"];
  if (ready !== undefined) changeTo(pod.ready, event.t, ready?.status === "True");
  for (const [name, status] of Object.entries(event.containers ?? {}))
    addContainerStatus(containerOf(pod, name), event.t, status);
}

function addContainerStatus(container: ContainerHistory, t: number, status: TracedContainer | null): void {
  changeTo(container.started, t, status?.started ?? false);
  changeTo(container.ready, t, status?.ready ?? false);
  changeTo(container.waiting, t, status?.state === "waiting" ? status.reason : undefined);
}

/** The kubelet says it in words only. [kubelet/ vectors: `Container app failed liveness probe, will be restarted`] */
function addProbeKill(pod: PodHistory, event: Extract<TraceEvent, { kind: "event" }>): void {
  const probe = / failed (startup|liveness) probe/.exec(event.message)?.[1];
  const name = /\{(.*)\}$/.exec(event.path ?? "")?.[1];
  if (event.reason !== "Killing" || name === undefined || (probe !== "startup" && probe !== "liveness")) return;
  containerOf(pod, name).probeKills.push({ atMs: event.t, probe });
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
      event.t,
      letters,
    );
  }
}

function podOf(run: RunHistory, name: string): PodHistory {
  return entry(run.pods, name, () => ({
    pod: name,
    containers: new Map(),
    phase: [],
    ready: [],
    endpoints: new Map(),
    events: [],
    actions: [],
    removedMs: undefined,
  }));
}

function containerOf(pod: PodHistory, name: string): ContainerHistory {
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
    stopMs: undefined,
    graceSeconds: undefined,
    exitMs: undefined,
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

/** Adds a change, if it is one. */
function changeTo<Value>(changes: Change<Value>[], fromMs: number, value: Value): void {
  if (changes.length === 0 || changes.at(-1)?.value !== value) changes.push({ fromMs, value });
}
