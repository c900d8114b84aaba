import type { ProbeType } from "./probe.ts";
import type { RecorderLevel, TraceEvent, TraceEventKind } from "./trace.ts";

/** Where a run leaves its events. Plain data but for `observe`. */
export interface Recorder {
  readonly level: RecorderLevel;
  /** In order of time; of one instant in the documented order. */
  readonly events: TraceEvent[];
  /** Events of the window that is being simulated, in the order in which they were made. */
  readonly pending: TraceEvent[];
  /** Their instants: to put them in order without looking at each. */
  readonly pendingMs: number[];
  /** Marks given out so far. A mark stands for a step until its window is flushed and the step has its number. */
  marks: number;
  /** No window has been put in another order than it was made in. */
  marksAreSteps: boolean;
  /** Step numbers by mark. */
  readonly stepOf: number[];
  /** Probe attempts so far. */
  attempts: number;
  /** Instants are cut to whole milliseconds. */
  readonly cutsInstants: boolean;
  /** Events that have no end yet, by mark. */
  readonly open: Map<number, TraceEvent>;
  /** Is given each event once it is complete: things that last, at their end. */
  readonly observe?: (event: TraceEvent) => void;
}

export function createRecorder(
  level: RecorderLevel,
  observe?: (event: TraceEvent) => void,
  cutsInstants = false,
): Recorder {
  return {
    level,
    cutsInstants,
    events: [],
    pending: [],
    pendingMs: [],
    marks: 0,
    marksAreSteps: true,
    stepOf: [0],
    attempts: 0,
    open: new Map(),
    ...(observe && { observe }),
  };
}

