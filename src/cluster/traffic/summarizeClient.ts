import type {
  ClientSummary,
  FailingStretch,
  FailureCounts,
  RequestFailure,
  TrafficClient,
} from "../../model/traffic.ts";
import { REQUEST_FAILURES } from "../../model/traffic.ts";
import type { FlowSpan } from "./clientFlow.ts";
import { failingParts } from "./clientFlow.ts";

type Counts = Partial<Record<RequestFailure, number>>;

function addCounts(sum: Counts, counts: Counts): void {
  for (const [kind, count] of Object.entries(counts) as [RequestFailure, number][])
    sum[kind] = (sum[kind] ?? 0) + count;
}

/** To a thousandth of a request, so that sums of fractions do not show how they were added up. */
function rounded(count: number): number {
  return Math.round(count * 1000) / 1000;
}

function roundedCounts(counts: Counts): FailureCounts {
  return Object.fromEntries(
    REQUEST_FAILURES.flatMap((kind) => {
      const count = rounded(counts[kind] ?? 0);
      return count === 0 ? [] : [[kind, count]];
    }),
  );
}

/** First attempts of a span that fail, by kind. */
function firstFailures(span: FlowSpan, requests: number): Counts {
  const counts: Counts = {};
  if (span.shares.size === 0) return { noEndpoint: requests };
  for (const [pod, share] of span.shares) {
    const failure = span.outcomes.has(pod) ? span.outcomes.get(pod)?.failure : "refused";
    if (failure !== undefined) addCounts(counts, { [failure]: requests * share });
  }
  return counts;
}

/** What the clients of one name saw. */
export function summarizeClient(client: TrafficClient, flow: readonly FlowSpan[]): ClientSummary {
  const { name, service, perSecond, retries = 0 } = client;
  const failed: Counts = {};
  const stretches: { fromMs: number; toMs: number; requests: number; failed: Counts }[] = [];
  let requests = 0;
  let toDying = 0;
  let retried = 0;
  for (const span of flow) {
    const count = (perSecond * (span.toMs - span.fromMs)) / 1000;
    requests += count;
    for (const [pod, share] of span.shares) if (span.outcomes.get(pod)?.isDying === true) toDying += count * share;
    const first = firstFailures(span, count);
    const total = Object.values(first).reduce((sum, one) => sum + one, 0);
    if (retries > 0) retried += total;
    const stays = failingParts(span).retry ** retries;
    const final = Object.fromEntries(
      Object.entries(first).flatMap(([kind, one]) => (one * stays > 0 ? [[kind, one * stays]] : [])),
    ) as Counts;
    addCounts(failed, final);
    const last = stretches.at(-1);
    const isSame = Object.keys(final).join() === Object.keys(last?.failed ?? {}).join() && last?.toMs === span.fromMs;
    if (last !== undefined && isSame) {
      last.toMs = span.toMs;
      last.requests += count;
      addCounts(last.failed, final);
    } else if (Object.keys(final).length > 0) {
      stretches.push({ fromMs: span.fromMs, toMs: span.toMs, requests: count, failed: { ...final } });
    }
  }
  const failing = stretches.map(
    (stretch): FailingStretch => ({
      ...stretch,
      requests: rounded(stretch.requests),
      failed: roundedCounts(stretch.failed),
    }),
  );
  const lost = Object.values(failed).reduce((sum, one) => sum + one, 0);
  return {
    client: name,
    service,
    requests: rounded(requests),
    served: rounded(requests - lost),
    failed: roundedCounts(failed),
    toDying: rounded(toDying),
    retried: rounded(retried),
    failing,
  };
}
