import type { Engine } from "./engine.ts";
import type { PodStatus, PodWorld, ProbeIndex, ProbePlan, ProbeWorker } from "./podWorld.ts";
import { NEVER, READINESS } from "./podWorld.ts";
import { askContainer, cutAttempt, finishAttempt } from "./probeAttempt.ts";
import { CANCELLED, KILLED, sortWorkers, workersChanged } from "./probeSchedule.ts";
import { countResult, doProbe, endWorker, goOn, look } from "./probeWorker.ts";
import { kubeletOf } from "./engine.ts";

/** One worker's own turn: its probe ends, its ticker fires, or its start-up jitter is over. */
function takeTurn(engine: Engine, pod: PodWorld, worker: ProbeWorker, t: number, view: PodStatus | null): void {
  pod.turn++;
  const { state } = worker;
  worker.state = "idle";
  switch (state) {
    case "probing":
      pod.cause = 0;
      return goOn(engine, pod, worker, t, countResult(engine, pod, worker, t, finishAttempt(engine, pod, worker, t)));
    case "looking":
      return goOn(engine, pod, worker, t, doProbe(engine, pod, worker, t, pod.held));
    case "asking":
      return goOn(engine, pod, worker, t, countResult(engine, pod, worker, t, askContainer(engine, pod, worker, t)));
    default:
      pod.cause = 0;
      worker.nextTickMs = t + worker.plan.periodMs;
      goOn(engine, pod, worker, t, look(engine, pod, worker, t, state === "jitter" ? view : pod.held));
  }
}

/** Workers on their own (step 2 of the order within a millisecond; `late`: those that live with the exits, step 4). */
export function runProbeWorkers(engine: Engine, pod: PodWorld, t: number, late: boolean): void {
  const view = pod.held;
  const { probeOrder } = pod;
  let someEnded = false;
  for (let place = 0; place < probeOrder.length; place++) {
    const worker = probeOrder[place] as ProbeWorker;
    if (worker.wakeMs !== t || worker.late !== late) continue;
    takeTurn(engine, pod, worker, t, view);
    if (worker.state === "ended") someEnded = true;
  }
  if (someEnded) sortWorkers(pod);
  else workersChanged(pod);
}

/** A status generation asked this readiness worker for a run (prober spec §1.5): at most one trigger is kept. */
export function triggerWorker(pod: PodWorld, place: number): void {
  const worker = pod.probeWorkers[place * 3 + READINESS];
  if (worker !== undefined) worker.triggerPending = true;
}

/** Triggered workers act, by place, each at the offset of the generation that triggered it. */
export function runTriggeredWorkers(engine: Engine, pod: PodWorld, t: number): void {
  let someActed = false;
  for (const worker of pod.probeWorkers) {
    if (worker?.triggerPending !== true || worker.state !== "idle") continue;
    someActed = true;
    pod.turn++;
    if (engine.profile.triggerResetsTicker) {
      worker.generation = pod.generation;
      worker.triggered = true;
      worker.late = false;
    }
    goOn(engine, pod, worker, t, "continue");
  }
  if (someActed) sortWorkers(pod);
}

/** Stop signals; idle workers end at once, the others when they come back. */
export function stopWorkers(pod: PodWorld, isMeant: (worker: ProbeWorker) => boolean): void {
  for (const worker of pod.probeOrder) {
    if (!isMeant(worker)) continue;
    // KLT-029
    worker.stopPending = true;
    if (worker.state === "idle") endWorker(pod, worker);
  }
  sortWorkers(pod);
}

