import type { TemplatePlans } from "../kubelet/podPlan.ts";
import { newTemplatePlans } from "../kubelet/podPlan.ts";
import type { Scenario } from "../model/scenario.ts";
import type { TraceEvent } from "../model/trace.ts";
import { advance, createWorld } from "../world.ts";
import type { Measures } from "./measures.ts";
import { createMeasures, measure } from "./measures.ts";
import type { Uncontrolled } from "./uncontrolled.ts";
import { withUncontrolled } from "./uncontrolled.ts";

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

/** What a story comes to under given settings. */
export type RunUnder = (settings: Uncontrolled) => StoryRun;

/** Runs the story of a kubelet of that age, each time anew. `plans`: those of the pod's other stories. */
export function storyRunner(
  measurement: Measurement,
  kubeletAgeMs: number,
  plans: TemplatePlans = newTemplatePlans(),
): RunUnder {
  return (settings) => runStory(measurement, withUncontrolled(measurement.scenario, kubeletAgeMs, settings), plans);
}

/** How often a run is asked whether it is decided, seldomer as it goes on; the answer does not depend on it. */
const FIRST_SLICE_MS = 1000;
const LONGEST_SLICE_MS = 20_000;
const SLICE_GROWTH = 2;

/** Runs the scenario until all is decided, at the latest to its end. */
export function runStory(measurement: Measurement, scenario: Scenario, plans?: TemplatePlans): StoryRun {
  const world = createWorld(scenario, "full", undefined, undefined, plans);
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
