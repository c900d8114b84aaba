import { formatDuration } from "../time/duration.ts";
import { probeOf } from "./drawAttempts.ts";
import type { Reason } from "./explanation.ts";
import { because } from "./explanation.ts";
import { placeFrom } from "./laneArrays.ts";
import type { AttemptArrays } from "./laneArrays.ts";
import type { AttemptLane, Lane, ReportRun, Span } from "./reportData.ts";

/** Why a probe is not asked at an instant at which no attempt is on. */
export function explainQuiet(run: ReportRun, lane: AttemptLane, { fromMs }: AttemptArrays, t: number): Reason {
  const lanes = lanesOfContainer(run, lane);
  const instance = stateAt(lanes, "instances", t);
  if (instance === undefined || (instance.look !== "running" && instance.look !== "stopping"))
    return because(`The container does not run${instance === undefined ? "" : ` (${instance.words[0]})`}.`);
  const isStarted = stateAt(lanes, "started", t)?.look === "good";
  const hasGate = lanes.some(({ label }) => label === "started");
  if (lane.probe !== "startup" && hasGate && !isStarted)
    return because("It waits until the startup probe has succeeded.", "KLT-013");
  if (lane.probe === "startup" && isStarted)
    return because("The container is started: startup has done its work.", "KLT-013");
  const probe = probeOf(run, lane);
  const delayMs = (probe?.initialDelaySeconds ?? 0) * 1000;
  // The delay counts whole seconds from a start that was cut to whole seconds.
  if (Math.floor((t - instance.fromMs) / 1000) * 1000 < delayMs)
    return because(`initialDelaySeconds ${delayMs / 1000} have not passed since the start.`, "KLT-012");
  const nextMs = fromMs[placeFrom(fromMs, t)];
  if (nextMs === undefined) return because("It is not asked again in this run.");
  return because(
    `Between two ticks of periodSeconds ${(probe?.periodMs ?? 0) / 1000}: the next attempt is at ${formatDuration(nextMs)}.`,
    "KLT-004",
  );
}

function lanesOfContainer({ pods }: ReportRun, lane: AttemptLane): readonly Lane[] {
  return pods.flatMap(({ groups }) => groups).find(({ lanes }) => lanes.includes(lane))?.lanes ?? [];
}

function stateAt(lanes: readonly Lane[], label: string, t: number): Span | undefined {
  const lane = lanes.find((one) => one.label === label);
  return lane?.is === "spans" ? lane.spans.findLast(({ fromMs, toMs }) => fromMs <= t && t < toMs) : undefined;
}
