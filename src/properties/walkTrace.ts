import type { ClusterEvent, TraceEvent } from "../model/trace.ts";
import { isClusterEvent } from "../model/trace.ts";
import type { EventOf } from "./eventOf.ts";
import type { Observer, Watch } from "./property.ts";
import type { ContainerView, PodView, RunView } from "./traceView.ts";
import {
  containerOfEvent,
  containerOfPath,
  forgetRuns,
  instanceOf,
  podOfEvent,
  takeAttempt,
  takeCreate,
  takeKilling,
  takeStatus,
} from "./traceView.ts";

/** Of time that has passed only those are told who wait for it. */
type Moment = Exclude<keyof Observer, "passed">;
type Handlers = { readonly [M in Moment]-?: NonNullable<Observer[M]>[] };

/** Something that lasts, until its end is told. */
interface Lasting {
  readonly event: EventOf<"probe"> | EventOf<"hook">;
  readonly container: ContainerView;
  readonly endMs: number;
}

interface Walk {
  readonly run: RunView;
  readonly handlers: Handlers;
  /** Those that are told when time has passed. */
  readonly sleepers: readonly Watch[];
  /** By end; few at a time. */
  readonly lasting: Lasting[];
  nowMs: number;
}

/** Shows a trace to observers; its events are in the order of time. What names no pod or container of the scenario is passed over. */
export function walkTrace(events: readonly TraceEvent[], run: RunView, watches: readonly Watch[]): void {
  const handlers = handlersOf(watches);
  const sleepers = watches.filter(({ observer }) => observer.passed !== undefined);
  const walk: Walk = { run, handlers, sleepers, lasting: [], nowMs: Number.NEGATIVE_INFINITY };
  for (const event of events) {
    if (walk.lasting.length > 0) tellEnds(walk, event.t);
    passTo(walk, event.t);
    tell(walk, event);
  }
  tellEnds(walk, run.facts.untilMs);
  passTo(walk, run.facts.untilMs + 1);
  for (const finish of handlers.finish) finish(run.facts.untilMs);
}

function handlersOf(watches: readonly Watch[]): Handlers {
  const handlers: Handlers = {
    sync: [],
    status: [],
    patch: [],
    probe: [],
    probeEnd: [],
    hook: [],
    hookEnd: [],
    create: [],
    start: [],
    exit: [],
    stop: [],
    sandboxRun: [],
    event: [],
    action: [],
    kubeletStart: [],
    kubeletEnd: [],
    apiRemoved: [],
    slice: [],
    endpoints: [],
    proxy: [],
    cluster: [],
    finish: [],
  };
  for (const { observer } of watches)
    for (const [moment, handle] of Object.entries(observer))
      if (moment !== "passed") (handlers[moment as Moment] as unknown[]).push(handle);
  return handlers;
}

function passTo(walk: Walk, t: number): void {
  if (t === walk.nowMs) return;
  walk.nowMs = t;
  for (const { observer, found } of walk.sleepers) {
    if (t <= found.wakeMs) continue;
    found.wakeMs = Infinity;
    observer.passed?.(t);
  }
}

function tellEnds(walk: Walk, untilMs: number): void {
  const { lasting, handlers } = walk;
  for (let next = lasting[0]; next !== undefined && next.endMs <= untilMs; next = lasting[0]) {
    lasting.shift();
    passTo(walk, next.endMs);
    if (next.event.kind === "probe") {
      takeAttempt(walk.run, next.container, next.event);
      for (const handle of handlers.probeEnd) handle(next.event, next.container);
    } else {
      takeCallEnd(next.container.pod, next.endMs);
      for (const handle of handlers.hookEnd) handle(next.event, next.container);
    }
  }
}

function addLasting(walk: Walk, event: Lasting["event"], container: ContainerView): void {
  if (event.end === undefined) return;
  const { lasting } = walk;
  let place = lasting.length;
  while (place > 0 && (lasting[place - 1] as Lasting).endMs > event.end) place--;
  lasting.splice(place, 0, { event, container, endMs: event.end });
}

function tell(walk: Walk, event: TraceEvent): void {
  const { run, handlers } = walk;
  if (isClusterEvent(event)) {
    for (const handle of handlers.cluster) handle(event);
    return;
  }
  switch (event.kind) {
    case "slice":
      for (const handle of handlers.slice) handle(event);
      return;
    case "endpoints":
      for (const handle of handlers.endpoints) handle(event);
      return;
    case "proxy":
      for (const handle of handlers.proxy) handle(event);
      return;
    case "kubeletStart":
      return tellKubeletStart(walk, event);
    case "action":
      if (event.do === "restartKubelet") return tellKubeletEnd(walk, event);
      break;
    default:
  }
  const pod = podOfEvent(run, event);
  if (pod === undefined) return;
  if ("c" in event) {
    const container = containerOfEvent(pod, event.c);
    if (container !== undefined) tellOfContainer(walk, event, container);
  } else tellOfPod(walk, event, pod);
}