/** `transitions` leaves out what says that something was looked at, not that it changed. */
export function isRecorded({ level }: Recorder, kind: TraceEventKind): boolean {
  return level === "full" || (level === "transitions" && kind !== "probe" && kind !== "sync");
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** An event without the fields that every event has. */
export type EventBody = DistributiveOmit<TraceEvent, "t" | "step" | "cause" | "pod">;

/**
 * Records an event; the body becomes the event and is the recorder's from now on.
 * Returns its mark, or the cause's where nothing is recorded: what follows from it follows from that.
 * @param cause mark of the event that led to it; 0: none.
 * @param lasts the event gets its end by `completeEvent`.
 */
export function recordEvent(
  recorder: Recorder,
  t: number,
  pod: string | undefined,
  cause: number,
  body: EventBody,
  lasts = false,
): number {
  if (!isRecorded(recorder, body.kind)) return cause;
  const mark = ++recorder.marks;
  const event = body as Mutable<TraceEvent>;
  const shownMs = recorder.cutsInstants ? Math.floor(t) : t;
  event.t = shownMs;
  if (cause > 0) event.cause = cause;
  if (pod !== undefined) event.pod = pod;
  recorder.pending.push(event);
  recorder.pendingMs.push(shownMs);
  if (lasts) recorder.open.set(mark, event);
  return mark;
}

/**
 * Records an attempt of a probe. Most events of a full trace are attempts, and most of the others are statuses and
 * patches, so all their fields are there from the start: adding one later would cost a second object.
 */
export function recordAttempt(
  recorder: Recorder,
  t: number,
  pod: string,
  cause: number,
  c: string,
  n: number,
  probe: ProbeType,
): number {
  if (!isRecorded(recorder, "probe")) return 0;
  const shownMs = recorder.cutsInstants ? Math.floor(t) : t;
  const event = {
    t: shownMs,
    step: 0,
    cause: causeOf(cause),
    pod,
    kind: "probe",
    c,
    n,
    probe,
    end: undefined,
    out: undefined,
  };
  const mark = recordWhole(recorder, shownMs, event);
  recorder.open.set(mark, event as unknown as TraceEvent);
  return mark;
}

type StatusEvent = Extract<TraceEvent, { readonly kind: "status" }>;

/** Records a change of a pod's status; see `recordAttempt`. */
export function recordStatus(
  recorder: Recorder,
  t: number,
  pod: string,
  cause: number,
  src: StatusEvent["src"],
  phase: string | undefined,
  conditions: StatusEvent["conditions"] | undefined,
  containers: StatusEvent["containers"] | undefined,
): number {
  if (!isRecorded(recorder, "status")) return cause;
  const shownMs = recorder.cutsInstants ? Math.floor(t) : t;
  const event = { t: shownMs, step: 0, cause: causeOf(cause), pod, kind: "status", src, phase, conditions, containers };
  return recordWhole(recorder, shownMs, event);
}

/** Records a patch of a pod's status; see `recordAttempt`. */
export function recordPatch(recorder: Recorder, t: number, pod: string, cause: number): number {
  if (!isRecorded(recorder, "patch")) return cause;
  const shownMs = recorder.cutsInstants ? Math.floor(t) : t;
  return recordWhole(recorder, shownMs, { t: shownMs, step: 0, cause: causeOf(cause), pod, kind: "patch" });
}

/** Records a Kubernetes Event of a pod, or of one of its containers; see `recordAttempt`. */
export function recordKubernetesEvent(
  recorder: Recorder,
  t: number,
  pod: string,
  cause: number,
  type: "Normal" | "Warning",
  reason: string,
  message: string,
  path: string | undefined,
): number {
  if (!isRecorded(recorder, "event")) return cause;
  const shownMs = recorder.cutsInstants ? Math.floor(t) : t;
  // Not an undefined path: who compares with kubelets takes an absent one for an empty one.
  const event =
    path === undefined
      ? { kind: "event", type, reason, message, t: shownMs, cause: causeOf(cause), pod, step: 0 }
      : { kind: "event", type, reason, message, path, t: shownMs, cause: causeOf(cause), pod, step: 0 };
  return recordWhole(recorder, shownMs, event);
}

const causeOf = (mark: number): number | undefined => (mark > 0 ? mark : undefined);

/** Absent fields of such an event are undefined ones, which nobody who reads it can tell apart. */
function recordWhole(recorder: Recorder, t: number, event: object): number {
  recorder.pending.push(event as TraceEvent);
  recorder.pendingMs.push(t);
  return ++recorder.marks;
}

/** Fills in the end of an event that lasts; marks of nothing recorded are ignored. */
export function completeEvent(
  recorder: Recorder,
  mark: number,
  ending: { readonly end: number; readonly out?: number | string },
): void {
  const event = recorder.open.get(mark) as object | undefined;
  if (event === undefined) return;
  recorder.open.delete(mark);
  const ended = event as Mutable<{ end: number; out?: number | string }>;
  ended.end = recorder.cutsInstants ? Math.floor(ending.end) : ending.end;
  if (ending.out !== undefined) ended.out = ending.out;
  if (mark < recorder.stepOf.length) recorder.observe?.(event as TraceEvent);
}

/** Where a recorder stood. */
export interface RecorderMark {
  readonly marks: number;
  readonly pending: number;
  readonly attempts: number;
  readonly open: ReadonlyMap<number, TraceEvent>;
}

export function markRecorder({ marks, pending, attempts, open }: Recorder): RecorderMark {
  return { marks, pending: pending.length, attempts, open: new Map(open) };
}

/**
 * Forgets what was recorded since, within one window. The ends of older events stay filled in: whoever goes back takes
 * the same way again, and ends them again.
 */
export function rewindRecorder(recorder: Recorder, { marks, pending, attempts, open }: RecorderMark): void {
  recorder.marks = marks;
  recorder.pending.length = pending;
  recorder.pendingMs.length = pending;
  recorder.attempts = attempts;
  recorder.open.clear();
  for (const [mark, event] of open) recorder.open.set(mark, event);
}

/** The window is over: its events are put in order of time (of one instant: as they were made), and marks become step numbers. */
export function flushEvents(recorder: Recorder): void {
  const { pending, pendingMs, events, stepOf, open, observe } = recorder;
  if (pending.length === 0) return;
  // One by one: an array that is filled from its far end is no array to V8 any more.
  while (stepOf.length <= recorder.marks) stepOf.push(stepOf.length);
  const order = orderOfTime(pendingMs);
  if (order !== undefined) recorder.marksAreSteps = false;
  if (recorder.marksAreSteps) for (const event of pending) (event as Mutable<TraceEvent>).step = events.push(event);
  else numberSteps(recorder, order);
  if (observe !== undefined) {
    for (const event of events.slice(events.length - pending.length))
      if (open.size === 0 || ![...open.values()].includes(event)) observe(event);
  }
  pending.length = 0;
  pendingMs.length = 0;
}

function numberSteps({ pending, events, stepOf, marks }: Recorder, order: ArrayLike<number> | undefined): void {
  const firstMark = marks - pending.length + 1;
  for (let position = 0; position < pending.length; position++) {
    const index = order === undefined ? position : (order[position] as number);
    stepOf[firstMark + index] = events.push(pending[index] as TraceEvent);
  }
  for (let index = 0; index < pending.length; index++) {
    const event = pending[index] as Mutable<TraceEvent>;
    event.step = stepOf[firstMark + index] as number;
    if (event.cause !== undefined) event.cause = stepOf[event.cause] as number;
  }
}

/** Indexes in order of time, equal times as they stand; undefined: it is in order already. */
function orderOfTime(instants: readonly number[]): ArrayLike<number> | undefined {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  let isSorted = true;
  for (const t of instants) {
    if (t < last) isSorted = false;
    first = Math.min(first, t);
    last = Math.max(last, t);
  }
  if (isSorted) return undefined;
  const range = last - first + 1;
  // Each pod's are in order: the sort of an array, other than a typed one's, makes use of that, and it is stable.
  if (range > instants.length * 8)
    return instants.map((_, index) => index).sort((a, b) => (instants[a] as number) - (instants[b] as number));
  return countingOrder(instants, first, range);
}

function countingOrder(instants: readonly number[], first: number, range: number): Uint32Array {
  const starts = new Uint32Array(range + 1);
  for (const t of instants) starts[t - first + 1] = (starts[t - first + 1] as number) + 1;
  for (let slot = 1; slot <= range; slot++) starts[slot] = (starts[slot] as number) + (starts[slot - 1] as number);
  const order = new Uint32Array(instants.length);
  for (let index = 0; index < instants.length; index++) {
    const slot = (instants[index] as number) - first;
    const position = starts[slot] as number;
    starts[slot] = position + 1;
    order[position] = index;
  }
  return order;
}
