import { isTerminalPhase } from "../model/status.ts";
import { shouldAllContainersRestart, containerShouldRestart } from "./restartPolicy.ts";
import type { Engine, PendingWork } from "./engine.ts";
import { ranBeforeKubelet } from "./engine.ts";
import type { HeldContainer, PodStatus, PodWorld, ProbeWorker } from "./podWorld.ts";
import { LIVENESS, NEVER, READINESS, STARTUP } from "./podWorld.ts";
import type { ProbeEnd } from "./probeAttempt.ts";
import { beginProbe } from "./probeAttempt.ts";
import { publishResult, removeResult } from "./probeResults.ts";
import { FAILURE, SUCCESS, takePendingTick, UNKNOWN } from "./probeSchedule.ts";
import { containerPlan } from "./runtime.ts";

/** By startup, liveness, readiness (prober spec §1.2). */
// KLT-011
const INITIAL_RESULT = [UNKNOWN, SUCCESS, FAILURE] as const;

type Round = "end" | "continue" | "running";

/**
 * One round of a worker, in the kubelet's order (prober spec §2; worker.go doProbe). `view` is the held status as the
 * worker sees it: workers created together look before any of them acts.
 */
export function doProbe(engine: Engine, pod: PodWorld, worker: ProbeWorker, t: number, view: PodStatus | null): Round {
  if (view === null) return "continue";
  // Statuses are replaced, never changed, and delays only pass: what let it probe does so again.
  const isFit = worker.fitFor === view && !worker.onHold;
  const round = isFit ? "probe" : findRound(engine, pod, worker, t, view);
  return round === "probe" ? countResult(engine, pod, worker, t, beginProbe(engine, pod, worker, t)) : round;
}

function findRound(
  engine: Engine,
  pod: PodWorld,
  worker: ProbeWorker,
  t: number,
  view: PodStatus,
): "end" | "continue" | "probe" {
  worker.fitFor = null;
  // KLT-009
  if (isTerminalPhase(view.phase)) return "end";
  const status = view.containers[worker.place];
  if (status === undefined || status.instance < 0) return "continue";
  if (worker.instance !== status.instance) adoptInstance(engine, pod, worker, t, status);
  if (worker.onHold) return "continue";
  if (status.state.kind !== "running") return doProbeOfStopped(engine, pod, worker, t, status, view);
  // KLT-028
  if (worker.podDeleting && worker.type !== READINESS) {
    publishResult(engine, pod, worker, t, SUCCESS);
    return "end";
  }
  // KLT-012: the delay counts whole seconds from a start that was itself cut to whole seconds.
  if (Math.trunc((t - status.state.startedAtMs) / 1000) < worker.plan.initialDelaySeconds) return "continue";
  // KLT-013: startup success opens the gate for liveness and readiness, and ends the startup probe's work.
  // KLT-119
  if ((status.started === true) === (worker.type === STARTUP))
    return worker.type === STARTUP && engine.profile.startedEndsStartupWorker ? "end" : "continue";
  worker.fitFor = view;
  return "probe";
}

/** A new container ID: forget the old one, say the initial value, and probe on. The run of results is not forgotten (KLT-010). */
function adoptInstance(engine: Engine, pod: PodWorld, worker: ProbeWorker, t: number, status: HeldContainer): void {
  if (worker.instance >= 0) removeResult(pod, worker);
  worker.instance = status.instance;
  worker.attemptRow = 0;
  const { profile } = engine;
  // KLT-021
  if (
    profile.seedsStartedSidecar &&
    worker.type === STARTUP &&
    containerPlan(pod, worker.place).isSidecar &&
    status.started === true
  ) {
    publishResult(engine, pod, worker, t, SUCCESS);
  }
  const wasRunningBefore =
    profile.keepsStatusOverKubeletRestart &&
    status.state.kind === "running" &&
    ranBeforeKubelet(engine, pod, status.state.startedAtMs);
  // KLT-020
  if (!wasRunningBefore) publishResult(engine, pod, worker, t, INITIAL_RESULT[worker.type]);
  // KLT-019
  worker.onHold = false;
}

