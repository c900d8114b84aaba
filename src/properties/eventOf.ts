import type { TraceEvent, TraceEventKind } from "../model/trace.ts";

export type EventOf<Kind extends TraceEventKind> = Extract<TraceEvent, { readonly kind: Kind }>;

/** An attempt that is told at its end. */
export type EndedAttempt = EventOf<"probe"> & { readonly end: number };
