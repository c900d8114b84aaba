import type { CountRange } from "../../model/expectations.ts";
import { formatDuration } from "../../time/duration.ts";
import { countRangeText, isCountIn } from "./range.ts";
import type { Occurrence, Outcome } from "./verdict.ts";
import { outcome } from "./verdict.ts";

const TIMES_MAX = 4;

/** How often something happened. */
export function judgeCount(
  expected: CountRange,
  occurrences: readonly Occurrence[],
  expectedText: string = countRangeText(expected),
): Outcome {
  return outcome(
    isCountIn(occurrences.length, expected),
    expectedText,
    `${occurrences.length}${timesText(occurrences)}`,
    occurrences.map(({ step }) => step),
  );
}

function timesText(occurrences: readonly Occurrence[]): string {
  if (occurrences.length === 0) return "";
  const times = occurrences.slice(0, TIMES_MAX).map(({ atMs }) => formatDuration(atMs));
  return ` (at ${times.join(", ")}${occurrences.length > TIMES_MAX ? ", …" : ""})`;
}
