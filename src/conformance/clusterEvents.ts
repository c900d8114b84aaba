import type { JsonObject, JsonValue } from "../model/json.ts";
import type { Scenario } from "../model/scenario.ts";
import type { TraceEvent, TracedContainer } from "../model/trace.ts";

/** Events of starting, which the recorder leaves out: they say what `create` and `start` do. */
const LEFT_OUT: ReadonlySet<string> = new Set(["Pulled", "Created", "Started"]);
const ORACLE_WORDS: Readonly<Record<string, string>> = {
  deleteObject: "delete",
  updateImage: "setImage",
  setPodCondition: "setCondition",
};

/** What the recorder remembers from one event to the next. */
interface Memory {
  readonly numbers: Map<string, number>;
  readonly nodes: readonly string[];
  /** The last text of Unhealthy, by container. */
  readonly unhealthy: Map<string, string>;
  /** The last outcome of attempts, by instance and probe. */
  readonly verdicts: Map<string, string>;
  /** Instances that the runtime has forgotten. */
  readonly removed: Set<string>;
  /** What was last said of a pod's held status, by pod and part. */
  readonly held: Map<string, string>;
  /** Pods' held statuses by part. */
  readonly statuses: Map<number, Map<string, JsonValue>>;
}

/** A trace as the cluster oracle records one (its README, "Trace"). */
export function recordedClusterEvents(scenario: Scenario, events: readonly TraceEvent[]): readonly JsonValue[] {
  const memory: Memory = {
    numbers: new Map(),
    nodes: (scenario.nodes ?? []).map(({ name }) => name),
    unhealthy: new Map(),
    verdicts: new Map(),
    removed: new Set(),
    held: new Map(),
    statuses: new Map(),
  };
  return withObservations(events, scenario)
    .sort(byRecording)
    .flatMap((event) => {
      const recorded = recordedEvent(memory, event);
      return recorded === undefined ? [] : [recorded];
    });
}

/** An attempt is recorded when it ends. */
const recordedAtMs = (event: TraceEvent): number =>
  event.kind === "probe" ? (event.end ?? Number.POSITIVE_INFINITY) : event.t;

function byRecording(left: TraceEvent, right: TraceEvent): number {
  return recordedAtMs(left) - recordedAtMs(right) || (left.step < right.step ? -1 : Number(left.step > right.step));
}

/** The recorder looks at what a kubelet holds whenever a sync has stored a status, whether it is news or not. */
function withObservations(events: readonly TraceEvent[], { syncUs = 1000, untilMs }: Scenario): TraceEvent[] {
  const observations = events.flatMap((event): TraceEvent[] => {
    const t = event.t + syncUs / 1000;
    const { pod = "" } = event;
    return event.kind === "sync" && t <= untilMs
      ? [{ t, step: Number.POSITIVE_INFINITY, pod, kind: "status", src: "sync" }]
      : [];
  });
  return [...events, ...observations];
}

const numberOf = ({ numbers }: Memory, pod = ""): number => numbers.get(pod) ?? 0;

function numbersOf(memory: Memory, pods: readonly string[]): number[] {
  return pods.map((pod) => numberOf(memory, pod)).sort((a, b) => a - b);
}

function recordedEvent(memory: Memory, event: TraceEvent): JsonObject | undefined {
  const { t, kind, pod: name } = event;
  const pod = numberOf(memory, name);
  switch (event.kind) {
    case "podCreated": {
      const { number, name: called, node, image, owner } = event;
      memory.numbers.set(name ?? "", number);
      const owned = owner === undefined ? {} : { owner };
      return { t, kind, pod: number, name: called, node: memory.nodes.indexOf(node), image, ...owned };
    }
    case "status":
      return recordedStatus(memory, event);
    case "probe":
      return recordedAttempt(memory, event);
    case "event":
      return recordedKubernetesEvent(memory, event);
    case "action":
    case "kubeletStart":
      return recordedAction(memory, event);
    case "slice":
    case "endpoints":
    case "proxy":
      return recordedEndpoints(memory, event);
    case "remove":
      memory.removed.add(`${name ?? ""}/${event.c}/${event.n}`);
      return undefined;
    case "sync":
    case "patch":
    case "sandboxRun":
    case "sandboxStop":
    case "sandboxRemove":
    case "apiRemoved":
      return undefined;
    default: {
      const { step: _step, cause: _cause, ...rest } = event;
      return { ...(rest as unknown as JsonObject), ...(name === undefined ? {} : { pod }) };
    }
  }
}

type Of<K extends TraceEvent["kind"]> = Extract<TraceEvent, { readonly kind: K }>;

