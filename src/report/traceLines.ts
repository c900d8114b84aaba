import canonicalize from "canonicalize";
import type { Trace } from "../model/trace.ts";
import type { PodSummary } from "./runSummary.ts";

/**
 * A run as JSON lines: the header, `{"type":"version","schema":"probewise/1",…}`; each event as canonical JSON, so that
 * SHA-256 over these lines is the trace hash; at last `{"type":"summary","pods":[…]}`.
 */
export function* traceLines(trace: Trace, pods: readonly PodSummary[]): Generator<string> {
  yield `${JSON.stringify({ type: "version", ...trace.header })}\n`;
  for (const event of trace.events) yield `${canonicalize(event)}\n`;
  yield `${JSON.stringify({ type: "summary", pods })}\n`;
}
