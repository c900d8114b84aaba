import type { ClusterEvent, TraceEvent } from "../model/trace.ts";
import { isClusterEvent } from "../model/trace.ts";
import type { EndedAttempt, EventOf } from "./eventOf.ts";
import type { Observer, Watch } from "./property.ts";
import { wakeAfter } from "./property.ts";
import type { ContainerView, PodView, ProbeView, RunView } from "./traceView.ts";
import {
  containerOfEvent,
  containerOfPath,
  forgetWorker,
  instanceOf,
  podOfEvent,
  probeOf,
  takeAttempt,
  takeAttemptEnd,
  takeCreate,
  takeKilling,
  takeStatus,
} from "./traceView.ts";

type Moment = keyof Observer;
type Handlers = { readonly [M in Moment]-?: NonNullable<Observer[M]>[] };

/** Who is told of the attempts of one probe. */
interface ProbeHandlers {
  readonly begin: NonNullable<Observer["probe"]>[];
  readonly end: NonNullable<Observer["probeEnd"]>[];
}

/** Something that lasts, until its end is told. */
type Lasting =
  | { readonly endMs: number; readonly attempt: EndedAttempt; readonly probe: ProbeView }
  | {
      readonly endMs: number;
      readonly attempt?: never;
      readonly hook: EventOf<"hook">;
      readonly container: ContainerView;
    };

interface Walk {
  readonly run: RunView;
  readonly handlers: Handlers;
  /** By the probe's index. */
  readonly ofProbes: readonly ProbeHandlers[];
  /** Those that are told when time has passed. */
  readonly sleepers: readonly Watch[];
  /** What ends next comes last; few at a time. */
  readonly lasting: Lasting[];
  nowMs: number;
}

/** Shows a trace to observers; its events are in the order of time. What names no pod, container or probe of the scenario is passed over. */
export function walkTrace(events: readonly TraceEvent[], run: RunView, watches: readonly Watch[]): void {
  const handlers = handlersOf(watches);
  const ofProbes = run.probes.map((probe) => probeHandlersOf(probe, watches));
  const sleepers = watches.filter(({ observer }) => observer.passed !== undefined);
  const walk: Walk = { run, handlers, ofProbes, sleepers, lasting: [], nowMs: Number.NEGATIVE_INFINITY };
  for (const event of events) {
    tellEnds(walk, event.t);
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
    held: [],
    patch: [],
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
    passed: [],
    watches: [],
    probe: [],
    probeEnd: [],
  };
  for (const { observer } of watches)
    for (const moment in observer) (handlers[moment as Moment] as unknown[]).push(observer[moment as Moment]);
  return handlers;
}

function probeHandlersOf(probe: ProbeView, watches: readonly Watch[]): ProbeHandlers {
  const handlers: ProbeHandlers = { begin: [], end: [] };
  for (const { observer } of watches) {
    if (observer.probe === undefined && observer.probeEnd === undefined) continue;
    if (observer.watches?.(probe) === false) continue;
    if (observer.probe !== undefined) handlers.begin.push(observer.probe);
    if (observer.probeEnd !== undefined) handlers.end.push(observer.probeEnd);
  }
  return handlers;
}

function passTo(walk: Walk, t: number): void {
  const { alarm } = walk.run;
  if (t === walk.nowMs) return;
  walk.nowMs = t;
  if (t <= alarm.atMs) return;
  alarm.atMs = Infinity;
  for (const { observer, found } of walk.sleepers) {
    const { wakeMs } = found;
    if (t <= wakeMs) wakeAfter(found, wakeMs);
    else {
      found.wakeMs = Infinity;
      observer.passed?.(t);
    }
  }
}

function tellEnds(walk: Walk, untilMs: number): void {
  const { lasting, handlers } = walk;
  for (let next = lasting.at(-1); next !== undefined && next.endMs <= untilMs; next = lasting.at(-1)) {
    lasting.pop();
    passTo(walk, next.endMs);
    if (next.attempt !== undefined) tellAttemptEnd(walk, next.attempt, next.probe);
    else {
      takeCallEnd(next.container.pod, next.endMs);
      for (const handle of handlers.hookEnd) handle(next.hook, next.container);
    }
  }
}

/** Of those that end together the one that began first ends first. */
function addLasting({ lasting }: Walk, added: Lasting): void {
  let place = lasting.length;
  for (; place > 0; place--) {
    const before = lasting[place - 1] as Lasting;
    if (before.endMs > added.endMs) break;
    lasting[place] = before;
  }
  lasting[place] = added;
}

function tellAttempt(walk: Walk, event: EventOf<"probe">): void {
  const pod = podOfEvent(walk.run, event);
  const container = pod && containerOfEvent(pod, event.c);
  const probe = container && probeOf(container, event.probe);
  if (probe === undefined) return;
  takeAttempt(probe, event);
  if (isEnded(event)) addLasting(walk, { endMs: event.end, attempt: event, probe });
  for (const handle of (walk.ofProbes[probe.index] as ProbeHandlers).begin) handle(event, probe);
}

const isEnded = (attempt: EventOf<"probe">): attempt is EndedAttempt => attempt.end !== undefined;

function tellAttemptEnd(walk: Walk, attempt: EndedAttempt, probe: ProbeView): void {
  takeAttemptEnd(walk.run, probe, attempt);
  for (const handle of (walk.ofProbes[probe.index] as ProbeHandlers).end) handle(attempt, probe);
}

function tell(walk: Walk, event: TraceEvent): void {
  const { run, handlers } = walk;
  switch (event.kind) {
    case "probe":
      return tellAttempt(walk, event);
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
  if (isClusterEvent(event)) {
    for (const handle of handlers.cluster) handle(event);
    return;
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

type ContainerEvent = Exclude<Extract<TraceEvent, { readonly c: string }>, EventOf<"probe">>;
type PodEvent = Exclude<
  TraceEvent,
  ContainerEvent | EventOf<ClusterEvent["kind"] | "probe" | "slice" | "endpoints" | "proxy" | "kubeletStart">
>;

function tellOfContainer(walk: Walk, event: ContainerEvent, container: ContainerView): void {
  const { handlers } = walk;
  const { instance } = container;
  switch (event.kind) {
    case "hook":
      container.pod.callsOn++;
      if (event.end !== undefined) addLasting(walk, { endMs: event.end, hook: event, container });
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
      for (const container of pod.containers)
        if (container.held !== container.before) for (const handle of handlers.held) handle(event, container);
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
    for (const { instance, probes } of pod.containers) {
      probes.forEach(forgetWorker);
      // What the old kubelet had begun to kill the new one begins to kill anew.
      if (instance?.exit === undefined && instance !== undefined) instance.kill = undefined;
    }
    pod.isFirstStatus = true;
    pod.terminatingMs = Infinity;
  }
  for (const handle of handlers.kubeletStart) handle(event);
}
