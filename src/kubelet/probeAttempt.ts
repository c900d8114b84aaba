import { cutOutputOf } from "../app/attemptSchedule.ts";
import { completeEvent, isRecorded, recordAttempt } from "../model/recorder.ts";
import { PROBE_TYPES } from "../model/probe.ts";
import { formatGoDuration } from "../time/goDuration.ts";
import type { Engine } from "./engine.ts";
import { emitEvent } from "./engine.ts";
import type { PodWorld, ProbeWorker } from "./podWorld.ts";
import {
  BROKEN_ANSWER,
  CANCELLED,
  FAIL,
  FAILURE,
  KILLED,
  NOT_RUNNING,
  OK,
  OUTCOME_NAMES,
  SUCCESS,
  TIMEOUT,
  WARNING,
} from "./probeSchedule.ts";
import { contextOf, POD_IP } from "./podPlan.ts";
import { containerPlan, podAddress } from "./runtime.ts";

/** An attempt is repeated, without a pause, only if it came to an error (prober spec §2.1). */
// KLT-031
const MAX_ATTEMPTS = 3;
const PROBE_TITLES = ["Startup", "Liveness", "Readiness"] as const;

/** What a probe came to: a verdict, an error that counts as nothing, or not yet anything. */
export type ProbeEnd = typeof SUCCESS | typeof FAILURE | "discarded" | "running";

export function beginProbe(engine: Engine, pod: PodWorld, worker: ProbeWorker, t: number): ProbeEnd {
  worker.attemptsLeft = MAX_ATTEMPTS;
  return beginAttempt(engine, pod, worker, t);
}

function beginAttempt(engine: Engine, pod: PodWorld, worker: ProbeWorker, t: number): ProbeEnd {
  worker.attemptsLeft--;
  engine.recorder.attempts++;
  const { name } = containerPlan(pod, worker.place);
  worker.attemptStep = recordAttempt(
    engine.recorder,
    t,
    pod.plan.name,
    pod.cause,
    name,
    worker.instance,
    PROBE_TYPES[worker.type],
  );
  worker.attemptBeganMs = t;
  const { pauses } = engine.order;
  if (pauses === undefined) return askContainer(engine, pod, worker, t);
  worker.state = "asking";
  const turn = (pod.index + 1) % ASKS_IN_TURN;
  worker.wakeMs = t + turn * pauses.askPerPodMs + (ASKING_ORDER[worker.type] as number) * pauses.askPerTypeMs;
  return "running";
}

/** Attempts of so many pods reach their containers one after the other, and of one startup before liveness before readiness. */
const ASKS_IN_TURN = 100;
const ASKING_ORDER = [1, 2, 3] as const;

/** The attempt reaches its container. */
export function askContainer(engine: Engine, pod: PodWorld, worker: ProbeWorker, t: number): ProbeEnd {
  const lastsMs = engine.environment.askApp(engine, pod, worker, t);
  if (lastsMs === 0) return endAttempt(engine, pod, worker, t, worker.attemptOutcome, worker.attemptOutput);
  worker.state = "probing";
  worker.wakeMs = t + lastsMs;
  return "running";
}

/** The attempt in flight is over as was said when it began. */
export function finishAttempt(engine: Engine, pod: PodWorld, worker: ProbeWorker, t: number): ProbeEnd {
  return endAttempt(engine, pod, worker, t, worker.attemptOutcome, worker.attemptOutput);
}

/** The attempt in flight ends before its time: its container died, or its context was cancelled. */
export function cutAttempt(
  engine: Engine,
  pod: PodWorld,
  worker: ProbeWorker,
  t: number,
  outcome: typeof KILLED | typeof CANCELLED,
): ProbeEnd {
  return endAttempt(engine, pod, worker, t, outcome, "");
}

function endAttempt(
  engine: Engine,
  pod: PodWorld,
  worker: ProbeWorker,
  t: number,
  outcome: number,
  output: string,
): ProbeEnd {
  if (isRecorded(engine.recorder, "probe")) {
    completeEvent(engine.recorder, worker.attemptStep, { end: t, out: OUTCOME_NAMES[outcome] as string });
  }
  pod.cause = worker.attemptStep;
  if (outcome === OK) return SUCCESS;
  if (outcome === WARNING) {
    tellProbe(engine, pod, worker, t, "warning", outcome, output);
    return SUCCESS;
  }
  const isExecTimeout = outcome === TIMEOUT && worker.plan.handler === "exec";
  // KLT-033
  if (
    outcome === FAIL ||
    outcome === KILLED ||
    (outcome === TIMEOUT && (!isExecTimeout || engine.profile.execTimeoutCounts))
  ) {
    tellProbe(engine, pod, worker, t, "failed", outcome, output);
    return FAILURE;
  }
  if (worker.attemptsLeft > 0) return beginAttempt(engine, pod, worker, t);
  tellProbe(engine, pod, worker, t, "errored", outcome, output);
  // KLT-032
  return "discarded";
}

/** The event of an attempt; like the attempt itself it says nothing of a change. */
function tellProbe(
  engine: Engine,
  pod: PodWorld,
  worker: ProbeWorker,
  t: number,
  verb: "failed" | "errored" | "warning",
  outcome: number,
  output: string,
): void {
  if (!isRecorded(engine.recorder, "probe")) return;
  // KLT-035
  const inState = ` and resulted in ${outcome === BROKEN_ANSWER ? "failure" : "unknown"} state`;
  const phrase = verb === "errored" && engine.profile.newErroredText ? verb + inState : verb;
  const message = `${PROBE_TITLES[worker.type]} probe ${phrase}: ${eventText(engine, pod, worker, outcome, output)}`;
  const reason = verb === "warning" ? "ProbeWarning" : "Unhealthy";
  emitEvent(engine, pod, t, "Warning", reason, message, containerPlan(pod, worker.place).eventPath);
}

/** What nobody but the container runtime says is in its words (`conformance/kubelet`, README-kubelet.md "Format"). */
function eventText(engine: Engine, pod: PodWorld, worker: ProbeWorker, outcome: number, output: string): string {
  if (outcome === NOT_RUNNING)
    return "rpc error: code = Unknown desc = failed to exec in container: container is not running";
  if (outcome === CANCELLED) return "rpc error: code = Canceled desc = context canceled";
  if (outcome === TIMEOUT && worker.plan.handler === "exec") return execTimeoutText(engine, worker);
  const text = outcome === KILLED ? textOfCut(pod, worker) : output;
  return text.replaceAll(POD_IP, podAddress(pod));
}

/** Made when it is told: few attempts are cut. */
function textOfCut(pod: PodWorld, { plan, place }: ProbeWorker): string {
  const { spec, app } = containerPlan(pod, place);
  return cutOutputOf(plan.probe, contextOf(spec, app.surroundings));
}

function execTimeoutText(engine: Engine, worker: ProbeWorker): string {
  const command = JSON.stringify((worker.plan.probe.exec?.command ?? []).join(" "));
  // KLT-034
  if (!engine.profile.newExecTimeoutText) return `command ${command} timed out`;
  return `command timed out: ${command} timed out after ${formatGoDuration(worker.plan.timeoutMs)}`;
}
