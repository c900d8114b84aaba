import type { Scenario } from "../../model/scenario.ts";
import type { TraceEvent } from "../../model/trace.ts";
import type { Observer } from "../../properties/property.ts";
import { newFindings } from "../../properties/property.ts";
import { newRunView } from "../../properties/traceView.ts";
import { walkTrace } from "../../properties/walkTrace.ts";

/**
 * Of each attempt, by step: so many equal results in a row, with it; failures below 0, 0 for what does not count. Of a
 * run that outlived its container the longer count, as the worker that lives on has it (KLT-010).
 */
export function attemptCounts(scenario: Scenario, events: readonly TraceEvent[]): ReadonlyMap<number, number> {
  const run = newRunView(scenario);
  const counts = new Map<number, number>();
  const observer: Observer = {
    probeEnd: ({ step }, { plan, results, verdict }) => {
      if (verdict === undefined) return;
      const threshold = verdict === "failure" ? plan.failureThreshold : plan.successThreshold;
      // A count that a verdict has just ended stands at nothing again (KLT-017).
      const count = results.atMost || threshold;
      counts.set(step, verdict === "failure" ? -count : count);
    },
  };
  walkTrace(events, run, [{ observer, found: newFindings(run) }]);
  return counts;
}
