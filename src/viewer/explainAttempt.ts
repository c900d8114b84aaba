import type { ProbeType } from "../model/probe.ts";
import type { TraceEvent } from "../model/trace.ts";
import { formatDuration } from "../time/duration.ts";
import type { Explanation, Reason } from "./explanation.ts";
import { because } from "./explanation.ts";
import type { AttemptLane, ReportProbe, ReportRun } from "./reportData.ts";
import type { StepIndex } from "./stepIndex.ts";
import { firstPlace } from "./stepIndex.ts";
import { OUTCOME_LOOKS } from "./symbols.ts";

type Attempt = Extract<TraceEvent, { kind: "probe" }>;

/** What an attempt counted, and what came of it or did not. */
export function explainAttempt(run: ReportRun, index: StepIndex, event: Attempt): Explanation {
  const { c, n, probe, out } = event;
  const lane = laneOf(run, event);
  const policy = run.pods.find(({ name }) => name === lane?.pod)?.containers.find(({ name }) => name === c)?.probes[
    probe
  ];
  const title = `${probe} attempt on ${c} #${n}: ${OUTCOME_LOOKS[out ?? "open"].word}`;
  if (lane === undefined || policy === undefined) return { title, reasons: [] };
  const place = firstPlace(lane.steps, (step) => step >= event.step);
  const count = lane.counts[place] ?? 0;
  return {
    title,
    reasons: [
      askedText(event, policy),
      ...whyNow(index, lane, place, event, policy),
      ...whatItCounts(event, policy, count),
      ...whatFollows(event, policy, count, lane.kills.includes(event.step)),
    ],
  };
}

function laneOf({ pods }: ReportRun, { pod, c, probe }: Attempt): AttemptLane | undefined {
  const ofPod = pods.length === 1 ? pods[0] : pods.find(({ name }) => name === pod);
  return ofPod?.groups
    .flatMap(({ lanes }) => lanes)
    .filter((lane) => lane.is === "attempts")
    .find((lane) => lane.container === c && lane.probe === probe);
}

function askedText({ t, end, out }: Attempt, { handler, timeoutMs }: ReportProbe): Reason {
  const limit = `timeoutSeconds allows ${formatDuration(timeoutMs)}`;
  if (end === undefined) return because(`${handler}: still on at the end of the run; ${limit}.`);
  const took = formatDuration(end - t);
  return out === "timeout"
    ? because(`${handler}: no answer in ${took}; ${limit}.`)
    : because(`${handler}: over after ${took}; ${limit}.`);
}

/** Why at this instant. */
function whyNow(
  index: StepIndex,
  lane: AttemptLane,
  place: number,
  event: Attempt,
  { periodMs, initialDelaySeconds }: ReportProbe,
): readonly Reason[] {
  const previous = index.eventOf(lane.steps[place - 1] ?? 0);
  const isFirstOfInstance = previous?.kind !== "probe" || previous.n !== event.n;
  if (isFirstOfInstance) {
    if (initialDelaySeconds > 0)
      return [
        because(`The first of this instance: initialDelaySeconds ${initialDelaySeconds} have passed.`, "KLT-012"),
      ];
    return event.probe === "startup"
      ? [because("The first of this instance.", "KLT-004")]
      : [because("The first of this instance: the container counts as started.", "KLT-013")];
  }
  const gap = event.t - previous.t;
  if (gap % periodMs === 0)
    return [
      because(
        `A tick of periodSeconds ${periodMs / 1000}, ${formatDuration(gap)} after the attempt before.`,
        "KLT-004",
      ),
    ];
  if (gap < periodMs && event.probe === "readiness")
    return [
      because(
        `Between two ticks, ${formatDuration(gap)} after the attempt before: a status asked for one more round.`,
        "KLT-025",
      ),
    ];
  return [
    because(
      `${formatDuration(gap)} after the attempt before, as the worker was not free or its ticker began anew.`,
      "KLT-005",
    ),
  ];
}

const NOT_COUNTED: Readonly<Record<string, Reason>> = {
  error: because("Three attempts that come to an error count as nothing.", "KLT-032"),
  cancelled: because("Termination cancelled it; it counts as nothing.", "KLT-037"),
  kubeletGone: because("Its kubelet died meanwhile; nobody counts it."),
  notRunning: because("The container does not run."),
};

function whatItCounts({ out }: Attempt, policy: ReportProbe, count: number): readonly Reason[] {
  const { successThreshold, failureThreshold, isExec } = policy;
  if (count === 0) {
    const reason = NOT_COUNTED[out ?? ""];
    return reason === undefined ? [because("It does not count.")] : [reason];
  }
  const isFailure = count < 0;
  const threshold = isFailure ? failureThreshold : successThreshold;
  const name = isFailure ? "failureThreshold" : "successThreshold";
  const counted = because(
    `${isFailure ? "Failure" : "Success"} ${Math.abs(count)} in a row; ${name} is ${threshold}.`,
    out === "killed" ? "KLT-036" : isExec && out === "timeout" ? "KLT-033" : "KLT-018",
  );
  return [counted];
}

function whatFollows({ probe }: Attempt, policy: ReportProbe, count: number, isKill: boolean): readonly Reason[] {
  if (count === 0) return [];
  const threshold = count < 0 ? policy.failureThreshold : policy.successThreshold;
  const missing = threshold - Math.abs(count);
  if (missing > 0) {
    const more = missing === 1 ? "one more" : `${missing} more`;
    return [
      because(`Below the threshold the verdict stays as it was, and nothing follows: it takes ${more}.`, "KLT-018"),
    ];
  }
  if (count < 0 && isKill)
    return [
      because(
        `The verdict is Failure: a sync is asked for, and kills the container.`,
        probe === "liveness" ? "KLT-038" : "KLT-017",
      ),
    ];
  return [count > 0 ? ON_SUCCESS[probe] : ON_FAILURE[probe]].map((reason) =>
    missing < 0 && probe === "readiness"
      ? because(`The verdict was ${count > 0 ? "Success" : "Failure"} before: nothing changes.`, "KLT-018")
      : reason,
  );
}

const ON_SUCCESS: Readonly<Record<ProbeType, Reason>> = {
  startup: because(
    "The verdict is Success: the container counts as started at once, and liveness and readiness begin.",
    "KLT-040",
  ),
  liveness: because(
    "The verdict is Success, as it was taken to be: of liveness only a failure asks for anything.",
    "KLT-038",
  ),
  readiness: because(
    "The verdict is Success: a container that was not ready becomes ready at once, before any sync.",
    "KLT-039",
  ),
};

const ON_FAILURE: Readonly<Record<ProbeType, Reason>> = {
  startup: because("The verdict is Failure: the container is to be killed.", "KLT-017"),
  liveness: because("The verdict is Failure: the container is to be killed.", "KLT-017"),
  readiness: because(
    "The verdict is Failure: a container that was ready becomes unready at once, before any sync.",
    "KLT-039",
  ),
};