function doProbeOfStopped(
  engine: Engine,
  pod: PodWorld,
  worker: ProbeWorker,
  t: number,
  status: HeldContainer,
  view: PodStatus,
): "end" | "continue" {
  // KLT-014
  publishResult(engine, pod, worker, t, FAILURE);
  if (status.state.kind !== "terminated") return "continue";
  const { profile } = engine;
  const plan = containerPlan(pod, worker.place);
  const policy = pod.plan.spec.restartPolicy ?? "Always";
  // KLT-015
  if (!profile.restartRules) {
    // KLT-016
    return policy !== "Never" || (plan.isSidecar && profile.sidecarWorkerSurvivesNever) ? "continue" : "end";
  }
  if (containerShouldRestart(plan.spec, policy, status.state.exitCode, profile)) return "continue";
  if (!profile.restartAllContainers) return "end";
  const reported = { conditions: view.conditions, containerStatuses: view.containers };
  return shouldAllContainersRestart(pod.plan.spec, undefined, reported) ? "continue" : "end";
}

/** Counts a verdict, and publishes it at the threshold (prober spec §2, steps 10 to 12). */
export function countResult(engine: Engine, pod: PodWorld, worker: ProbeWorker, t: number, end: ProbeEnd): Round {
  if (end === "running") return "running";
  if (end === "discarded") return "continue";
  if (worker.lastResult === end) worker.resultRun++;
  else {
    worker.lastResult = end;
    worker.resultRun = 1;
  }
  const threshold = end === FAILURE ? worker.plan.failureThreshold : worker.plan.successThreshold;
  // KLT-018
  if (worker.resultRun < threshold) return "continue";
  publishResult(engine, pod, worker, t, end);
  const holds =
    end === FAILURE ? worker.type !== READINESS : worker.type === STARTUP && engine.profile.holdOnStartupSuccess;
  if (holds) {
    // KLT-017
    worker.onHold = true;
    worker.resultRun = 0;
  }
  return "continue";
}

/** The worker ends: its result is forgotten without a word (prober spec §1.3.5). */
export function endWorker(pod: PodWorld, worker: ProbeWorker): void {
  // KLT-008
  worker.state = "ended";
  worker.wakeMs = NEVER;
  if (worker.instance >= 0) removeResult(pod, worker);
  const slot = worker.place * 3 + worker.type;
  if (pod.probeWorkers[slot] === worker) pod.probeWorkers[slot] = undefined;
}

function pendingWork(worker: ProbeWorker, t: number): PendingWork[] {
  const pending: PendingWork[] = [];
  // KLT-007
  if (worker.stopPending) pending.push("stop");
  if (worker.triggerPending) pending.push("trigger");
  if (worker.nextTickMs <= t) pending.push("tick");
  return pending;
}

/**
 * What a worker does after a round: takes of what is pending the stop first, then the trigger, then the tick, and
 * otherwise waits (README-kubelet.md: "A worker coming back from a probe").
 * @param movesLate a trigger taken now moves the worker's ticks to the turn of the exits.
 */
export function goOn(
  engine: Engine,
  pod: PodWorld,
  worker: ProbeWorker,
  t: number,
  round: Round,
  movesLate = false,
): void {
  let current = round;
  while (current !== "running") {
    if (current === "end") return endWorker(pod, worker);
    if (!worker.stopPending && !worker.triggerPending && worker.nextTickMs > t) {
      worker.state = "idle";
      worker.wakeMs = worker.nextTickMs;
      return;
    }
    const pending = pendingWork(worker, t);
    const taken = pending.length > 1 ? engine.environment.settleTie(worker, t, pending) : pending[0];
    if (taken === "stop") return endWorker(pod, worker);
    if (taken === "trigger") {
      worker.triggerPending = false;
      // KLT-006: a triggered run starts the ticker anew, and a pending tick is forgotten.
      if (engine.profile.triggerResetsTicker) worker.nextTickMs = t + worker.plan.periodMs;
      if (movesLate && engine.order.pauses === undefined) worker.late = true;
    } else takePendingTick(worker, t);
    current = look(engine, pod, worker, t, pod.held);
  }
}

/** A round begins: at once, or a moment later. */
export function look(engine: Engine, pod: PodWorld, worker: ProbeWorker, t: number, view: PodStatus | null): Round {
  const { pauses } = engine.order;
  if (pauses === undefined) return doProbe(engine, pod, worker, t, view);
  worker.state = "looking";
  worker.wakeMs = t + pauses.lookMs + ((pod.index + 1) % LOOKS_IN_TURN) * pauses.lookPerPodMs;
  return "running";
}

/** Workers of so many pods look one after the other. */
const LOOKS_IN_TURN = 64;

export const isLivenessOrStartup = (worker: ProbeWorker): boolean =>
  worker.type === LIVENESS || worker.type === STARTUP;
