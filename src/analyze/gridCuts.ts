import type { Scenario } from "../model/scenario.ts";
import type { TraceEvent } from "../model/trace.ts";

/**
 * The kubelet's grid (relists, sync ticks: one instant a second) moved by this tiny part of a millisecond: what depends on the
 * grid then carries the part in its instants, what does not falls on whole milliseconds. It is a binary fraction and smaller
 * than every part of a millisecond that the engine uses, so that nothing is rounded and no order changes.
 */
export const GRID_MARK_MS = 2 ** -20;

/** Whether an instant, or a difference of two, moves with the grid: 1, 0 or, for a difference, -1. */
export function slopeOf(ms: number): number {
  return Math.sign(ms - Math.round(ms));
}

const rest = (ms: number): number => ((ms % 1000) + 1000) % 1000;

/** Duration of a sync's status generation (scenario default; lifecycle spec §1.2). */
export const SYNC_MS = 1;
/** The shortest requeue after a good sync; a draw adds up to a half. */
export const RESYNC_MS = 60_000;
const RESYNC_DRAW_MS = 30_000;

/** When each container's app changes, in ms since its start: instants that no event tells, and that probes may meet. */
export function appChanges(scenario: Scenario): ReadonlyMap<string, readonly number[]> {
  return new Map(
    Object.entries(scenario.containers ?? {}).map(([container, { instances }]) => {
      const changes = instances.flatMap(({ startsMs = 0, app = [] }) => [
        startsMs,
        ...app.flatMap(({ fromMs, toMs = fromMs }) => [fromMs, toMs]),
      ]);
      return [container, [...new Set(changes)]];
    }),
  );
}

/**
 * Grids, 0 … 999, at which something that moves with the grid meets something that does not, given the events of a run whose
 * grid is `gridMs + GRID_MARK_MS`. Between two neighbouring ones the order of all things stays the same, so each instant either
 * stays or moves with the grid.
 */
export function gridCuts(
  events: readonly TraceEvent[],
  gridMs: number,
  rand: number,
  changes: ReadonlyMap<string, readonly number[]>,
): number[] {
  const still = new Set<number>();
  const moving = new Set<number>();
  const note = (t: number): void => {
    if (slopeOf(t) === 0) still.add(rest(t));
    else moving.add(rest(Math.round(t) - gridMs));
  };
  for (const event of events) {
    note(event.t);
    if ("end" in event && event.end !== undefined) note(event.end);
    if (event.kind === "start") for (const changeMs of changes.get(event.c) ?? []) note(event.t + changeMs);
    if (event.kind !== "sync") continue;
    note(event.t + SYNC_MS);
    if (slopeOf(event.t) !== 0) continue;
    const dueMs = event.t + SYNC_MS + RESYNC_MS + RESYNC_DRAW_MS * rand;
    still.add(rest(Math.floor(dueMs))).add(rest(Math.ceil(dueMs)));
  }
  const cuts = new Set<number>();
  for (const at of still) for (const offset of moving) cuts.add(rest(at - offset));
  return [...cuts].sort((a, b) => a - b);
}
