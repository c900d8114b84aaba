import type { EventBody, Recorder } from "../model/recorder.ts";
import { recordEvent, recordKubernetesEvent } from "../model/recorder.ts";
import type { FirstKill } from "../model/scenario.ts";
import type { Profile } from "./profile.ts";
import type { KubeletWorld } from "./kubeletWorld.ts";
import type { PodStatus, PodWorld, ProbeWorker } from "./podWorld.ts";
import type { BackoffSettings } from "./backoff.ts";

/** What a scenario sets for all pods. */
export interface Settings {
  /** Sub-second part of the wall clock at 0. */
  readonly wallMs: number;
  /** Every random draw, 0 <= rand < 1. */
  readonly rand: number;
  readonly sandboxMs: number;
  /** Duration of generating a status. */
  readonly syncMs: number;
  readonly firstKills: readonly FirstKill[];
}

/** A sync that had to kill several containers, given in the order in which it found them. */
export interface KillTie {
  readonly atMs: number;
  readonly pod: string;
  readonly containers: readonly string[];
}

/** What a worker can find pending at once when it comes back from a round; Go's select would draw among them. */
export type PendingWork = "stop" | "trigger" | "tick";

/** How one kind of environment answers the probe workers; functions without state of their own. */
export interface WorkerEnvironment {
  /** An attempt begins: says its outcome and words on the worker, and returns how long it lasts in ms. */
  readonly askApp: (engine: Engine, pod: PodWorld, worker: ProbeWorker, t: number) => number;
  /** A result that is news was stored. */
  readonly onResult: (engine: Engine, pod: PodWorld, worker: ProbeWorker, t: number, value: number) => void;
  /** Which of several pending things is taken, given in the documented order (the first). */
  readonly settleTie: (worker: ProbeWorker, t: number, pending: readonly PendingWork[]) => PendingWork;
}

/** A write of a kubelet that was answered and is not carried out yet. */
export interface KubeletWrite {
  /** Index of the pod. */
  readonly pod: number;
  /** Absent: the pod is deleted for good. */
  readonly status?: { readonly before: PodStatus; readonly after: PodStatus };
  /** When it was sent, with the part of the millisecond. */
  readonly sentMs: number;
  /** It is on its way. */
  posted: boolean;
}

/** One run: what does not change (profile, settings, environment), the world, and the recorder. */
export interface Engine {
  readonly environment: WorkerEnvironment;
  readonly profile: Profile;
  readonly settings: Settings;
  readonly backoff: BackoffSettings;
  readonly kubelets: KubeletWorld[];
  readonly pods: PodWorld[];
  readonly order: MillisecondOrder;
  readonly recorder: Recorder;
  /** As they were met. */
  readonly killTies: KillTie[];
  /** Where there is an API server of its own, what kubelets write to it; absent: it is written at once, and known to the kubelet. */
  readonly outbox?: KubeletWrite[];
}

/** Kinds of `Due` in the order in which they happen within one millisecond. */
export const PHASE = { action: 1, probes: 2, sync: 3, exits: 4, patch: 5, collection: 6, relist: 7, tick: 8 } as const;

/** Parts of a millisecond are binary fractions: their sums and differences are exact. */
const toBinary = (part: number): number => Math.round(part * 2 ** 20) / 2 ** 20;

/** What comes first within one millisecond, and in which part of it: the kubelet's comparisons of instants see that. By `PHASE`. */
export interface MillisecondOrder {
  readonly ranks: readonly number[];
  readonly parts: readonly number[];
  /** Status generation number n comes `parts[PHASE.sync]` and n times this late, and with it all that its sync does. */
  readonly partPerStatus: number;
  /** The shortest time that is told apart. */
  readonly unitMs: number;
  /** Things have instants of their own within a millisecond; absent: whole milliseconds, in the order of `ranks`. */
  readonly pauses?: Pauses;
}

/** Times below a millisecond, so that what a sync triggers does not race with it (oracle/cluster README, concession 3). */
interface Pauses {
  /** After a sync stored its status. */
  readonly settleMs: number;
  /** Before a worker reads the status. */
  readonly lookMs: number;
  /** The same, more for each pod. */
  readonly lookPerPodMs: number;
  /** Before an attempt reaches its container: for each pod, and for each of startup, liveness and readiness. */
  readonly askPerPodMs: number;
  readonly askPerTypeMs: number;
  /** By so much the pod workers' clock is slow. */
  readonly slowClockMs: number;
  /** The read that comes before a status is sent. */
  readonly readMs: number;
  /** What is sent in the first half of a millisecond goes out in its middle, the rest a millisecond later. */
  readonly halfMs: number;
}

