import { ATTEMPT_OUTCOMES } from "../app/attemptSchedule.ts";
import type { Attempt } from "../app/attempt.ts";
import { askApp } from "../kubelet/askApp.ts";
import type { Engine } from "../kubelet/engine.ts";
import { stepPod } from "../kubelet/podStep.ts";
import type { PodWorld, ProbeIndex, ProbePlan, ProbeWorker } from "../kubelet/podWorld.ts";
import { OK, TIMEOUT, workersChanged } from "../kubelet/probeSchedule.ts";
import { exitsChanged, processOf, RUNTIME_REACTION_MS } from "../kubelet/runtime.ts";
import { restorePod, savePod } from "../kubelet/savedPod.ts";
import { markRecorder, rewindRecorder } from "../model/recorder.ts";

/** An attempt that a guest is to answer. */
export interface GuestQuestion {
  readonly pod: PodWorld;
  readonly place: number;
  readonly type: ProbeIndex;
  readonly plan: ProbePlan;
  readonly instance: number;
  readonly askedAtMs: number;
}

/** What is known of an attempt in the millisecond in which it begins: what it came to, or that it lasts. */
export type FirstAnswer = Attempt | "lasts";

/** How a step of the engine, which cannot wait, comes by answers that have to be waited for. */
export interface Asking {
  readonly isGuests: (pod: PodWorld, worker: ProbeWorker) => boolean;
  /** Answers for the step that is being taken, in the order in which it asks. */
  readonly answers: FirstAnswer[];
  /** How many of them the step has taken. */
  taken: number;
  /** Why the step could not be taken to its end. */
  question: GuestQuestion | undefined;
}

/** Thrown through a step that asks what is not known yet. No Error: nobody wants its stack. */
const ASKED = Symbol("a guest is asked");

/** As `askApp`, with guests: where the scenario lets the app answer as it should and at once, its guest decides. */
export function askAppOrGuest(asking: Asking, engine: Engine, pod: PodWorld, worker: ProbeWorker, t: number): number {
  const lastsMs = askApp(engine, pod, worker, t);
  const { place, type, plan, instance } = worker;
  if (lastsMs > 0 || worker.attemptOutcome !== OK || !asking.isGuests(pod, worker)) return lastsMs;
  if (processOf(pod, place, instance) === undefined) return lastsMs;
  const answer = asking.answers[asking.taken++];
  if (answer !== undefined) return setAttempt(worker, answer === "lasts" ? unanswered(plan) : answer);
  asking.question = { pod, place, type, plan, instance, askedAtMs: t };
  throw ASKED;
}

/** What an attempt is until its guest has answered. */
function unanswered({ timeoutMs }: ProbePlan): Attempt {
  return { outcome: "timeout", ms: timeoutMs, output: "" };
}

/** Says on the worker what its attempt comes to; returns how long it lasts in ms. */
function setAttempt(worker: ProbeWorker, attempt: Attempt): number {
  const outcome = ATTEMPT_OUTCOMES.indexOf(attempt.outcome);
  worker.attemptOutcome = outcome;
  worker.attemptOutput = attempt.output;
  // KLT-030
  return attempt.ms + (outcome === TIMEOUT && worker.plan.handler === "exec" ? RUNTIME_REACTION_MS : 0);
}

/**
 * One step of a pod. Where it asks a guest what is not known yet, it is taken back: pod and recorder are what they
 * were, and the step can be taken again with one answer more.
 */
export function stepWithGuests(asking: Asking, engine: Engine, pod: PodWorld, t: number): void {
  const saved = savePod(pod);
  const mark = markRecorder(engine.recorder);
  asking.taken = 0;
  try {
    stepPod(engine, pod, t);
  } catch (thrown) {
    restorePod(pod, saved);
    rewindRecorder(engine.recorder, mark);
    throw thrown;
  }
  asking.answers.length = 0;
}

export function isAsked(thrown: unknown): boolean {
  return thrown === ASKED;
}

/** The worker whose attempt waits for this answer; undefined: it is over, by time-out, death or a kubelet that went. */
export function waitingWorker({ pod, place, type, plan, instance, askedAtMs }: GuestQuestion): ProbeWorker | undefined {
  const worker = pod.probeWorkers[place * 3 + type];
  if (worker?.state !== "probing" || worker.instance !== instance) return undefined;
  const reactionMs = plan.handler === "exec" ? RUNTIME_REACTION_MS : 0;
  return worker.wakeMs === askedAtMs + plan.timeoutMs + reactionMs ? worker : undefined;
}

/** An attempt that lasted has its answer. */
export function giveAnswer(question: GuestQuestion, worker: ProbeWorker, attempt: Attempt): void {
  worker.wakeMs = question.askedAtMs + setAttempt(worker, attempt);
  workersChanged(question.pod);
  exitsChanged(question.pod);
}
