import type { Scenario } from "../model/scenario.ts";
import type { Trace } from "../model/trace.ts";
import type { ClientSummary } from "../model/traffic.ts";
import { simulate } from "../simulate.ts";
import { trafficOf } from "../traffic.ts";
import type { CheckedWorkload } from "./checkFiles.ts";
import type { StoryOutcome } from "./checkWorkload.ts";
import { withUncontrolled } from "./uncontrolled.ts";

/** A run made to be looked at. */
export interface ShownRun {
  readonly scenario: Scenario;
  readonly trace: Trace;
  /** What clients saw, where the scenario has some. */
  readonly clients: readonly ClientSummary[] | undefined;
}

/** What follows the last instant that a story is about is shown so far. */
const AFTERMATH_MS = 10_000;

/** The run of a story in which what it is about comes latest. */
export function storyRun(
  { workload }: CheckedWorkload,
  container: string | undefined,
  { story, bounds }: StoryOutcome,
  kubeletAgeMs: number,
): ShownRun {
  const { scenario } = story.measurement;
  const ends = bounds.containers
    .filter((one) => container === undefined || one.container === container)
    .flatMap(({ intervals }) => story.metrics.map((metric) => intervals[metric].latest));
  // What never happens cannot be waited for, unless nothing at all happens.
  const latest = ends.filter(({ ms }) => ms !== null).sort((a, b) => (b.ms ?? 0) - (a.ms ?? 0))[0] ?? ends[0];
  const untilMs = Math.min(scenario.untilMs, (latest?.ms ?? scenario.untilMs) + AFTERMATH_MS);
  const parts = [
    workload.kind.toLowerCase(),
    workload.name,
    ...(container === undefined ? [] : [container]),
    story.label,
  ];
  return runOf({
    ...withUncontrolled({ ...scenario, untilMs }, kubeletAgeMs, latest?.settings ?? { gridMs: 0, wallMs: 0, rand: 0 }),
    id: parts.join("/"),
    ...(story.detail === "" ? {} : { description: story.detail }),
  });
}

export function runOf(scenario: Scenario): ShownRun {
  const trace = simulate(scenario);
  return { scenario, trace, clients: scenario.traffic === undefined ? undefined : trafficOf(scenario, trace) };
}