/** AddPod: creates the workers that are missing, in its order and with its stopping rule (prober spec §1.1). */
export function addProbeWorkers(engine: Engine, pod: PodWorld, t: number, podDeleting: boolean): void {
  const created: ProbeWorker[] = [];
  adding: for (const ofContainer of pod.plan.workerOrder) {
    for (const { place, type, slot, probe } of ofContainer) {
      if (pod.probeWorkers[slot] !== undefined) {
        // KLT-002: an existing worker ends AddPod, from 1.37 on only the container's share of it.
        if (engine.profile.addPodContinues) continue adding;
        break adding;
      }
      const worker = newWorker(engine, pod, t, place, type, probe, podDeleting);
      pod.probeWorkers[slot] = worker;
      created.push(worker);
    }
  }
  if (created.length === 0) return;
  created.sort((a, b) => a.place * 3 + a.type - (b.place * 3 + b.type));
  const view = pod.held;
  for (const worker of created) {
    if (worker.state === "jitter") continue;
    pod.turn++;
    goOn(engine, pod, worker, t, look(engine, pod, worker, t, view));
  }
  sortWorkers(pod);
}

function newWorker(
  engine: Engine,
  pod: PodWorld,
  t: number,
  place: number,
  type: ProbeIndex,
  plan: ProbePlan,
  podDeleting: boolean,
): ProbeWorker {
  const { startJitter } = engine.profile;
  // KLT-003: strictly shorter than a period, counted from the kubelet's start.
  const isYoung = startJitter === "always" || plan.periodMs > t - kubeletOf(engine, pod).startedAtMs;
  const jitterMs = isYoung ? Math.floor(engine.settings.rand * plan.periodMs) : 0;
  return {
    place,
    type,
    plan,
    podDeleting,
    instance: -1,
    lastResult: 0,
    resultRun: 0,
    onHold: false,
    fitFor: null,
    state: jitterMs > 0 ? "jitter" : "idle",
    // KLT-004
    nextTickMs: t + jitterMs + plan.periodMs,
    wakeMs: t + jitterMs,
    triggerPending: false,
    stopPending: false,
    cancelled: false,
    generation: pod.generation,
    triggered: false,
    late: false,
    attemptsLeft: 0,
    attemptStep: 0,
    attemptRow: 0,
    attemptOutcome: 0,
    attemptOutput: "",
    attemptBeganMs: 0,
    relay: null,
  };
}

/** Termination began, and the workers run on the pod worker's context (1.35, 1.36): exec attempts in flight end now, later ones at once. */
export function cancelProbeContexts(engine: Engine, pod: PodWorld, t: number): void {
  // KLT-037
  if (!engine.profile.terminationCancelsExecProbes) return;
  const { cause } = pod;
  for (const worker of pod.probeWorkers) {
    if (worker === undefined) continue;
    worker.cancelled = true;
    if (worker.state !== "probing" || worker.plan.handler !== "exec") continue;
    pod.turn++;
    worker.state = "idle";
    goOn(engine, pod, worker, t, countResult(engine, pod, worker, t, cutAttempt(engine, pod, worker, t, CANCELLED)));
    pod.cause = cause;
  }
  sortWorkers(pod);
}

/** Probes in flight in containers that just died end as killed, by place, and publish; they go on in `resumeKilled`. */
export function killProbes(
  engine: Engine,
  pod: PodWorld,
  t: number,
  isDead: (place: number, instance: number) => boolean,
): ProbeWorker[] {
  const killed: ProbeWorker[] = [];
  for (const worker of pod.probeWorkers) {
    if (worker?.state !== "probing" || !isDead(worker.place, worker.instance)) continue;
    pod.turn++;
    worker.state = "returning";
    worker.wakeMs = NEVER;
    // KLT-036
    countResult(engine, pod, worker, t, cutAttempt(engine, pod, worker, t, KILLED));
    killed.push(worker);
  }
  return killed;
}

/** Workers back from killed probes take what is pending, once the sync has gone on. */
export function resumeKilled(
  engine: Engine,
  pod: PodWorld,
  t: number,
  killed: readonly ProbeWorker[],
  movesLate: boolean,
): void {
  for (const worker of killed) {
    pod.turn++;
    worker.state = "idle";
    goOn(engine, pod, worker, t, "continue", movesLate);
  }
  if (killed.length > 0) sortWorkers(pod);
}

/** The kubelet is gone, and its workers with it. */
export function dropWorkers(pod: PodWorld): void {
  pod.probeWorkers = pod.probeWorkers.map(() => undefined);
  sortWorkers(pod);
}
