import type { ManifestFile } from "../manifest/readManifest.ts";
import type { Scenario } from "../model/scenario.ts";
import type { Service } from "../model/service.ts";
import type { Workload } from "../model/workload.ts";
import type { Bounds, Extreme, Interval } from "./bounds.ts";
import type { CheckedRollout } from "./checkRollout.ts";
import { areManyRollouts, checkRollout } from "./checkRollout.ts";
import type { RolloutBook } from "./rollout/rolloutBook.ts";
import type { CheckSettings, StoryOutcome, StoryTask, WorkloadOutcomes } from "./checkWorkload.ts";
import { checkWorkload } from "./checkWorkload.ts";
import { EXACT, thriftyEffort } from "./effort.ts";
import type { Metric } from "./measures.ts";
import type { StoryContext } from "./stories.ts";
import { serviceOf } from "./stories.ts";
import { withUncontrolled } from "./uncontrolled.ts";
import { acceptedWorkloads, assumptionsOfWorkload, podOfWorkload, servicesNear, servicesOf } from "./workloads.ts";

/** A workload that the API server would take, and what its stories came to. */
export interface CheckedWorkload {
  readonly workload: Workload;
  /** The service of the given files whose endpoint was looked at. */
  readonly service: string | undefined;
  readonly outcomes: WorkloadOutcomes;
  /** Undefined: no controller replaces its pods, or nobody asked. */
  readonly rollout: CheckedRollout | undefined;
}

/** What gives `check` its exit code: a healthy app that does not stay, a good revision that does not get through. */
export function isFailing({ outcomes, rollout }: CheckedWorkload): boolean {
  return outcomes.failing.length > 0 || isStuck(rollout);
}

/** Whether even a good revision does not get through. */
export function isStuck(rollout: CheckedRollout | undefined): boolean {
  if (rollout === undefined || "untold" in rollout) return false;
  return rollout.stories.some(({ story, harm }) => story.name === "good" && harm === "unfinished");
}

export interface CheckOptions extends Omit<CheckSettings, "effort"> {
  readonly kubernetes: string;
  readonly horizonMs: number;
  /** Search for the ends of every interval, however many workloads there are. */
  readonly isExact: boolean;
  readonly rollouts: RolloutBook;
}

/** With more workloads than this, costly searches are left out unless they are asked for: so a whole repository takes a moment. */
const EXACT_WORKLOADS_MAX = 4;

/** Workloads of which something can be told: accepted, and with a pod. */
function allWorkloads(files: readonly ManifestFile[]): readonly Workload[] {
  return files.flatMap(({ objects }) => objects.flatMap(acceptedWorkloads));
}

/** Whether only those ends are searched for that are found cheaply. */
export function isThrifty(files: readonly ManifestFile[], isExact: boolean): boolean {
  return !isExact && allWorkloads(files).length > EXACT_WORKLOADS_MAX;
}

/** Whether rollouts are not told of all workloads unasked. */
export function isThriftyOnRollouts(files: readonly ManifestFile[]): boolean {
  return areManyRollouts(allWorkloads(files));
}

/** What is to be found out about each workload; services of all files count. */
export function storyTasks(files: readonly ManifestFile[], options: CheckOptions): ReadonlyMap<Workload, StoryTask> {
  const all = allWorkloads(files);
  const services = servicesOf(files);
  const { stories, kubeletAgeMs, isExact } = options;
  const effort = !isExact && all.length > EXACT_WORKLOADS_MAX ? thriftyEffort(all.length) : EXACT;
  const settings = { stories, kubeletAgeMs, effort };
  return new Map(all.map((workload) => [workload, { context: contextOf(workload, services, options), settings }]));
}

function contextOf(
  workload: Workload,
  services: readonly Service[],
  { kubernetes, horizonMs }: CheckOptions,
): StoryContext {
  return {
    pod: podOfWorkload(workload),
    services: servicesNear(workload, services),
    kubernetes,
    horizonMs,
    assumptions: assumptionsOfWorkload(workload),
  };
}

/** Tells the stories of a workload but for its rollouts. @param found what they come to, where somebody has searched already */
export function checkOne(
  workload: Workload,
  task: StoryTask,
  found?: readonly Bounds[],
): Omit<CheckedWorkload, "rollout"> {
  return { workload, service: serviceOf(task.context)?.metadata.name, outcomes: checkWorkload(task, found) };
}

/** What becomes of a workload under new revisions; undefined where nobody asked. */
export function rolloutOf(
  workload: Workload,
  { context: { services } }: StoryTask,
  { stories, rollouts }: CheckOptions,
): CheckedRollout | undefined {
  return stories.includes("rollout") ? checkRollout(workload, services, rollouts) : undefined;
}

/** One end of one interval, and the name that `--witness` knows it by. */
export interface Witness {
  readonly id: string;
  readonly extreme: Extreme;
  readonly outcome: StoryOutcome;
}

/** All ends of what a workload's stories came to. */
export function witnessesOf({ workload, outcomes }: CheckedWorkload): Witness[] {
  const of = (outcome: StoryOutcome): Witness[] =>
    outcome.bounds.containers.flatMap(({ container, intervals }) =>
      outcome.story.metrics.flatMap((metric) =>
        (["earliest", "latest"] as const).map((end) => ({
          id: witnessId(workload, container, outcome, metric, end),
          extreme: intervals[metric][end],
          outcome,
        })),
      ),
    );
  return [
    ...(outcomes.healthy === undefined ? [] : of(outcomes.healthy)),
    ...outcomes.containers.flatMap((container) => container.outcomes.flatMap(of)),
  ];
}

export function witnessId(
  workload: Workload,
  container: string,
  { story }: StoryOutcome,
  metric: Metric,
  end: "earliest" | "latest",
): string {
  return `${workload.kind.toLowerCase()}/${workload.name}/${container}/${story.label}/${metric}/${end}`;
}

/** The scenario under which a story reaches the end of an interval, up to a second beyond it. */
export function witnessScenario({ id, extreme, outcome }: Witness, kubeletAgeMs: number): Scenario {
  const { scenario } = outcome.story.measurement;
  const untilMs = extreme.ms === null ? scenario.untilMs : Math.min(scenario.untilMs, extreme.ms + 1000);
  return { id, ...withUncontrolled({ ...scenario, untilMs }, kubeletAgeMs, extreme.settings) };
}

/** What a story came to for one container, in the order in which it is told. */
export function toldIntervals(
  { story, bounds }: StoryOutcome,
  container: string,
): readonly (readonly [Metric, Interval])[] {
  const intervals = bounds.containers.find((one) => one.container === container)?.intervals;
  return intervals === undefined ? [] : story.metrics.map((metric) => [metric, intervals[metric]] as const);
}
