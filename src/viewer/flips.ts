import type { Lane, ReportRun } from "./reportData.ts";

/** Lanes whose states are told from the outset of a run. */
const isState = ({ is, label }: Lane): boolean => is === "spans" && !["app", "instances", "hooks"].includes(label);

/** Steps at which a state flips: started, live, ready, a condition, an endpoint, a kubelet. Without the first of each. */
export function flipSteps({ pods, others }: ReportRun): readonly number[] {
  const lanes = [...pods.flatMap(({ groups }) => groups), ...others].flatMap((group) => group.lanes);
  const steps = new Set<number>();
  for (const lane of lanes) {
    if (lane.is !== "spans" || !isState(lane)) continue;
    for (const { step } of lane.spans.slice(1)) if (step !== undefined) steps.add(step);
  }
  return [...steps].sort((a, b) => a - b);
}

/** The next in a list in order, from `step` on in a direction; undefined: there is none. */
export function nextOf(steps: readonly number[], step: number, direction: 1 | -1): number | undefined {
  return direction > 0 ? steps.find((other) => other > step) : steps.findLast((other) => other < step);
}
