/** Whether one expectation came true. */
export interface Outcome {
  readonly holds: boolean;
  /** What was wanted and what came, as a person would say it. */
  readonly expected: string;
  readonly came: string;
  /** Numbers of the trace's events that show it, at most a handful. */
  readonly steps: readonly number[];
  /** It did not come true only because nothing in the run could have made it fail: that proves nothing, either way. */
  readonly isVacuous?: true;
}

export interface Verdict extends Outcome {
  /** Where the expectation stands below `expect`: `["containers", "app", "restarts"]`. */
  readonly path: readonly (string | number)[];
}

/** Something that happened, and the event that says so. */
export interface Occurrence {
  readonly atMs: number;
  readonly step: number;
}

const STEPS_MAX = 5;

export function outcome(
  holds: boolean,
  expected: string,
  came: string,
  steps: readonly (number | undefined)[],
): Outcome {
  return { holds, expected, came, steps: steps.filter((step) => step !== undefined).slice(0, STEPS_MAX) };
}
