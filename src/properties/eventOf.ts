import type { TraceEvent, TraceEventKind } from "../model/trace.ts";

export type EventOf<Kind extends TraceEventKind> = Extract<TraceEvent, { readonly kind: Kind }>;
