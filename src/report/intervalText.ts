import type { Interval } from "../analyze/bounds.ts";
import type { Metric } from "../analyze/measures.ts";
import { formatDuration } from "../time/duration.ts";

/** What is said of an instant, and of one that does not come. */
const WORDS: Readonly<Record<Metric, readonly [comes: string, never: string]>> = {
  ready: ["ready at", "never ready"],
  killed: ["killed at", "not killed"],
  restarted: ["restarted at", "not restarted"],
  restartLoop: ["restart loop from", "no restart loop"],
  endpointOut: ["endpoint out at", "endpoint stays"],
  endpointIn: ["endpoint in at", "endpoint never in"],
};

/** `ready at 10.003s–11.002s`; `~` before what too few runs were made for; `never` where it may not come at all. */
export function intervalText(metric: Metric, { earliest, latest, certainty }: Interval): string {
  const [comes, never] = WORDS[metric];
  const about = certainty === "sampled" ? "~" : "";
  if (earliest.ms === null) return `${about}${never}`;
  const from = formatDuration(earliest.ms);
  if (earliest.ms === latest.ms) return `${comes} ${about}${from}`;
  return `${comes} ${about}${from}–${latest.ms === null ? "never" : formatDuration(latest.ms)}`;
}

/** What goes without saying is left out: no restart loop without a restart, no return of an endpoint that stays. */
export function storyText(intervals: readonly (readonly [Metric, Interval])[]): string {
  const isNever = (metric: Metric): boolean =>
    intervals.some(([name, { earliest }]) => name === metric && earliest.ms === null);
  return intervals
    .filter(([metric]) => {
      if (metric === "restarted") return !isNever("killed");
      if (metric === "restartLoop") return !isNever("restarted");
      return metric !== "endpointIn" || !isNever("endpointOut");
    })
    .map(([metric, interval]) => intervalText(metric, interval))
    .join(", ");
}
