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

const SHARED_EVENTS = 36_000;

/**
 * What each story of so many workloads may cost, so that a whole repository takes a moment. For 50 of them that is enough for most
 * healthy starts, and is made up for by the runs that stories share.
 */
export function thriftyEffort(workloads: number): Effort {
  return { worthEvents: Math.floor(SHARED_EVENTS / workloads), maxRuns: 60 };
}
