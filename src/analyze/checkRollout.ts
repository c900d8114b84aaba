import type { Service } from "../model/service.ts";
import type { Workload } from "../model/workload.ts";
import type { RolloutBook } from "./rollout/rolloutBook.ts";
import type { RolloutHarm } from "./rollout/rolloutHarm.ts";
import { harmOf } from "./rollout/rolloutHarm.ts";
import { isRolledOut } from "./rollout/rolloutScenario.ts";
import type { RolloutName, RolloutStory, RolloutTelling } from "./rollout/rolloutStories.ts";

/** Why a rollout is not told: the older pods do not get ready; it is one of many workloads; it has very many pods. */
export type UntoldRollout = "not-ready" | "many-workloads" | "many-replicas";

/** What becomes of a workload of several pods under new revisions. */
export type CheckedRollout =
  | { readonly untold: UntoldRollout }
  | { readonly stories: readonly CheckedRolloutStory[]; readonly telling: RolloutTelling };

export interface CheckedRolloutStory {
  readonly story: RolloutStory;
  readonly harm: RolloutHarm | undefined;
}

/** More replicas than these take as long as a whole folder; `run` tells of more. */
export const TOLD_REPLICAS_MAX = 20;
/** With more workloads than this, rollouts are told only where somebody asks for them: each takes as long as all else of a workload. */
const TOLD_WORKLOADS_MAX = 4;

/** Whether there is anything to tell: several pods, which a controller replaces. */
function hasRollout(workload: Workload): boolean {
  return workload.replicas > 1 && isRolledOut(workload);
}

/** Whether the workloads are so many that their rollouts are not told unasked. */
export function areManyRollouts(workloads: readonly Workload[]): boolean {
  return workloads.filter(hasRollout).length > TOLD_WORKLOADS_MAX;
}

/** The name that `--witness` knows the run of a story by. */
export function rolloutWitnessId({ kind, name }: Workload, story: RolloutName): string {
  return `${kind.toLowerCase()}/${name}/rollout/${story}`;
}

/** Undefined: there is nothing to tell. @param services of the workload's namespace */
export function checkRollout(
  workload: Workload,
  services: readonly Service[],
  book: RolloutBook,
): CheckedRollout | undefined {
  if (!hasRollout(workload)) return undefined;
  if (book.isThrifty) return { untold: "many-workloads" };
  if (workload.replicas > TOLD_REPLICAS_MAX) return { untold: "many-replicas" };
  const telling = book.open(workload, services);
  if (telling === null || telling === undefined) return { untold: "not-ready" };
  const stories = telling.names.map((name): CheckedRolloutStory => {
    const story = telling.story(name);
    return { story, harm: harmOf(telling.workload, story) };
  });
  return { stories, telling };
}
