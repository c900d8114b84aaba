import type { Scenario } from "../../model/scenario.ts";
import type { Trace } from "../../model/trace.ts";
import type { FailingStretch } from "../../model/traffic.ts";
import { trafficOf } from "../../traffic.ts";
import type { FailingClients } from "./rolloutOutcome.ts";

interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly share: number;
}

/** In whole per cent: nearer ones people would not tell apart. */
function stretchOf({ fromMs, toMs, requests, failed }: FailingStretch): Stretch {
  const lost = Object.values(failed).reduce((sum, count) => sum + count, 0);
  return { fromMs, toMs, share: requests === 0 ? 0 : Math.round((lost / requests) * 100) / 100 };
}

/** What follows at once and is as bad belongs together, though requests fail in another way. */
function joined(stretches: readonly Stretch[]): readonly Stretch[] {
  const done: Stretch[] = [];
  for (const next of stretches) {
    const last = done.at(-1);
    const isSame = last?.toMs === next.fromMs && last.share === next.share;
    if (isSame) done[done.length - 1] = { ...last, toMs: next.toMs };
    else done.push(next);
  }
  return done;
}

/** When most of the requests failed, the longest such time; undefined: none did, or nobody asks. */
export function failingClients(scenario: Scenario, trace: Trace, updateMs: number): FailingClients | undefined {
  const [summary] = scenario.traffic === undefined ? [] : trafficOf(scenario, trace);
  if (summary === undefined) return undefined;
  const lengthOf = ({ fromMs, toMs }: Stretch): number => toMs - fromMs;
  const [worst] = joined(summary.failing.map(stretchOf)).toSorted(
    (a, b) => b.share - a.share || lengthOf(b) - lengthOf(a) || a.fromMs - b.fromMs,
  );
  if (worst === undefined) return undefined;
  const { fromMs, toMs, share } = worst;
  return {
    service: summary.service,
    failedShare: share,
    fromMs: fromMs - updateMs,
    ...(toMs >= scenario.untilMs ? {} : { toMs: toMs - updateMs }),
  };
}