function takeCallEnd(pod: PodView, t: number): void {
  pod.callsOn = Math.max(0, pod.callsOn - 1);
  pod.lastCallEndMs = t;
}

type ContainerEvent = Extract<TraceEvent, { readonly c: string }>;
type PodEvent = Exclude<
  TraceEvent,
  ContainerEvent | EventOf<ClusterEvent["kind"]> | EventOf<"slice" | "endpoints" | "proxy" | "kubeletStart">
>;

function tellOfContainer(walk: Walk, event: ContainerEvent, container: ContainerView): void {
  const { handlers } = walk;
  const { instance } = container;
  switch (event.kind) {
    case "probe":
      addLasting(walk, event, container);
      for (const handle of handlers.probe) handle(event, container);
      break;
    case "hook":
      container.pod.callsOn++;
      addLasting(walk, event, container);
      for (const handle of handlers.hook) handle(event, container);
      break;
    case "create":
      container.pod.callsOn++;
      takeCreate(container, event);
      for (const handle of handlers.create) handle(event, container);
      break;
    case "start":
      if (instance?.n === event.n) {
        instance.startMs = event.t;
        instance.startStep = event.step;
      }
      takeCallEnd(container.pod, event.t);
      for (const handle of handlers.start) handle(event, container);
      break;
    case "stop":
      if (instance?.n === event.n && instance.exit === undefined) instance.stop ??= event;
      // A start that failed is undone by a stop, of a dead process too.
      else if (instance?.kill !== undefined) takeCallEnd(container.pod, event.t);
      for (const handle of handlers.stop) handle(event, container);
      break;
    case "exit":
      if (instance?.n === event.n && instance.kill !== undefined) takeCallEnd(container.pod, event.t);
      if (instance?.n === event.n) instance.exit = event;
      else if (container.previous?.n === event.n) container.previous.exit = event;
      for (const handle of handlers.exit) handle(event, container);
      break;
    case "remove": {
      const removed = instanceOf(container, event.n);
      if (removed !== undefined) removed.removedMs = event.t;
      break;
    }
  }
}

function tellOfPod({ handlers }: Walk, event: PodEvent, pod: PodView): void {
  switch (event.kind) {
    case "sync":
      pod.sync = event;
      if (event.fn !== "SyncPod") pod.terminatingMs = Math.min(pod.terminatingMs, event.t);
      for (const handle of handlers.sync) handle(event, pod);
      break;
    case "status":
      takeStatus(pod, event);
      for (const handle of handlers.status) handle(event, pod);
      pod.isFirstStatus = false;
      break;
    case "patch":
      for (const handle of handlers.patch) handle(event, pod);
      break;
    case "event": {
      const container = containerOfPath(pod, event.path);
      if (event.reason === "Killing" && container !== undefined) takeKilling(container, event);
      for (const handle of handlers.event) handle(event, pod, container);
      break;
    }
    case "action":
      if (event.do === "delete") pod.deletedMs = Math.min(pod.deletedMs, event.t);
      for (const handle of handlers.action) handle(event, pod);
      break;
    case "apiRemoved":
      pod.removedMs = Math.min(pod.removedMs, event.t);
      for (const handle of handlers.apiRemoved) handle(event, pod);
      break;
    case "sandboxRun":
      for (const handle of handlers.sandboxRun) handle(event, pod);
      break;
    case "sandboxStop":
    case "sandboxRemove":
      break;
  }
}

/** Which node's kubelet dies stands in the scenario. */
function tellKubeletEnd({ run, handlers }: Walk, event: EventOf<"action">): void {
  const restarts = (run.facts.scenario.actions ?? []).filter((action) => action.do === "restartKubelet");
  const action = restarts.filter(({ atMs }) => atMs <= event.t)[run.kubeletRestarts] ?? restarts.at(-1);
  run.kubeletRestarts++;
  for (const pod of run.pods)
    if (action?.node === undefined || action.node === pod.facts.node) pod.kubeletSinceMs = Infinity;
  for (const handle of handlers.kubeletEnd) handle(event);
}

function tellKubeletStart({ run, handlers }: Walk, event: EventOf<"kubeletStart">): void {
  for (const pod of run.pods) {
    if (event.node !== undefined && event.node !== pod.facts.node) continue;
    if (pod.kubeletSinceMs !== Infinity) continue;
    pod.kubeletSinceMs = event.t;
    pod.kubeletCount++;
    pod.callsOn = 0;
    pod.lastCallEndMs = event.t;
    pod.containers.forEach(forgetRuns);
    // What the old kubelet had begun to kill the new one begins to kill anew.
    for (const { instance } of pod.containers)
      if (instance?.exit === undefined && instance !== undefined) instance.kill = undefined;
    pod.isFirstStatus = true;
    pod.terminatingMs = Infinity;
  }
  for (const handle of handlers.kubeletStart) handle(event);
}
