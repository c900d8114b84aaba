import canonicalize from "canonicalize";
import type { Judgement } from "../analyze/judgeScenario.ts";
import type { Trace } from "../model/trace.ts";
import type { ClientSummary } from "../model/traffic.ts";
import type { PodSummary } from "./runSummary.ts";

/**
 * A run as JSON lines: the header, `{"type":"version","schema":"probewise/1",…}`; each event as canonical JSON, so that
 * SHA-256 over these lines is the trace hash; at last `{"type":"summary","pods":[…]}`, with `judgement` if something was
 * expected, and `clients` if somebody asked.
 */
export function* traceLines(
  trace: Trace,
  pods: readonly PodSummary[],
  judgement?: Judgement,
  clients?: readonly ClientSummary[],
): Generator<string> {
  yield `${JSON.stringify({ type: "version", ...trace.header })}\n`;
  for (const event of trace.events) yield `${canonicalize(event)}\n`;
  yield `${JSON.stringify({ type: "summary", pods, clients, judgement })}\n`;
}
