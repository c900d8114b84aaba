import type { ClientSummary, FailureCounts, RequestFailure } from "../model/traffic.ts";
import { formatDuration } from "../time/duration.ts";
import { printable } from "../model/printable.ts";
import { wrapText } from "./wrapText.ts";

const FAILURE_TEXTS: Readonly<Record<RequestFailure, string>> = {
  noEndpoint: "found no endpoint",
  refused: "refused",
  error: "answered with an error",
  timeout: "not answered in time",
  cut: "cut off by the end of the process",
};

const STRETCHES_MAX = 6;

/** Whole where it is large enough for that. */
export function countText(count: number): string {
  const shown = count >= 10 ? Math.round(count) : Math.round(count * 10) / 10;
  return shown.toLocaleString("en-US");
}

export function totalOf(counts: FailureCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

export function kindsText(counts: FailureCounts): string {
  const kinds = Object.entries(counts) as [RequestFailure, number][];
  const [only] = kinds;
  if (kinds.length === 1 && only !== undefined) return FAILURE_TEXTS[only[0]];
  return kinds.map(([kind, count]) => `${countText(count)} ${FAILURE_TEXTS[kind]}`).join(", ");
}

/** What the clients of one name saw, in words. */
export function clientLines(summary: ClientSummary, columns: number): string[] {
  const { client, service, requests, served, failed, toDying, retried, failing } = summary;
  const lost = totalOf(failed);
  const parts = [`${countText(served)} of ${countText(requests)} requests served`];
  if (lost > 0) parts.push(`${countText(lost)} failed`);
  if (retried > 0) parts.push(`${countText(retried)} tried again`);
  if (toDying > 0) parts.push(`${countText(toDying)} sent to a process that was stopping`);
  const lines = [`${printable(client)} → ${printable(service)}: ${parts.join("; ")}`];
  for (const stretch of failing.slice(0, STRETCHES_MAX)) {
    const when = `${formatDuration(stretch.fromMs)}–${formatDuration(stretch.toMs)}`;
    lines.push(
      `  ${when}: ${countText(totalOf(stretch.failed))} of ${countText(stretch.requests)} failed (${kindsText(stretch.failed)})`,
    );
  }
  const left = failing.length - STRETCHES_MAX;
  if (left > 0) lines.push(`  and ${left} more ${left === 1 ? "time" : "times"}`);
  return lines.flatMap((line) => wrapText(line, Math.max(24, columns - 2), Infinity));
}
