import type { Trace, TraceEvent } from "../model/trace.ts";

/** Finds events of a trace by step, by time and by what they led to. */
export interface StepIndex {
  readonly events: readonly TraceEvent[];
  /** Where in `events` a step stands; -1: nowhere. */
  placeOf(step: number): number;
  eventOf(step: number): TraceEvent | undefined;
  /** Steps that name this one as their cause, in order. */
  effectsOf(step: number): readonly number[];
  /** The last step at or before an instant; the first step if there is none. */
  stepAt(t: number): number;
}

/** Events of a trace are in the order of their steps. */
export function indexSteps({ events }: Trace): StepIndex {
  const isWhole = events.every((event, index) => event.step === index + 1);
  const placeOf = (step: number): number => {
    if (isWhole) return step >= 1 && step <= events.length ? step - 1 : -1;
    const place = firstPlace(events, (event) => event.step >= step);
    return events[place]?.step === step ? place : -1;
  };
  const effects = effectsBySteps(events);
  return {
    events,
    placeOf,
    eventOf: (step) => events[placeOf(step)],
    effectsOf: (step) => effects.get(step) ?? [],
    stepAt: (t) => events[Math.max(0, firstPlace(events, (event) => event.t > t) - 1)]?.step ?? 0,
  };
}

function effectsBySteps(events: readonly TraceEvent[]): ReadonlyMap<number, readonly number[]> {
  const effects = new Map<number, number[]>();
  for (const { cause, step } of events) {
    if (cause === undefined) continue;
    const found = effects.get(cause);
    if (found === undefined) effects.set(cause, [step]);
    else found.push(step);
  }
  return effects;
}

/** The first place from which on `isBehind` holds; their number if it never does. */
export function firstPlace<Value>(values: readonly Value[], isBehind: (value: Value) => boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBehind(values[middle] as Value)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** When what an event tells is over; of an instant: then. */
export function endOf(event: TraceEvent, untilMs: number): number {
  return "end" in event || lasts(event) ? ((event as { readonly end?: number }).end ?? untilMs) : event.t;
}

function lasts({ kind }: TraceEvent): boolean {
  return kind === "probe" || kind === "hook" || kind === "create" || kind === "sandboxRun";
}
