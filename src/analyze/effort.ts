/** How much may be simulated for the ends of one story's intervals. */
export interface Effort {
  /**
   * The ends are searched for only if that takes at most so many events of traces, as the first run foretells; so the answer
   * depends on what was given alone, and never on the machine.
   */
  readonly worthEvents: number;
  readonly maxRuns: number;
}

/** What it takes to begin a run, as much as so many events (measured). */
export const EVENTS_OF_A_START = 80;

/** All that can be found. */
export const EXACT: Effort = { worthEvents: Number.POSITIVE_INFINITY, maxRuns: 5_000 };

/** Enough for most healthy starts, however many there are. */
const EVENTS_OF_A_STORY = 720;
const SHARED_EVENTS = 36_000;

/** What each story of so many workloads may cost, so that a whole repository takes a moment. */
export function thriftyEffort(workloads: number): Effort {
  return { worthEvents: Math.max(EVENTS_OF_A_STORY, Math.floor(SHARED_EVENTS / workloads)), maxRuns: 60 };
}