/** Of the kubelet oracle (its README, "Order within a millisecond"). */
export const KUBELET_ORDER: MillisecondOrder = {
  ranks: [0, 1, 2, 3, 4, 5, 6, 7, 8],
  parts: [0, 0, 0, 0.1, 0.65, 0.7, 0.78, 0.8, 0.82].map(toBinary),
  partPerStatus: toBinary(0.0002),
  unitMs: 1,
};

/** A binary fraction that stands for a microsecond. */
const MICROSECOND = 2 ** -10;
/** How many of the units that a queue of instants counts in make a millisecond. */
export const CLUSTER_UNITS_PER_MS = 2 ** 15;

/** Of the cluster oracle: tickers fire as the millisecond begins. */
export const CLUSTER_ORDER: MillisecondOrder = {
  ranks: [0, 1, 5, 6, 7, 8, 2, 3, 4],
  parts: [0, 0, 0, 0, 0, 0, 0, 0, 0],
  partPerStatus: 0,
  unitMs: 1 / CLUSTER_UNITS_PER_MS,
  pauses: {
    settleMs: 10 * MICROSECOND,
    lookMs: 2 * MICROSECOND,
    lookPerPodMs: MICROSECOND / 32,
    askPerPodMs: 4 * MICROSECOND,
    askPerTypeMs: MICROSECOND,
    slowClockMs: MICROSECOND,
    readMs: 20 * MICROSECOND,
    halfMs: 500 * MICROSECOND,
  },
};

const MAX_STATUS = 2500;

/** The part of the millisecond in which something of this pod happens. @param phase one of `PHASE` */
export function partOf({ order }: Engine, pod: PodWorld, phase: number): number {
  const part = order.parts[phase] ?? 0;
  return phase === PHASE.sync ? part + order.partPerStatus * Math.min(pod.generation, MAX_STATUS) : part;
}

/** Now, with the part of the millisecond. */
export function instantOf(engine: Engine, pod: PodWorld, t: number): number {
  return t + partOf(engine, pod, pod.phase);
}

export function kubeletOf(engine: Engine, pod: PodWorld): KubeletWorld {
  return engine.kubelets[pod.node] as KubeletWorld;
}

/** Whether what changes in the API server reaches the node's kubelet now, and the other way round. */
export function hearsApiServer(engine: Engine, pod: PodWorld, t: number): boolean {
  const { alive, disconnectedUntilMs } = kubeletOf(engine, pod);
  return alive && t >= disconnectedUntilMs;
}

/** Puts an event of this pod on the trace; its cause is what the pod is busy with. Returns the step. */
export function emit(engine: Engine, pod: PodWorld, t: number, body: EventBody, lasts = false): number {
  return recordEvent(engine.recorder, t, pod.plan.name, pod.cause, body, lasts);
}

/** A Kubernetes Event about the pod or, with a path, one of its containers. */
export function emitEvent(
  engine: Engine,
  pod: PodWorld,
  t: number,
  type: "Normal" | "Warning",
  reason: string,
  message: string,
  path?: string,
): void {
  recordKubernetesEvent(engine.recorder, t, pod.plan.name, pod.cause, type, reason, message, path);
}

/** Whole seconds of the wall clock, as API times have them, in ms of virtual time. */
export function toWholeSecond(engine: Engine, ms: number): number {
  // KLT-042
  return Math.floor((ms + engine.settings.wallMs) / 1000) * 1000 - engine.settings.wallMs;
}

/**
 * The first multiple of `periodMs` of the kubelet's age at or after now and `notBeforeMs`; strictly after now once this
 * millisecond's turn for `phase` has passed.
 */
export function nextOfAge(
  engine: Engine,
  pod: PodWorld,
  t: number,
  phase: number,
  periodMs: number,
  notBeforeMs = t,
): number {
  const start = kubeletOf(engine, pod).startedAtMs;
  const { ranks } = engine.order;
  const isPassed = (ranks[pod.phase] as number) >= (ranks[phase] as number);
  const from = Math.max(isPassed ? t + engine.order.unitMs : t, notBeforeMs);
  return start + Math.max(0, Math.ceil((from - start) / periodMs)) * periodMs;
}

/** `name_namespace(uid)`, as the kubelet names a pod in messages; the count that tells it from one of its name before is the trace's. */
export function podDescription(pod: PodWorld): string {
  return `${pod.plan.name.replace(/~\d+$/, "")}_${pod.plan.namespace}(${pod.plan.uid})`;
}

/** A container that has run this long before the kubelet started was there before it (kubeletRestartGracePeriod). */
const KUBELET_RESTART_GRACE_MS = 10_000;

export function ranBeforeKubelet(engine: Engine, pod: PodWorld, startedAtMs: number): boolean {
  const kubelet = kubeletOf(engine, pod);
  return startedAtMs < kubelet.startedAtMs - kubelet.suspendedMs - KUBELET_RESTART_GRACE_MS;
}
