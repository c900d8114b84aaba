import type { Trace } from "../model/trace.ts";

/**
 * A trace as JSON lines: first the header, `{"type":"version","schema":"probewise/1",…}`, then one event a line with
 * its keys sorted.
 */
export function* traceLines(trace: Trace): Generator<string> {
  yield `${JSON.stringify({ type: "version", ...trace.header })}\n`;
  for (const event of trace.events) yield `${JSON.stringify(event)}\n`;
}
