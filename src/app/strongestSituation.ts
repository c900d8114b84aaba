import type { AppSituation, AppSpan } from "./segmentSpans.ts";
import { HEALTHY } from "./segmentSpans.ts";

/** From `fromMs` until the next one. */
export interface SituationFrom {
  readonly fromMs: number;
  readonly situation: AppSituation;
  /** How many times as long everything takes. */
  readonly factor: number;
}

/** What counts where spans meet, the strongest first. [DESIGN §8] */
const STRENGTH: Readonly<Record<AppSituation["state"], number>> = {
  absent: 6,
  hang: 5,
  blackhole: 4,
  refuse: 3,
  error: 2,
  slow: 1,
  healthy: 0,
};

/**
 * How the app is over all time, from several lists of spans: the strongest situation at each instant, of two that are
 * equally strong the one that takes longer, else that of the list named first; factors multiply.
 * Begins at -Infinity; each list must be in the order of time and without overlap.
 */
export function strongestSituations(lists: readonly (readonly AppSpan[])[]): readonly SituationFrom[] {
  const instants = lists.flatMap((spans) => spans.flatMap(({ fromMs, toMs }) => [fromMs, toMs]));
  const sorted = [...new Set([-Infinity, ...instants])].sort((a, b) => a - b);
  const next = lists.map(() => 0);
  return sorted.flatMap((fromMs) => {
    if (fromMs === Infinity) return [];
    let strongest: AppSituation | undefined;
    let factor = 1;
    for (const [index, spans] of lists.entries()) {
      let at = next[index] as number;
      while (at < spans.length && (spans[at] as AppSpan).toMs <= fromMs) at++;
      next[index] = at;
      const span = spans[at];
      if (span === undefined || span.fromMs > fromMs) continue;
      factor *= span.factor;
      if (span.situation !== undefined && isStronger(span.situation, strongest)) strongest = span.situation;
    }
    return [{ fromMs, situation: strongest ?? HEALTHY, factor }];
  });
}

function isStronger(situation: AppSituation, other: AppSituation | undefined): boolean {
  if (other === undefined) return true;
  const difference = STRENGTH[situation.state] - STRENGTH[other.state];
  return difference > 0 || (difference === 0 && (situation.ms ?? 0) > (other.ms ?? 0));
}

/** When work that takes `workMs` at full speed and begins at 0 is done. */
export function doneAfterMs(workMs: number, situations: readonly SituationFrom[]): number {
  let left = workMs;
  for (const [index, { fromMs, factor }] of situations.entries()) {
    const beginMs = Math.max(0, fromMs);
    const endMs = Math.max(0, situations[index + 1]?.fromMs ?? Infinity);
    if (left * factor <= endMs - beginMs) return Math.ceil(beginMs + left * factor);
    left -= (endMs - beginMs) / factor;
  }
  return workMs;
}
