import type { Engine, PendingWork } from "../kubelet/engine.ts";
import { KUBELET_ORDER } from "../kubelet/engine.ts";
import { CRASH_LOOP_BACKOFF } from "../kubelet/backoff.ts";
import { newKubeletWorld } from "../kubelet/kubeletWorld.ts";
import { newPodWorld } from "../kubelet/newPodWorld.ts";
import { newTemplatePlans, podPlanOf } from "../kubelet/podPlan.ts";
import type { HeldContainer, PodObject, PodStatus, PodWorld, ProbeWorker } from "../kubelet/podWorld.ts";
import { NEVER } from "../kubelet/podWorld.ts";
import { isLivenessOrStartup } from "../kubelet/probeWorker.ts";
import { withProbeFlags } from "../kubelet/probeFlags.ts";
import { ERROR, FAIL, NO_RESULT, OK, TIMEOUT } from "../kubelet/probeSchedule.ts";
import { addProbeWorkers, runProbeWorkers, runTriggeredWorkers, stopWorkers } from "../kubelet/probeTurns.ts";
import { profileOf } from "../kubelet/profile.ts";
import { PROBE_TYPES } from "../model/probe.ts";
import { createRecorder, flushEvents } from "../model/recorder.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import type { Tie, TieChoice } from "./searchTies.ts";
import type { BackendSegment, CachedContainer, ProberEvent, ProberScenario, ProberStep } from "./proberScenario.ts";
import { podOf } from "./proberScenario.ts";

const RESULT_NAMES = ["Success", "Failure", "UNKNOWN"] as const;
const ERROR_TEXT = "rpc error: runtime is away";

interface Harness {
  readonly engine: Engine;
  readonly pod: PodWorld;
  readonly scenario: ProberScenario;
  readonly object: PodObject;
  readonly ties: Tie[];
  readonly choose: TieChoice;
  readonly log: ProberEvent[];
  readonly said: Map<string, string>;
  /** Statuses as the steps wrote them, by place. */
  raw: PodStatus;
  /** Results were published since the last sync. */
  kicked: boolean;
}

export interface ProberRun {
  readonly events: readonly ProberEvent[];
  readonly ties: readonly Tie[];
}

const CODE_OF = { ok: OK, fail: FAIL, error: ERROR, hang: TIMEOUT } as const;

function segmentAt(segments: readonly BackendSegment[] | undefined, t: number): BackendSegment {
  return segments?.findLast(({ fromMs }) => fromMs <= t) ?? { fromMs: 0, outcome: "ok", ms: 1 };
}

/** Runs the workers of one recorded scenario (`conformance/prober`) with the kubelet's own code for them. */
export function runProberScenario(scenario: ProberScenario, version: KubernetesVersion, choose: TieChoice): ProberRun {
  const harness = createHarness(scenario, version, choose);
  let next = 0;
  for (let t = nextInstant(harness, next); t <= scenario.untilMs; t = nextInstant(harness, next)) {
    const step = scenario.steps[next];
    // Ticks and ends of probes come before a step of the same millisecond; chance may have it otherwise.
    const stepFirst =
      step?.atMs === t && harness.pod.due.probes === t && tie(harness, t, `step ${step.do} before tick`, "", 2) === 1;
    if (!stepFirst) runWorkers(harness, t);
    for (let due = scenario.steps[next]; due !== undefined && due.atMs === t; due = scenario.steps[next]) {
      next++;
      takeStep(harness, due, t);
      settle(harness, t);
    }
    runWorkers(harness, t);
  }
  return { events: [...sorted(harness), ...finalEvents(harness)], ties: harness.ties };
}

function tie(harness: Harness, atMs: number, what: string, about: string, alternatives: number): number {
  const met: Tie = { what, about, atMs, alternatives };
  harness.ties.push(met);
  return Math.min(harness.choose(met), alternatives - 1);
}

