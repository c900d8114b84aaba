import canonicalize from "canonicalize";
import type { Judgement } from "../analyze/judgeScenario.ts";
import type { Trace } from "../model/trace.ts";
import type { PodSummary } from "./runSummary.ts";

/**
 * A run as JSON lines: the header, `{"type":"version","schema":"probewise/1",…}`; each event as canonical JSON, so that
 * SHA-256 over these lines is the trace hash; at last `{"type":"summary","pods":[…]}`, with `judgement` if something was
 * expected.
 */
export function* traceLines(trace: Trace, pods: readonly PodSummary[], judgement?: Judgement): Generator<string> {
  yield `${JSON.stringify({ type: "version", ...trace.header })}\n`;
  for (const event of trace.events) yield `${canonicalize(event)}\n`;
  yield `${JSON.stringify({ type: "summary", pods, judgement })}\n`;
}
