import type { AppPlan } from "../app/appLife.ts";
import { lifeOf } from "../app/appLife.ts";
import { ATTEMPT_OUTCOMES, rowAt } from "../app/attemptSchedule.ts";
import type { InnerAnswer } from "../app/queueProxy/innerAnswer.ts";
import { checkAll } from "../app/queueProxy/queueProbe.ts";
import type { QueueCheck } from "../app/queueProxy/queueProbe.ts";
import { relaySchedule } from "./relayPlan.ts";
import type { ContainerPlan, PodWorld, ProbeWorker } from "./podWorld.ts";
import type { RelayPlan, RelayState, RelayTarget } from "./relayWorld.ts";
import { FAIL, OK, TIMEOUT, workersChanged } from "./probeSchedule.ts";

/**
 * A relay that is asked asks the containers of its pod, and answers when it knows: the answer is foreseen from how they are now,
 * and thought over when one of them starts or ends (`reconsiderRelays`). Returns how long the attempt lasts in ms.
 * @param ownMs what the relay itself needs
 */
export function askRelay(pod: PodWorld, worker: ProbeWorker, relay: RelayPlan, ownMs: number, t: number): number {
  const state = { ...settled(pod, relay, worker.relay, worker.instance, t), ownMs };
  const running = state.beganMs >= 0 ? state : { ...state, beganMs: t };
  const check = checkOf(pod, relay, running);
  worker.relay = running;
  const endsMs = Math.max(check.endsAtMs, t) - t + ownMs;
  const isLate = endsMs >= worker.plan.timeoutMs;
  worker.attemptOutcome = isLate ? TIMEOUT : check.passed ? OK : FAIL;
  worker.attemptOutput = isLate ? relay.lateOutput : check.passed ? "" : relay.failedOutput;
  return isLate ? worker.plan.timeoutMs : endsMs;
}

/** A container of the pod has started or ended: attempts in flight may come to something else now. */
export function reconsiderRelays(pod: PodWorld, t: number): void {
  let isAny = false;
  for (const worker of pod.probeOrder) {
    const { relay } = worker.plan;
    if (relay === undefined || worker.state !== "probing") continue;
    const began = worker.attemptBeganMs;
    // What happens in this millisecond was too late for what ends in it.
    worker.wakeMs = Math.max(t + 1, began + askRelay(pod, worker, relay, worker.relay?.ownMs ?? 0, began));
    isAny = true;
  }
  if (isAny) workersChanged(pod);
}

/** What is left of earlier checks: one that is over has told its successes. */
function settled(pod: PodWorld, relay: RelayPlan, state: RelayState | null, instance: number, t: number): RelayState {
  if (state === null || state.instance !== instance) return { instance, beganMs: -1, successes: [], ownMs: 0 };
  // Within an attempt the check is the one that it began, or joined.
  if (state.beganMs < 0 || state.beganMs === t) return state;
  const check = checkOf(pod, relay, state);
  return check.endsAtMs > t ? state : { ...state, beganMs: -1, successes: check.state };
}

function checkOf(pod: PodWorld, relay: RelayPlan, { beganMs, successes }: RelayState): QueueCheck {
  const { targets, release } = relay;
  return checkAll(
    targets.map(({ probe }) => probe),
    beganMs,
    successes,
    (index, atMs) => askTarget(pod, relay, targets[index] as RelayTarget, atMs),
    release,
  );
}

function askTarget(pod: PodWorld, relay: RelayPlan, target: RelayTarget, atMs: number): InnerAnswer {
  return answerOfTarget(relay, target, planOf(pod, target).app, runAt(pod, target.place, atMs), atMs);
}

/** One attempt at a container; a process that ends meanwhile takes its answer with it. @param run absent: it does not run */
export function answerOfTarget(
  relay: RelayPlan,
  { probe, schedules, gone }: RelayTarget,
  app: AppPlan,
  run: ContainerRun | undefined,
  atMs: number,
): InnerAnswer {
  const schedule =
    run === undefined
      ? gone
      : schedules === undefined
        ? relaySchedule(lifeOf(app, run.instance, run.startedAtMs), probe, relay)
        : (schedules[Math.min(run.instance, schedules.length - 1)] ?? gone);
  const row = run === undefined ? 0 : rowAt(schedule, atMs - run.startedAtMs);
  const ms = schedule.ms[row] as number;
  const outcome = ATTEMPT_OUTCOMES[schedule.outcome[row] as number];
  if (run !== undefined && run.endedAtMs < atMs + ms) return { error: "EOF", ms: run.endedAtMs - atMs };
  return outcome === "ok" || outcome === "warning" ? { ms } : { error: schedule.output[row] as string, ms };
}

function planOf(pod: PodWorld, { place }: RelayTarget): ContainerPlan {
  return pod.plan.containers[place] as ContainerPlan;
}

/** A process of a container, from its start to its end. */
export interface ContainerRun {
  readonly instance: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

/** The process that a container had at an instant, as far as anybody remembers. */
function runAt(pod: PodWorld, place: number, atMs: number): ContainerRun | undefined {
  for (const { place: at, instance, startedAtMs } of pod.processes) {
    if (at === place && startedAtMs <= atMs) return { instance, startedAtMs, endedAtMs: Infinity };
  }
  for (const { place: at, instance, state, startedAtMs, finishedAtMs } of pod.records) {
    const endedAtMs = Math.floor(finishedAtMs);
    if (at === place && state === "exited" && startedAtMs <= atMs && atMs < endedAtMs) {
      return { instance, startedAtMs, endedAtMs };
    }
  }
  return undefined;
}
