import type { TracedCondition, TracedContainer, TraceEvent } from "../model/trace.ts";
import type { EndedAttempt, EventOf } from "./eventOf.ts";
import type { ProbeRun, Verdict } from "./probeRun.ts";
import { countAttempt, forgetRun, newProbeRun, verdictOf } from "./probeRun.ts";
import type { ProbeType } from "../model/probe.ts";
import { PROBE_TYPES } from "../model/probe.ts";
import type { ContainerFacts, PodFacts, ProbeFacts, RunFacts } from "./runFacts.ts";
import { runFactsOf } from "./runFacts.ts";

/** A kill that the kubelet began, by its event. */
export interface BegunKill {
  readonly atMs: number;
  readonly step: number;
  readonly message: string;
  /** The probe that asked for it. */
  readonly probe: "liveness" | "startup" | undefined;
}

/** One instance of a container, as far as it has come. */
export interface InstanceView {
  readonly n: number;
  createMs: number;
  createStep: number;
  createEndMs: number | undefined;
  startMs: number | undefined;
  startStep: number | undefined;
  kill: BegunKill | undefined;
  stop: EventOf<"stop"> | undefined;
  exit: EventOf<"exit"> | undefined;
  /** When the runtime forgot it. */
  removedMs: number;
}

/** One probe of a container, as far as its attempts have come. */
export interface ProbeView {
  /** Among all probes of the run. */
  readonly index: number;
  readonly container: ContainerView;
  readonly plan: ProbeFacts;
  readonly results: ProbeRun;
  /** The attempt that began last, and the one before it. */
  attempt: EventOf<"probe"> | undefined;
  attemptBefore: EventOf<"probe"> | undefined;
  /** Whether one is on. */
  isOn: boolean;
  /** The attempt that ended last, and what it counted as; undefined: nothing. */
  ended: EndedAttempt | undefined;
  verdict: Verdict | undefined;
  /** How many of its round, in a row up to the last, came to nothing; a third one ends the round (KLT-031). */
  errors: number;
  /** Instance of the last success; -1: none. */
  succeededFor: number;
}

export interface ContainerView {
  /** Among all containers of the run. */
  readonly index: number;
  readonly facts: ContainerFacts;
  readonly pod: PodView;
  /** Its status as the kubelet holds it, and as it held it before the last status event. */
  held: TracedContainer | null;
  before: TracedContainer | null;
  /** The newest instance. */
  instance: InstanceView | undefined;
  /** The two before it. */
  previous: InstanceView | undefined;
  beforePrevious: InstanceView | undefined;
  /** Those that have a worker. */
  readonly probes: readonly ProbeView[];
}

export interface PodView {
  readonly index: number;
  readonly facts: PodFacts;
  readonly containers: readonly ContainerView[];
  phase: string | undefined;
  phaseBefore: string | undefined;
  readonly conditions: Record<string, TracedCondition | undefined>;
  conditionsBefore: Readonly<Record<string, TracedCondition | undefined>>;
  /** The sync that runs or ran last. */
  sync: EventOf<"sync"> | undefined;
  /** When the API was asked to delete it, first. */
  deletedMs: number;
  /** When its termination began: the first SyncTerminatingPod. */
  terminatingMs: number;
  removedMs: number;
  /** Since when its kubelet has been there; `Infinity` while there is none. */
  kubeletSinceMs: number;
  /** The kubelet was restarted at least once. */
  kubeletCount: number;
  /** No status since the kubelet came. */
  isFirstStatus: boolean;
  /** Calls to the runtime and hooks that its sync waits for, and when the last one ended. */
  callsOn: number;
  lastCallEndMs: number;
}

/** After its instant some observer is to be told that time has passed. */
export interface Alarm {
  atMs: number;
}

export interface RunView {
  readonly facts: RunFacts;
  readonly pods: readonly PodView[];
  readonly containers: readonly ContainerView[];
  readonly probes: readonly ProbeView[];
  readonly podsByName: ReadonlyMap<string, PodView>;
  /** Restarts of kubelets so far. */
  kubeletRestarts: number;
  readonly alarm: Alarm;
}

export function runViewOf(facts: RunFacts): RunView {
  const containers: ContainerView[] = [];
  const probes: ProbeView[] = [];
  const pods = facts.pods.map((pod, index): PodView => {
    const own: ContainerView[] = [];
    const view: PodView = {
      index,
      facts: pod,
      containers: own,
      phase: undefined,
      phaseBefore: undefined,
      conditions: {},
      conditionsBefore: {},
      sync: undefined,
      deletedMs: Infinity,
      terminatingMs: Infinity,
      removedMs: Infinity,
      kubeletSinceMs: -(facts.scenario.kubeletUpMs ?? 3_600_000),
      kubeletCount: 1,
      isFirstStatus: true,
      callsOn: 0,
      lastCallEndMs: 0,
    };
    for (const container of pod.containers) {
      const containerView = containerViewOf(container, view, containers.length, probes);
      own.push(containerView);
      containers.push(containerView);
    }
    return view;
  });
  const podsByName = new Map(pods.map((pod) => [pod.facts.name, pod]));
  return { facts, pods, containers, probes, podsByName, kubeletRestarts: 0, alarm: { atMs: Infinity } };
}

