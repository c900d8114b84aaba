import type { TraceEvent } from "../model/trace.ts";
import type { AttemptLane, MarkLane } from "./reportData.ts";
import type { StepIndex } from "./stepIndex.ts";
import { OUTCOMES } from "./symbols.ts";

/** The attempts of a lane as numbers, so that a hundred thousand of them are walked through in a millisecond. */
export interface AttemptArrays {
  readonly fromMs: Float64Array;
  readonly endMs: Float64Array;
  /** Places in `OUTCOMES`. */
  readonly outcomes: Uint8Array;
  /** The longest of them: how far left of the view one may begin that reaches into it. */
  readonly longestMs: number;
}

const attemptCache = new WeakMap<AttemptLane, AttemptArrays>();

export function attemptArrays(lane: AttemptLane, index: StepIndex, untilMs: number): AttemptArrays {
  const cached = attemptCache.get(lane);
  if (cached !== undefined) return cached;
  const count = lane.steps.length;
  const fromMs = new Float64Array(count);
  const endMs = new Float64Array(count);
  const outcomes = new Uint8Array(count);
  let longestMs = 0;
  for (const [place, step] of lane.steps.entries()) {
    const event = index.eventOf(step) as Extract<TraceEvent, { kind: "probe" }>;
    fromMs[place] = event.t;
    endMs[place] = event.end ?? untilMs;
    outcomes[place] = OUTCOMES.indexOf(event.out ?? "open");
    longestMs = Math.max(longestMs, (event.end ?? untilMs) - event.t);
  }
  const arrays = { fromMs, endMs, outcomes, longestMs };
  attemptCache.set(lane, arrays);
  return arrays;
}

const markCache = new WeakMap<MarkLane, Float64Array>();

export function markInstants(lane: MarkLane, index: StepIndex): Float64Array {
  const cached = markCache.get(lane);
  if (cached !== undefined) return cached;
  const instants = Float64Array.from(lane.steps, (step) => index.eventOf(step)?.t ?? 0);
  markCache.set(lane, instants);
  return instants;
}

/** The first place whose value is at least `value`. */
export function placeFrom(values: Float64Array, value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) >= value) high = middle;
    else low = middle + 1;
  }
  return low;
}
