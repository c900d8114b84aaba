import { completeEvent, isRecorded, recordAttempt } from "../model/recorder.ts";
import { PROBE_TYPES } from "../model/probe.ts";
import { formatGoDuration } from "../time/goDuration.ts";
import type { Engine } from "./engine.ts";
import { emitEvent } from "./engine.ts";
import type { PodWorld, ProbeWorker } from "./podWorld.ts";
import {
  CANCELLED,
  ERROR,
  FAIL,
  FAILURE,
  KILLED,
  NOT_RUNNING,
  OK,
  OUTCOME_NAMES,
  SUCCESS,
  TIMEOUT,
} from "./probeSchedule.ts";
import { POD_IP } from "./podPlan.ts";
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
  return endAttempt(engine, pod, worker, t, outcome, outcome === KILLED ? worker.plan.gone.cutOutput : "");
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
  const isExecTimeout = outcome === TIMEOUT && worker.plan.handler === "exec";
  // KLT-033
  if (
    outcome === FAIL ||
    outcome === KILLED ||
    (outcome === TIMEOUT && (!isExecTimeout || engine.profile.execTimeoutCounts))
  ) {
    unhealthy(engine, pod, worker, t, "failed", isExecTimeout, output);
    return FAILURE;
  }
  if (worker.attemptsLeft > 0) return beginAttempt(engine, pod, worker, t);
  // KLT-035
  const errored = engine.profile.newErroredText ? "errored and resulted in unknown state" : "errored";
  unhealthy(engine, pod, worker, t, errored, isExecTimeout, errorText(outcome, output));
  // KLT-032
  return "discarded";
}

/** The event of an attempt; like the attempt itself it says nothing of a change. */
function unhealthy(
  engine: Engine,
  pod: PodWorld,
  worker: ProbeWorker,
  t: number,
  verb: string,
  isExecTimeout: boolean,
  output: string,
): void {
  if (!isRecorded(engine.recorder, "probe")) return;
  const text = isExecTimeout ? execTimeoutText(engine, worker) : output.replaceAll(POD_IP, podAddress(pod));
  const message = `${PROBE_TITLES[worker.type]} probe ${verb}: ${text}`;
  emitEvent(engine, pod, t, "Warning", "Unhealthy", message, containerPlan(pod, worker.place).eventPath);
}

function execTimeoutText(engine: Engine, worker: ProbeWorker): string {
  const command = JSON.stringify((worker.plan.probe.exec?.command ?? []).join(" "));
  // KLT-034
  if (!engine.profile.newExecTimeoutText) return `command ${command} timed out`;
  return `command timed out: ${command} timed out after ${formatGoDuration(worker.plan.timeoutMs)}`;
}

/** The words of the container runtime (`conformance/kubelet`, README-kubelet.md "Format"). */
function errorText(outcome: number, output: string): string {
  if (outcome === NOT_RUNNING)
    return "rpc error: code = Unknown desc = failed to exec in container: container is not running";
  if (outcome === CANCELLED) return "rpc error: code = Canceled desc = context canceled";
  return outcome === ERROR ? output : "";
}
