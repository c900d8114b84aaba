import type { ClientSummary } from "../../model/traffic.ts";
import type { LaneGroup, Span } from "../../viewer/reportData.ts";
import { countText, kindsText, totalOf } from "../clientLines.ts";

/** When the requests of each client were served, and when they failed. */
export function clientGroups(clients: readonly ClientSummary[], untilMs: number): readonly LaneGroup[] {
  if (clients.length === 0) return [];
  return [
    {
      title: "clients",
      lanes: clients.map((summary) => ({
        is: "spans",
        label: `${summary.client} → ${summary.service}`,
        spans: clientSpans(summary, untilMs),
      })),
    },
  ];
}

function clientSpans({ failing }: ClientSummary, untilMs: number): readonly Span[] {
  const spans: Span[] = [];
  let fromMs = 0;
  const serve = (toMs: number): void => {
    if (toMs > fromMs) spans.push({ fromMs, toMs, look: "good", words: ["served"] });
  };
  for (const stretch of failing) {
    serve(stretch.fromMs);
    const share = Math.round((totalOf(stretch.failed) / stretch.requests) * 100);
    const words = [
      `${countText(totalOf(stretch.failed))} ${kindsText(stretch.failed)}`,
      `${share}% failed`,
      `${share}%`,
    ];
    spans.push({ fromMs: stretch.fromMs, toMs: stretch.toMs, look: "bad", words });
    fromMs = stretch.toMs;
  }
  serve(untilMs);
  return spans;
}
