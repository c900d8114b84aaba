import type { Scenario } from "../../model/scenario.ts";
import type { Trace } from "../../model/trace.ts";
import type { FailingStretch } from "../../model/traffic.ts";
import { trafficOf } from "../../traffic.ts";
import type { FailingClients } from "./rolloutOutcome.ts";

function shareOf({ requests, failed }: FailingStretch): number {
  const lost = Object.values(failed).reduce((sum, count) => sum + count, 0);
  return requests === 0 ? 0 : lost / requests;
}

/** When most of the requests failed; undefined: none did, or nobody asks. */
export function failingClients(scenario: Scenario, trace: Trace, updateMs: number): FailingClients | undefined {
  const [summary] = scenario.traffic === undefined ? [] : trafficOf(scenario, trace);
  if (summary === undefined) return undefined;
  const [worst] = summary.failing.toSorted((a, b) => shareOf(b) - shareOf(a) || a.fromMs - b.fromMs);
  if (worst === undefined) return undefined;
  const { fromMs, toMs } = worst;
  return {
    service: summary.service,
    failedShare: shareOf(worst),
    fromMs: fromMs - updateMs,
    ...(toMs >= scenario.untilMs ? {} : { toMs: toMs - updateMs }),
  };
}
