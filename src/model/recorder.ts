import type { RecorderLevel, TraceEvent, TraceEventKind } from "./trace.ts";

/** Where a run leaves its events. Plain data but for `observe`. */
export interface Recorder {
  readonly level: RecorderLevel;
  readonly events: TraceEvent[];
  /** Steps so far, recorded or not: a step has the same number at every level. */
  steps: number;
  /** Probe attempts so far. */
  attempts: number;
  /** Steps that are recorded and have no end yet. */
  readonly open: Map<number, TraceEvent>;
  /** Is given each recorded event once it is complete: things that last, at their end. */
  readonly observe?: (event: TraceEvent) => void;
}

export function createRecorder(level: RecorderLevel, observe?: (event: TraceEvent) => void): Recorder {
  return { level, events: [], steps: 0, attempts: 0, open: new Map(), ...(observe && { observe }) };
}

/** Kinds that `transitions` leaves out: they say that something was looked at, not that it changed. */
const ROUTINE: ReadonlySet<TraceEventKind> = new Set(["probe", "sync"]);

export function isRecorded(recorder: Recorder, kind: TraceEventKind): boolean {
  return recorder.level === "full" || (recorder.level === "transitions" && !ROUTINE.has(kind));
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** An event without the fields that every event has. */
export type EventBody = DistributiveOmit<TraceEvent, "t" | "step" | "cause" | "pod">;

/**
 * Takes the next step number and records the event; the body becomes the event and is the recorder's from now on.
 * @param cause step that led to it; 0: none.
 * @param lasts the event gets its end by `completeEvent`.
 */
export function recordEvent(recorder: Recorder, t: number, pod: string | undefined, cause: number, body: EventBody, lasts = false): number {
  const step = ++recorder.steps;
  if (!isRecorded(recorder, body.kind)) return step;
  const event = body as Mutable<TraceEvent>;
  event.t = t;
  event.step = step;
  if (cause > 0) event.cause = cause;
  if (pod !== undefined) event.pod = pod;
  recorder.events.push(event);
  if (lasts) recorder.open.set(step, event);
  else recorder.observe?.(event);
  return step;
}

/** Fills in the end of an event that lasts; unknown steps (not recorded at this level) are ignored. */
export function completeEvent(recorder: Recorder, step: number, ending: { readonly end: number; readonly out?: number | string }): void {
  const event = recorder.open.get(step);
  if (event === undefined) return;
  recorder.open.delete(step);
  Object.assign(event, ending);
  recorder.observe?.(event);
}