/** Only what differs from what was last said of the pod; nothing was said yet after any kubelet's restart. */
function recordedStatus(memory: Memory, event: Of<"status">): JsonObject | undefined {
  const { t, phase, conditions, containers } = event;
  const pod = numberOf(memory, event.pod);
  const now = memory.statuses.get(pod) ?? new Map<string, JsonValue>();
  memory.statuses.set(pod, now);
  if (phase !== undefined) now.set("phase", phase);
  const ready = conditions?.["Ready"];
  if (ready !== undefined && ready !== null) {
    const { status, since, reason } = ready;
    now.set("ready", { status, since, ...(reason && { reason }) });
  }
  for (const [name, container] of Object.entries(containers ?? {}))
    if (container !== null) now.set(`c/${name}`, heldContainer(container));
  const said: Record<string, JsonValue> = {};
  const changed: Record<string, JsonValue> = {};
  for (const [part, value] of now) {
    const key = `${pod}/${part}`;
    const text = JSON.stringify(value);
    if (memory.held.get(key) === text) continue;
    memory.held.set(key, text);
    if (part.startsWith("c/")) changed[part.slice(2)] = value;
    else said[part] = value;
  }
  if (Object.keys(changed).length > 0) said["containers"] = changed;
  return Object.keys(said).length === 0 ? undefined : { t, kind: "status", pod, ...said };
}

function heldContainer({ state, reason, exit, started, ready, restarts }: TracedContainer): JsonObject {
  return {
    state,
    ...(reason && { reason }),
    ...(exit === undefined ? {} : { exit }),
    ...(started === undefined ? {} : { started }),
    ready,
    restarts,
  };
}

/** Only an outcome that differs from that of the attempt before. */
function recordedAttempt(memory: Memory, { t, pod: name, c, n, probe, end, out }: Of<"probe">): JsonObject | undefined {
  if (end === undefined || out === undefined) return undefined;
  // The recorder asks the runtime whose command it is: in a container that was removed it is nobody's.
  const isNobodys = memory.removed.has(`${name ?? ""}/${c}/${n}`);
  const about = isNobodys ? { pod: 0, c: "", n: -1 } : { pod: numberOf(memory, name), c, n };
  const key = `${about.pod}/${about.c}/${about.n}/${probe}`;
  if (memory.verdicts.get(key) === out) return undefined;
  memory.verdicts.set(key, out);
  return { t: end, kind: "probe", ...about, probe, from: t, out };
}

function recordedKubernetesEvent(memory: Memory, event: Of<"event">): JsonObject | undefined {
  const { t, kind, type, reason, message, path = "", from, object, count } = event;
  if (from !== undefined)
    return { t, kind, from, object: object ?? "", type, reason, message, ...(count === undefined ? {} : { count }) };
  if (LEFT_OUT.has(reason)) return undefined;
  const pod = numberOf(memory, event.pod);
  if (reason === "Unhealthy") {
    const key = `${pod}/${path}`;
    if (memory.unhealthy.get(key) === message) return undefined;
    memory.unhealthy.set(key, message);
  }
  return { t, kind, from: "kubelet", pod, type, reason, message };
}

function recordedAction(memory: Memory, event: Of<"action" | "kubeletStart">): JsonObject {
  const { t, node: name, pod } = event;
  const node = name === undefined ? {} : { node: Math.max(0, memory.nodes.indexOf(name)) };
  if (event.kind === "kubeletStart") {
    memory.held.clear();
    return { t, kind: "action", do: "startKubelet", ...node };
  }
  const word = ORACLE_WORDS[event.do] ?? event.do;
  const number = pod === undefined ? event.number : numberOf(memory, pod);
  const about = number === undefined ? {} : { pod: number };
  return { t, kind: "action", do: word, ...node, ...about };
}

function recordedEndpoints(memory: Memory, event: Of<"slice" | "endpoints" | "proxy">): JsonObject {
  const { t, kind, svc } = event;
  if (event.kind === "slice") {
    if (event.gone) return { t, kind, name: event.name, gone: true };
    const pods = Object.entries(event.pods).map(([pod, letters]) => [`${numberOf(memory, pod)}`, letters]);
    return { t, kind, name: event.name, svc, pods: Object.fromEntries(pods) as JsonObject };
  }
  if (event.kind === "endpoints") {
    if (event.gone) return { t, kind, name: svc, gone: true };
    return { t, kind, svc, ready: numbersOf(memory, event.ready), notReady: numbersOf(memory, event.notReady) };
  }
  if (event.gone) return { t, kind, svc, gone: true };
  const { use, port, node, any } = event;
  const named = port === undefined ? { t, kind, svc } : { t, kind, svc, port };
  if (node === undefined) return { ...named, use: numbersOf(memory, use) };
  return { ...named, node: memory.nodes.indexOf(node), local: numbersOf(memory, use), any: any === true };
}