function createHarness(scenario: ProberScenario, version: KubernetesVersion, choose: TieChoice): Harness {
  const conditions = scenario.podReady === true ? [{ type: "Ready", status: "True" }] : [];
  const raw: PodStatus = { phase: "Running", conditions, containers: [], podIp: "", observedGeneration: 0 };
  const surroundings = { version, dependencies: {}, horizonMs: scenario.untilMs };
  const pod = newPodWorld(0, podPlanOf(newTemplatePlans(), podOf(scenario, version.minor), {}, surroundings), 0, 0);
  const ties: Tie[] = [];
  const log: ProberEvent[] = [];
  const engine: Engine = {
    profile: profileOf(version),
    settings: { wallMs: 0, rand: 0, sandboxMs: 0, syncMs: 0, firstKills: [] },
    backoff: CRASH_LOOP_BACKOFF,
    kubelets: [newKubeletWorld("node", -scenario.kubeletAgeMs, true)],
    pods: [pod],
    recorder: createRecorder("full"),
    killTies: [],
    order: KUBELET_ORDER,
    environment: {
      askApp: (_engine, _pod, worker, t) => {
        const segment = segmentAt(scenario.backend[`${nameOf(pod, worker.place)}/${PROBE_TYPES[worker.type]}`], t);
        log.push({ t, k: "attempt", ...identity(pod, worker), v: segment.outcome });
        worker.attemptOutcome = CODE_OF[segment.outcome];
        worker.attemptOutput = segment.outcome === "fail" ? "not fine" : ERROR_TEXT;
        return segment.outcome === "hang" ? worker.plan.timeoutMs : segment.ms;
      },
      onResult: (_engine, _pod, worker, t, value) => {
        log.push({ t, k: "result", ...identity(pod, worker), v: RESULT_NAMES[value] as string });
        harness.kicked = scenario.sync;
      },
      settleTie: (worker, t, pending) => {
        const about = probeName(pod, worker);
        return pending[tie(harness, t, `${pending.join(" or ")} of ${about}`, about, pending.length)] as PendingWork;
      },
    },
  };
  const object: PodObject = { deletionRequested: scenario.deleting === true, generation: 0, status: raw };
  const harness: Harness = { engine, pod, scenario, object, ties, choose, log, said: new Map(), raw, kicked: false };
  return harness;
}

function nameOf(pod: PodWorld, place: number): string {
  return pod.plan.containers[place]?.name ?? "";
}

const probeName = (pod: PodWorld, { place, type }: ProbeWorker): string => `${nameOf(pod, place)}/${PROBE_TYPES[type]}`;

function identity(pod: PodWorld, worker: ProbeWorker): { c: string; p: string; id: string } {
  const name = nameOf(pod, worker.place);
  return { c: name, p: PROBE_TYPES[worker.type], id: `${name}${worker.instance}` };
}

function nextInstant(harness: Harness, next: number): number {
  return Math.min(harness.pod.due.probes, harness.scenario.steps[next]?.atMs ?? NEVER);
}

/** Workers on their own at this instant; results they publish lead to syncs until nothing new appears. */
function runWorkers(harness: Harness, t: number): void {
  while (harness.pod.due.probes <= t) {
    runProbeWorkers(harness.engine, harness.pod, t, false);
    settle(harness, t);
  }
}

function settle(harness: Harness, t: number): void {
  while (harness.kicked) {
    harness.kicked = false;
    syncOnce(harness, t);
  }
}

/** An instant kubelet: copy, fill `started` from the cache, UpdatePodStatus, store; then the triggered workers act. */
function syncOnce(harness: Harness, t: number): void {
  const { engine, pod, raw } = harness;
  const old = pod.held;
  const containers = raw.containers.map((container, place) => {
    const before = old?.containers[place];
    const carries =
      container.state.kind === "running" && container.started === undefined && before?.started !== undefined;
    return carries ? { ...container, started: before.started } : container;
  });
  const updated = updatePodStatus(harness, containers, t);
  const stored = { ...raw, containers: updated };
  const isLate = (worker: ProbeWorker): boolean =>
    worker.triggerPending && worker.state === "idle" && !looksBeforeStore(harness, t, worker, stored);
  const late = pod.probeOrder.filter(isLate);
  for (const worker of late) worker.triggerPending = false;
  runTriggeredWorkers(engine, pod, t);
  for (const worker of late) worker.triggerPending = true;
  pod.held = stored;
  runTriggeredWorkers(engine, pod, t);
}

/** A triggered worker may look at the status before the sync has stored it; no tie where it would see the same. */
function looksBeforeStore(harness: Harness, t: number, worker: ProbeWorker, stored: PodStatus): boolean {
  const { pod } = harness;
  if (seenBy(worker, pod.held) === seenBy(worker, stored)) return false;
  const about = probeName(pod, worker);
  return tie(harness, t, `look or store of ${about}`, about, 2) === 1;
}

function seenBy({ place }: ProbeWorker, status: PodStatus | null): string {
  const { instance, state, started } = status?.containers[place] ?? {};
  return JSON.stringify([status?.phase, instance, state, started]);
}

