import type { Scenario } from "../model/scenario.ts";
import type { TraceEvent } from "../model/trace.ts";
import { advance, createWorld } from "../world.ts";
import type { Measures } from "./measures.ts";
import { createMeasures, measure } from "./measures.ts";

/** What is to be measured, and when nothing more is to be learnt. */
export interface Measurement {
  readonly scenario: Scenario;
  readonly containers: readonly string[];
  readonly service: string | undefined;
  /** Asked after each event and now and then in between, with the instant. */
  readonly isDecided: (measures: readonly Measures[], nowMs: number) => boolean;
}

export interface StoryRun {
  /** By container of the measurement. */
  readonly measures: readonly Measures[];
  /** The full trace up to some moment after all was decided. */
  readonly events: readonly TraceEvent[];
  /** Everything was decided before the horizon. */
  readonly isDecided: boolean;
}

/** How often a run is asked whether it is decided, seldomer as it goes on; the answer does not depend on it. */
const FIRST_SLICE_MS = 1000;
const LONGEST_SLICE_MS = 20_000;
const SLICE_GROWTH = 2;

/** Runs the scenario until all is decided, at the latest to its end. */
export function runStory(measurement: Measurement, scenario: Scenario): StoryRun {
  const world = createWorld(scenario, "full");
  const measures = measurement.containers.map((container) => createMeasures(container, measurement.service));
  const { events } = world.engine.recorder;
  let next = 0;
  let sliceMs = FIRST_SLICE_MS;
  for (let t = Math.min(5, scenario.untilMs); ; t = Math.min(t + sliceMs, scenario.untilMs)) {
    advance(world, t);
    for (; next < events.length; next++) {
      const event = events[next] as TraceEvent;
      for (const one of measures) measure(one, event);
      // Looked at after each event, so that what comes later in a slice is not taken for part of the answer.
      if (measurement.isDecided(measures, event.t))
        return { measures, events: events.slice(0, next + 1), isDecided: true };
    }
    if (measurement.isDecided(measures, t)) return { measures, events, isDecided: true };
    if (t >= scenario.untilMs) return { measures, events, isDecided: false };
    if (t >= sliceMs) sliceMs = Math.min(sliceMs * SLICE_GROWTH, LONGEST_SLICE_MS);
  }
}
