import canonicalize from "canonicalize";
import type { RolloutOutcome } from "../analyze/rollout/rolloutOutcome.ts";
import type { RolloutStory } from "../analyze/rollout/rolloutStories.ts";
import type { Judgement } from "../analyze/judgeScenario.ts";
import type { Trace } from "../model/trace.ts";
import type { ClientSummary } from "../model/traffic.ts";
import type { PodSummary } from "./runSummary.ts";

/** What a run came to; what is absent was not asked for. */
export interface TraceSummary {
  readonly pods?: readonly PodSummary[];
  readonly clients?: readonly ClientSummary[] | undefined;
  readonly judgement?: Judgement | undefined;
  readonly rollouts?: readonly RolloutStory[] | null | undefined;
  readonly rollout?: RolloutOutcome;
}

/**
 * A run as JSON lines: the header, `{"type":"version","schema":"probewise/1",…}`; each event as canonical JSON, so that
 * SHA-256 over these lines is the trace hash; at last `{"type":"summary",…}` with what the run came to: `pods`, `judgement` if
 * something was expected, `clients` if somebody asked, `rollouts`, or the `rollout` that it is.
 */
export function* traceLines(trace: Trace, summary: TraceSummary): Generator<string> {
  yield `${JSON.stringify({ type: "version", ...trace.header })}\n`;
  for (const event of trace.events) yield `${canonicalize(event)}\n`;
  yield `${JSON.stringify({ type: "summary", ...summary })}\n`;
}
