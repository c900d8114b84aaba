import type { CountRange, TimeRange } from "../../model/expectations.ts";
import { formatDuration } from "../../time/duration.ts";

export function isCountIn(count: number, { atLeast, atMost = Infinity }: CountRange): boolean {
  return count >= atLeast && count <= atMost;
}

export function isTimeIn(ms: number, { fromMs, toMs = Infinity }: TimeRange): boolean {
  return ms >= fromMs && ms <= toMs;
}

/** As it is written in files: `2`, `2..3`, `3..`, `..3`. */
export function countRangeText({ atLeast, atMost }: CountRange): string {
  if (atLeast === atMost) return `${atLeast}`;
  return atLeast === 0 && atMost !== undefined ? `..${atMost}` : `${atLeast}..${atMost ?? ""}`;
}

/** As it is written in files: `46s`, `41s..46s`, `41s..`, `..46s`. */
export function timeRangeText({ fromMs, toMs }: TimeRange): string {
  if (fromMs === toMs) return formatDuration(fromMs);
  if (fromMs === 0 && toMs !== undefined) return `..${formatDuration(toMs)}`;
  return `${formatDuration(fromMs)}..${toMs === undefined ? "" : formatDuration(toMs)}`;
}

/** Of a word that ends in `By`: `at the latest 46s`, `within 41s..46s`. */
export function deadlineText(range: TimeRange): string {
  return range.fromMs === 0 && range.toMs !== undefined
    ? `at the latest ${formatDuration(range.toMs)}`
    : `within ${timeRangeText(range)}`;
}
