import type { TraceEvent } from "../model/trace.ts";
import type { AttemptLane, MarkLane } from "./reportData.ts";
import type { StepIndex } from "./stepIndex.ts";
import { OUTCOME_LOOKS, OUTCOMES } from "./symbols.ts";

/** The attempts of a lane as numbers, so that a hundred thousand of them are walked through in a millisecond. */
export interface AttemptArrays {
  readonly fromMs: Float64Array;
  readonly endMs: Float64Array;
  /** Places in `OUTCOMES`. */
  readonly outcomes: Uint8Array;
  readonly weights: Uint8Array;
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
  const weights = new Uint8Array(count);
  let longestMs = 0;
  for (const [place, step] of lane.steps.entries()) {
    const event = index.eventOf(step) as Extract<TraceEvent, { kind: "probe" }>;
    fromMs[place] = event.t;
    endMs[place] = event.end ?? untilMs;
    outcomes[place] = OUTCOMES.indexOf(event.out ?? "open");
    weights[place] = OUTCOME_LOOKS[event.out ?? "open"].weight;
    longestMs = Math.max(longestMs, (event.end ?? untilMs) - event.t);
  }
  const arrays = { fromMs, endMs, outcomes, weights, longestMs };
  attemptCache.set(lane, arrays);
  return arrays;
}

export interface MarkArrays {
  readonly instants: Float64Array;
  readonly weights: Uint8Array;
}

const markCache = new WeakMap<MarkLane, MarkArrays>();

export function markArrays(lane: MarkLane, index: StepIndex): MarkArrays {
  const cached = markCache.get(lane);
  if (cached !== undefined) return cached;
  const events = lane.steps.map((step) => index.eventOf(step) as TraceEvent);
  const arrays = { instants: Float64Array.from(events, ({ t }) => t), weights: Uint8Array.from(events, weightOfMark) };
  markCache.set(lane, arrays);
  return arrays;
}

/** Of several marks in one place the heaviest is drawn. */
function weightOfMark(event: TraceEvent): number {
  if (event.kind === "action") return 6;
  if (event.kind !== "event") return event.kind === "sync" ? 1 : 0;
  if (event.type === "Warning") return event.reason === "BackOff" ? 5 : 3;
  return event.reason === "Killing" ? 4 : 1;
}

/** The place of the first of the heaviest between two places. */
export function heaviest(weights: Uint8Array, from: number, to: number): number {
  let best = from;
  for (let place = from + 1; place < to; place++)
    if ((weights[place] as number) > (weights[best] as number)) best = place;
  return best;
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