/** @param probes of the run so far; those of the container come behind them. */
function containerViewOf(facts: ContainerFacts, pod: PodView, index: number, probes: ProbeView[]): ContainerView {
  const own: ProbeView[] = [];
  const view: ContainerView = {
    index,
    facts,
    pod,
    held: null,
    before: null,
    instance: undefined,
    previous: undefined,
    beforePrevious: undefined,
    probes: own,
  };
  for (const type of PROBE_TYPES) {
    const plan = facts.probes[type];
    if (plan === undefined) continue;
    const probe: ProbeView = {
      index: probes.length,
      container: view,
      plan,
      results: newProbeRun(),
      attempt: undefined,
      attemptBefore: undefined,
      isOn: false,
      ended: undefined,
      verdict: undefined,
      errors: 0,
      succeededFor: -1,
    };
    own.push(probe);
    probes.push(probe);
  }
  return view;
}

export const newRunView = (scenario: RunFacts["scenario"]): RunView => runViewOf(runFactsOf(scenario));

/** The pod that an event is about; recorded traces of one pod do not name it. */
export function podOfEvent(run: RunView, event: TraceEvent): PodView | undefined {
  return event.pod === undefined ? run.pods[0] : run.podsByName.get(event.pod);
}

export function containerOfEvent(pod: PodView, name: string): ContainerView | undefined {
  for (const container of pod.containers) if (container.facts.name === name) return container;
  return undefined;
}

/** The container that a Kubernetes event is about: `spec.containers{app}`. */
export function containerOfPath(pod: PodView, path: string | undefined): ContainerView | undefined {
  const open = path?.indexOf("{") ?? -1;
  return path === undefined || open < 0 ? undefined : containerOfEvent(pod, path.slice(open + 1, -1));
}

export function takeStatus(pod: PodView, event: EventOf<"status">): void {
  pod.phaseBefore = pod.phase;
  if (event.phase !== undefined) pod.phase = event.phase;
  if (event.conditions !== undefined) {
    pod.conditionsBefore = { ...pod.conditions };
    for (const type in event.conditions) pod.conditions[type] = event.conditions[type] ?? undefined;
  } else pod.conditionsBefore = pod.conditions;
  for (const container of pod.containers) {
    container.before = container.held;
    const held = event.containers?.[container.facts.name];
    if (held !== undefined) container.held = held;
  }
}

export function takeCreate(container: ContainerView, event: EventOf<"create">): void {
  container.beforePrevious = container.previous;
  container.previous = container.instance;
  container.instance = {
    n: event.n,
    createMs: event.t,
    createStep: event.step,
    createEndMs: event.end,
    startMs: undefined,
    startStep: undefined,
    kill: undefined,
    stop: undefined,
    exit: undefined,
    removedMs: Infinity,
  };
}

/** The kubelet says only in words that a probe had a container killed. [`Container app failed liveness probe, will be restarted`] */
export function takeKilling(container: ContainerView, { t, step, message }: EventOf<"event">): void {
  const { instance } = container;
  if (instance === undefined) return;
  const isOf = (probe: string): boolean => message.includes(` failed ${probe} probe`);
  if (instance.kill === undefined) container.pod.callsOn++;
  instance.kill = {
    atMs: t,
    step,
    message,
    probe: isOf("liveness") ? "liveness" : isOf("startup") ? "startup" : undefined,
  };
}

export function probeOf({ probes }: ContainerView, type: ProbeType): ProbeView | undefined {
  for (const probe of probes) if (probe.plan.type === type) return probe;
  return undefined;
}

export function takeAttempt(probe: ProbeView, event: EventOf<"probe">): void {
  probe.attemptBefore = probe.attempt;
  probe.attempt = event;
  probe.isOn = true;
}

const ATTEMPTS_PER_ROUND = 3;

export function takeAttemptEnd({ facts }: RunView, probe: ProbeView, event: EndedAttempt): void {
  const { container, plan, results } = probe;
  const verdict = verdictOf(facts, plan, event.out);
  probe.isOn = false;
  probe.ended = event;
  probe.verdict = verdict;
  if (event.out === "ok") probe.succeededFor = event.n;
  if (verdict === undefined) {
    if (event.out !== "kubeletGone") probe.errors = (probe.errors + 1) % ATTEMPTS_PER_ROUND;
    return;
  }
  probe.errors = 0;
  countAttempt(results, plan, verdict, event, hasLastingWorkers(container.pod, container.facts));
}

/** Workers that end only with their kubelet or pod: their container is always restarted (KLT-015). */
export function hasLastingWorkers(pod: PodView, { spec, isSidecar }: ContainerFacts): boolean {
  const isAlways = isSidecar || (pod.facts.restartPolicy === "Always" && spec.restartPolicy === undefined);
  return (
    isAlways && spec.restartPolicyRules === undefined && pod.deletedMs === Infinity && pod.terminatingMs === Infinity
  );
}

/** Its worker is gone, and what it counted. */
export function forgetWorker(probe: ProbeView): void {
  probe.isOn = false;
  probe.errors = 0;
  forgetRun(probe.results);
}

/** One of the three newest instances. */
export function instanceOf(
  { instance, previous, beforePrevious }: ContainerView,
  n: number | undefined,
): InstanceView | undefined {
  if (instance?.n === n) return instance;
  if (previous?.n === n) return previous;
  return beforePrevious?.n === n ? beforePrevious : undefined;
}
