import { formatDuration } from "../time/duration.ts";
import { printable } from "../model/printable.ts";
import type { ContainerSummary, PodSummary, Stay } from "./runSummary.ts";

/** What a run came to, in plain words; one fact a line. */
export function summaryLines(summary: PodSummary, initContainers: ReadonlySet<string>): string[] {
  const lines = summary.containers.map(
    (container) =>
      `${printable(container.container)}: ${containerText(container, initContainers.has(container.container))}`,
  );
  lines.push(
    `pod: ${staysText(summary.ready, "Ready", "never Ready")}${summary.removedMs === undefined ? "" : `; gone at ${formatDuration(summary.removedMs)}`}`,
  );
  for (const [service, stays] of Object.entries(summary.endpoints))
    lines.push(`endpoint of ${printable(service)}: ${staysText(stays, "in", "never in")}`);
  return lines;
}

function containerText(container: ContainerSummary, isInit: boolean): string {
  const { firstStartMs, ready, restarts, ends, isBackingOff } = container;
  if (firstStartMs === undefined) return "never started";
  const parts = [`starts at ${formatDuration(firstStartMs)}`];
  if (!isInit) parts.push(staysText(ready, "ready", "never ready"));
  if (restarts > 0) parts.push(restarts === 1 ? "restarted once" : `restarted ${restarts} times`);
  const [end] = ends;
  if (end !== undefined) {
    const why = end.killedBy === undefined ? "" : `, killed by its ${end.killedBy} probe`;
    const more = ends.length === 1 ? "" : `, and ${ends.length - 1} more`;
    parts.push(
      `${ends.length === 1 ? "ends" : "first end"} at ${formatDuration(end.atMs)} with exit code ${end.exitCode}${why}${more}`,
    );
  }
  if (isBackingOff) parts.push("waiting in CrashLoopBackOff at the end");
  return parts.join("; ");
}

const STAYS_MAX = 4;

function staysText(stays: readonly Stay[], what: string, never: string): string {
  const [first] = stays;
  if (first === undefined) return never;
  if (stays.length === 1 && first.toMs === undefined)
    return `${what} at ${formatDuration(first.fromMs)} and ever since`;
  const shown = stays
    .slice(0, STAYS_MAX)
    .map(({ fromMs, toMs }) =>
      toMs === undefined ? `from ${formatDuration(fromMs)} on` : `${formatDuration(fromMs)}–${formatDuration(toMs)}`,
    );
  const left = stays.length - shown.length;
  return `${what} ${shown.join(", ")}${left > 0 ? `, and ${left} more` : ""}`;
}
