import type { Trace } from "../../model/trace.ts";
import type { WorkloadCounts } from "../../properties/clusterHistory.ts";
import { isRolledOut } from "../../properties/clusterHistory.ts";
import type { Rollout } from "./rolloutScenario.ts";

/** What a rollout came to; times count from the update. */
export interface RolloutOutcome {
  /** When all wanted pods were of the newer revision and available. */
  readonly doneMs?: number;
  /** When the Deployment said that its deadline had passed. */
  readonly stalledMs?: number;
  /** The fewest ready pods after the update, and since when. */
  readonly fewestReady: number;
  readonly fewestAtMs: number;
  readonly readyAtEnd: number;
  /** Of the older revision's pods, how many were deleted. */
  readonly replaced: number;
  /** The most pods at one time, those that are on their way out not counted. */
  readonly mostPods: number;
}

function countsOf({ events }: Trace): readonly WorkloadCounts[] {
  return events.filter(
    (event): event is WorkloadCounts =>
      (event.kind === "deployment" || event.kind === "statefulset") && event.gone !== true,
  );
}

/** When the first revision was all there, by the scenario's clock; undefined: not in this run. */
export function completeAtMs(trace: Trace): number | undefined {
  return countsOf(trace).find(isRolledOut)?.t;
}

export function rolloutOutcome({ older, updateMs }: Rollout, trace: Trace): RolloutOutcome {
  const all = countsOf(trace);
  const before = all.findLast(({ t }) => t < updateMs);
  const after = all.filter(({ t }) => t >= updateMs);
  const done = after.find((counts) => counts.generation > 1 && isRolledOut(counts));
  const stalled = trace.events.find(
    (event) =>
      event.kind === "condition" && event.type === "Progressing" && event.status === "False" && event.t >= updateMs,
  );
  let fewest = { ready: before?.ready ?? 0, t: updateMs };
  for (const { ready, t } of after) if (ready < fewest.ready) fewest = { ready, t };
  const numbers = new Map(
    trace.events.flatMap((event) => (event.kind === "podCreated" ? [[event.pod, event.number] as const] : [])),
  );
  const replaced = trace.events.filter(
    (event) =>
      event.kind === "podDelete" && event.t >= updateMs && (numbers.get(event.pod) ?? Infinity) <= older.replicas,
  );
  return {
    ...(done === undefined ? {} : { doneMs: done.t - updateMs }),
    ...(stalled === undefined ? {} : { stalledMs: stalled.t - updateMs }),
    fewestReady: fewest.ready,
    fewestAtMs: fewest.t - updateMs,
    readyAtEnd: all.at(-1)?.ready ?? 0,
    replaced: replaced.length,
    mostPods: Math.max(...after.map(({ replicas }) => replicas), before?.replicas ?? 0),
  };
}
