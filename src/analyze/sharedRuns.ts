import type { TraceEvent } from "../model/trace.ts";
import { createMeasures, measure } from "./measures.ts";
import type { Measurement, RunUnder, StoryRun } from "./storyRun.ts";

/** Runs that are kept, at most: enough for all but the longest searches, in a few dozen megabytes. */
const KEPT_RUNS_MAX = 300;

/** Keeps the runs for another story that may turn out to be the same. */
export function keepRuns(runUnder: RunUnder): RunUnder {
  const kept = new Map<string, StoryRun>();
  return (settings) => {
    const key = `${settings.gridMs} ${settings.wallMs} ${settings.rand}`;
    const run = kept.get(key) ?? runUnder(settings);
    if (kept.size < KEPT_RUNS_MAX) kept.set(key, run);
    return run;
  };
}

/**
 * Runs of an app that needs `startsMs` to start, read off those of one that never does as long as nobody asks it later: until
 * then both answer alike, and so everything is the same. Where a probe does ask later, the story is run.
 */
export function runsUnlessAsked(
  measurement: Measurement,
  container: string,
  startsMs: number,
  neverStarts: RunUnder,
  runUnder: RunUnder,
): RunUnder {
  return (settings) => readOff(measurement, container, startsMs, neverStarts(settings)) ?? runUnder(settings);
}

function readOff(
  measurement: Measurement,
  container: string,
  startsMs: number,
  { events, isDecided }: StoryRun,
): StoryRun | undefined {
  const measures = measurement.containers.map((name) => createMeasures(name, measurement.service));
  let startedMs = 0;
  for (const [index, event] of events.entries()) {
    if (isOf(event, container) && event.kind === "start") startedMs = event.t;
    // Attempts that go on for some time may ask more than once.
    if (isOf(event, container) && event.kind === "probe" && Math.max(event.t, event.end ?? 0) - startedMs >= startsMs)
      return undefined;
    // Decided by the time that passed: the run would have been looked at in between.
    if (measurement.isDecided(measures, event.t)) return undefined;
    for (const one of measures) measure(one, event);
    if (measurement.isDecided(measures, event.t))
      return { measures, events: events.slice(0, index + 1), isDecided: true };
  }
  return isDecided ? undefined : { measures, events, isDecided: false };
}

function isOf(event: TraceEvent, container: string): boolean {
  return "c" in event && event.c === container;
}