function updatePodStatus(harness: Harness, containers: readonly HeldContainer[], t: number): readonly HeldContainer[] {
  const { engine, pod, object } = harness;
  const updated = withProbeFlags(engine, pod, object, containers);
  for (const { place } of pod.plan.containers) {
    const container = updated[place];
    if (container === undefined || isAbsent(container)) continue;
    const started = container.started === true;
    const saying = `${started} ${container.ready}`;
    if (harness.said.get(container.name) === saying) continue;
    harness.said.set(container.name, saying);
    harness.log.push({ t, k: "status", c: container.name, started, ready: container.ready });
  }
  return updated;
}

/** A container that no step has named, or one that is absent again, has no status. */
const ABSENT = "absent";
const isAbsent = (container: HeldContainer): boolean =>
  container.state.kind === "waiting" && container.state.reason === ABSENT;

function heldContainer(name: string, cached: CachedContainer | undefined): HeldContainer {
  const instance = cached?.id === undefined || cached.id === "" ? -1 : Number(/\d+$/.exec(cached.id)?.[0] ?? -1);
  const base = {
    name,
    ready: false,
    restartCount: 0,
    instance,
    ...(cached?.started !== undefined && { started: cached.started }),
  };
  switch (cached?.state) {
    case "running":
      return { ...base, state: { kind: "running", startedAtMs: cached.startedAtMs } };
    case "terminated":
      return { ...base, state: { kind: "terminated", exitCode: cached.exitCode, startedAtMs: cached.startedAtMs } };
    case "waiting":
      return { ...base, state: { kind: "waiting" } };
    default:
      return { ...base, instance: -1, state: { kind: "waiting", reason: ABSENT } };
  }
}

function takeStep(harness: Harness, step: ProberStep, t: number): void {
  const { engine, pod, raw } = harness;
  switch (step.do) {
    case "addPod":
      return addProbeWorkers(engine, pod, t, harness.object.deletionRequested);
    case "stopLivenessAndStartup":
      return stopWorkers(
        pod,
        (worker) => isLivenessOrStartup(worker) && pod.plan.containers[worker.place]?.isInit === false,
      );
    case "removePod":
      return stopWorkers(pod, () => true);
    case "updatePodStatus":
      updatePodStatus(harness, raw.containers, t);
      return runTriggeredWorkers(engine, pod, t);
    default:
      harness.raw =
        step.do === "phase" ? { ...raw, phase: step.phase ?? "" } : { ...raw, containers: written(harness, step) };
      if (harness.scenario.sync) syncOnce(harness, t);
      else pod.held = harness.raw;
  }
}

function written(harness: Harness, step: ProberStep): readonly HeldContainer[] {
  return harness.pod.plan.containers.map(({ name, place }) => {
    const cached = step.containers?.[name];
    return cached === undefined
      ? (harness.raw.containers[place] ?? heldContainer(name, undefined))
      : heldContainer(name, cached);
  });
}

const RANK: Readonly<Record<string, number>> = { status: 0, event: 0, result: 1, attempt: 2 };

/** By time, then container and probe, then kind, then order of occurrence (conformance/README.md). */
function sorted(harness: Harness): ProberEvent[] {
  const key = ({ c, p }: ProberEvent): string => `${c}/${p ?? ""}`;
  const rank = ({ k }: ProberEvent): number => RANK[k] ?? 0;
  const all = [...harness.log, ...unhealthyEvents(harness)];
  return all.sort((a, b) => a.t - b.t || (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : rank(a) - rank(b)));
}

function unhealthyEvents({ engine }: Harness): ProberEvent[] {
  flushEvents(engine.recorder);
  return engine.recorder.events.flatMap((event) => {
    if (event.kind !== "event") return [];
    const c = /\{(.*)\}/.exec(event.path ?? "")?.[1] ?? "";
    const p = (event.message.split(" ")[0] ?? "").toLowerCase();
    return [{ t: event.t, k: "event" as const, c, p, v: event.reason, m: event.message }];
  });
}

function finalEvents({ pod, scenario }: Harness): ProberEvent[] {
  const finals: ProberEvent[] = [];
  for (const { name, place } of pod.plan.containers) {
    for (const type of [0, 1, 2] as const) {
      const instance = pod.resultInstance[place * 3 + type] as number;
      if (instance === NO_RESULT) continue;
      const value = RESULT_NAMES[pod.resultValue[place * 3 + type] as number] as string;
      finals.push({
        t: scenario.untilMs,
        k: "final",
        c: name,
        p: PROBE_TYPES[type],
        id: `${name}${instance}`,
        v: value,
      });
    }
  }
  return finals.sort((a, b) => (`${a.c}/${a.p}` < `${b.c}/${b.p}` ? -1 : 1));
}
