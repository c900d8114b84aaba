import type { CheckedWorkload, CheckOptions } from "../analyze/checkFiles.ts";
import { checkOne, rolloutOf } from "../analyze/checkFiles.ts";
import type { StoryTask } from "../analyze/checkWorkload.ts";
import { printable } from "../model/printable.ts";
import type { Workload } from "../model/workload.ts";
import type { CheckResult } from "../report/checkReport.ts";
import type { Environment } from "./command.ts";
import { createProgress } from "./progress.ts";
import type { StoryHelpers } from "./storyHelpers.ts";

/** Tells the stories of all workloads, together with those who help; tells on the way how far it is, and stops when nobody wants it any more. */
export async function tellStories(
  environment: Pick<Environment, "stderr" | "env" | "nowMs" | "signal">,
  tasks: ReadonlyMap<Workload, StoryTask>,
  options: CheckOptions,
  helpers: StoryHelpers,
): Promise<CheckResult["checked"]> {
  const progress = createProgress(environment, "checking");
  const told = [...tasks].map(([workload, task]) => ({ workload, task }));
  const rollouts = new Map<Workload, CheckedWorkload["rollout"]>();
  const own = new Map<Workload, ReturnType<typeof checkOne>>();
  for (const [index, { workload, task }] of told.entries()) {
    progress.update(index, told.length, printable(workload.name));
    if (environment.signal.aborted) return new Map();
    rollouts.set(workload, rolloutOf(workload, task, options));
    if (helpers.claim(index)) own.set(workload, checkOne(workload, task));
  }
  const found = await helpers.found();
  progress.finish();
  return new Map(
    told.map(({ workload, task }, index) => {
      const checked = own.get(workload) ?? checkOne(workload, task, found.get(index));
      return [workload, { ...checked, rollout: rollouts.get(workload) }];
    }),
  );
}
