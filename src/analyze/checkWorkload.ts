import { newTemplatePlans } from "../kubelet/podPlan.ts";
import type { Container } from "../model/container.ts";
import type { Bounds, ContainerBounds } from "./bounds.ts";
import { findBounds } from "./bounds.ts";
import type { Effort } from "./effort.ts";
import { keepRuns, runsUnlessAsked } from "./sharedRuns.ts";
import type { Measurement, RunUnder } from "./storyRun.ts";
import { storyRunner } from "./storyRun.ts";
import type { Story, StoryContext, StoryName } from "./stories.ts";
import {
  canBeKilled,
  HANG_AFTER_READY_MS,
  hangStory,
  hasProbe,
  healthyStory,
  lastingContainers,
  neverAnswersStory,
  slowStartStory,
} from "./stories.ts";

export interface CheckSettings {
  readonly stories: readonly StoryName[];
  readonly kubeletAgeMs: number;
  /** For each story of each container. */
  readonly effort: Effort;
}

/** What a story can come to. */
export interface StoryOutcome {
  readonly story: Story;
  readonly bounds: Bounds;
}

export interface ContainerOutcomes {
  readonly container: Container;
  readonly healthy: ContainerBounds | undefined;
  readonly outcomes: readonly StoryOutcome[];
  /** Stories that cannot be told of this container, and why. */
  readonly untold: readonly { readonly name: StoryName; readonly reason: string }[];
}

export interface WorkloadOutcomes {
  /** Of all containers; undefined unless asked for. */
  readonly healthy: StoryOutcome | undefined;
  readonly containers: readonly ContainerOutcomes[];
  /** Containers that a healthy app does not get ready in time under some settings, or that are restarted. */
  readonly failing: readonly string[];
  readonly runs: number;
}

/** All that the stories of one pod depend on; plain data, so that another thread can find out what they come to. */
export interface StoryTask {
  readonly context: StoryContext;
  readonly settings: CheckSettings;
}

/** Finds what a story comes to. */
type BoundsOf = (story: Story, runUnder: RunUnder) => Bounds;

/** As `BoundsOf`; with runs of its own unless it is given others. */
type Tell = (story: Story, runUnder?: RunUnder) => StoryOutcome;

/** Runs of a story of the pod's. */
type RunnerOf = (measurement: Measurement) => RunUnder;

/** Tells the stories of a pod, container by container. @param found by `findStoryBounds`: it is not searched for again */
export function checkWorkload(task: StoryTask, found?: readonly Bounds[]): WorkloadOutcomes {
  let next = 0;
  return tellWorkload(task, found === undefined ? searchOf(task) : () => found[next++] as Bounds);
}

/** What the stories of a pod come to, in the order in which they are told. */
export function findStoryBounds(task: StoryTask): readonly Bounds[] {
  const found: Bounds[] = [];
  const search = searchOf(task);
  tellWorkload(task, (story, runUnder) => {
    const bounds = search(story, runUnder);
    found.push(bounds);
    return bounds;
  });
  return found;
}

function searchOf({ settings: { kubeletAgeMs, effort } }: StoryTask): BoundsOf {
  return ({ measurement }, runUnder) => findBounds(measurement, kubeletAgeMs, effort, runUnder);
}

function tellWorkload({ context, settings }: StoryTask, boundsOf: BoundsOf): WorkloadOutcomes {
  const plans = newTemplatePlans();
  const runnerOf: RunnerOf = (measurement) => storyRunner(measurement, settings.kubeletAgeMs, plans);
  const tell: Tell = (story, runUnder = runnerOf(story.measurement)) => ({
    story,
    bounds: boundsOf(story, runUnder),
  });
  const wants = (name: StoryName): boolean => settings.stories.includes(name);
  const healthy = wants("healthy") || wants("hang-after-start") ? tell(healthyStory(context)) : undefined;
  const containers = lastingContainers(context.pod).map((container, place): ContainerOutcomes => {
    const bounds = healthy?.bounds.containers[place];
    const outcomes: StoryOutcome[] = [];
    const untold: { name: StoryName; reason: string }[] = [];
    if (hasProbe(container)) tellStories({ context, container, runnerOf, tell, outcomes, untold }, bounds, wants);
    return { container, healthy: bounds, outcomes, untold };
  });
  const failing = (healthy?.bounds.containers ?? []).filter(
    ({ intervals }) => intervals.ready.latest.ms === null || intervals.restarted.earliest.ms !== null,
  );
  const runs = [healthy, ...containers.flatMap(({ outcomes }) => outcomes)].reduce(
    (sum, outcome) => sum + (outcome?.bounds.runs ?? 0),
    0,
  );
  return {
    healthy: wants("healthy") ? healthy : undefined,
    containers,
    failing: wants("healthy") ? failing.map(({ container }) => container) : [],
    runs,
  };
}

/** The stories of one container, as they are told. */
interface Telling {
  readonly context: StoryContext;
  readonly container: Container;
  readonly runnerOf: RunnerOf;
  readonly tell: Tell;
  readonly outcomes: StoryOutcome[];
  readonly untold: { name: StoryName; reason: string }[];
}

function tellStories(
  telling: Telling,
  healthy: ContainerBounds | undefined,
  wants: (name: StoryName) => boolean,
): void {
  const { context, container, runnerOf, tell, outcomes, untold } = telling;
  const canDie = canBeKilled(container);
  if (wants("never-answers") || (wants("slow-start") && canDie)) {
    const story = neverAnswersStory(context, container);
    const runUnder = keepRuns(runnerOf(story.measurement));
    const never = tell(story, runUnder);
    if (wants("never-answers")) outcomes.push(never);
    if (wants("slow-start")) tellSlowStart(telling, never.bounds.containers[0], runUnder);
  } else if (wants("slow-start")) untold.push({ name: "slow-start", reason: NOTHING_KILLS });
  if (!wants("hang-after-start")) return;
  const hangsFromMs = healthy === undefined ? undefined : hangStart(healthy);
  if (hangsFromMs === undefined) untold.push({ name: "hang-after-start", reason: "it does not get ready" });
  else outcomes.push(tell(hangStory(context, container, hangsFromMs)));
}

const NOTHING_KILLS = "it has no startup or liveness probe, so a slow start is not ended";

/** One app that starts just in time on every kubelet, and one that needs 1 ms more than the latest chance. */
function tellSlowStart(
  { context, container, runnerOf, tell, outcomes, untold }: Telling,
  never: ContainerBounds | undefined,
  neverStarts: RunUnder,
): void {
  const { earliest, latest } = (never as ContainerBounds).intervals.lastChance;
  if (earliest.ms === null) {
    const reason = canBeKilled(container) ? "it is not killed within the horizon, however slow it is" : NOTHING_KILLS;
    untold.push({ name: "slow-start", reason });
    return;
  }
  outcomes.push(tell(slowStartStory(context, container, Math.max(earliest.ms, 0), "in-time")));
  if (latest.ms === null) return;
  const startsMs = Math.max(latest.ms, 0) + 1;
  const story = slowStartStory(context, container, startsMs, "too-late");
  const { measurement } = story;
  const own = runnerOf(measurement);
  outcomes.push(tell(story, runsUnlessAsked(measurement, container.name, startsMs, neverStarts, own)));
}

function hangStart({ intervals }: ContainerBounds): number | undefined {
  const readyMs = intervals.ready.latest.ms;
  const startedMs = intervals.started.earliest.ms;
  if (readyMs === null || startedMs === null) return undefined;
  return Math.ceil((readyMs - startedMs) / 1000) * 1000 + HANG_AFTER_READY_MS;
}
