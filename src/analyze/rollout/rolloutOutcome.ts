import type { TraceEvent } from "../../model/trace.ts";
import type { WorkloadCounts } from "../../properties/clusterHistory.ts";
import { isRolledOut } from "../../properties/clusterHistory.ts";

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
  /** When most requests of the service's clients failed, if any did. */
  readonly clients?: FailingClients;
}

export interface FailingClients {
  readonly service: string;
  /** Of all requests of that time, in hundredths; 1: all failed. */
  readonly failedShare: number;
  readonly fromMs: number;
  /** Absent: as far as it is followed. */
  readonly toMs?: number;
}

/** An outcome as far as events tell it. */
export interface RolloutTally {
  readonly updateMs: number;
  readonly replicas: number;
  /** By name, for pods of the older revision: the first that were created. */
  readonly older: Set<string>;
  doneMs: number | undefined;
  stalledMs: number | undefined;
  ready: number;
  fewestReady: number;
  fewestAtMs: number;
  replaced: number;
  mostPods: number;
}

/** @param replicas of the older revision, whose pods are created first */
export function newTally(updateMs: number, replicas: number): RolloutTally {
  return {
    updateMs,
    replicas,
    older: new Set(),
    doneMs: undefined,
    stalledMs: undefined,
    ready: 0,
    fewestReady: 0,
    fewestAtMs: updateMs,
    replaced: 0,
    mostPods: 0,
  };
}

export function countsOf(event: TraceEvent): WorkloadCounts | undefined {
  return (event.kind === "deployment" || event.kind === "statefulset") && event.gone !== true ? event : undefined;
}

export function takeEvent(tally: RolloutTally, event: TraceEvent): void {
  const counts = countsOf(event);
  const isAfter = event.t >= tally.updateMs;
  if (counts !== undefined) takeCounts(tally, counts, isAfter);
  else if (event.kind === "podCreated") {
    if (event.pod !== undefined && event.number <= tally.replicas) tally.older.add(event.pod);
  } else if (event.kind === "podDelete") {
    if (isAfter && event.pod !== undefined && tally.older.has(event.pod)) tally.replaced++;
  } else if (event.kind === "condition" && event.type === "Progressing" && event.status === "False") {
    if (isAfter) tally.stalledMs ??= event.t;
  }
}

function takeCounts(tally: RolloutTally, counts: WorkloadCounts, isAfter: boolean): void {
  const { t, ready, replicas, generation } = counts;
  tally.ready = ready;
  tally.mostPods = isAfter ? Math.max(tally.mostPods, replicas) : replicas;
  if (!isAfter) {
    tally.fewestReady = ready;
    return;
  }
  if (ready < tally.fewestReady) {
    tally.fewestReady = ready;
    tally.fewestAtMs = t;
  }
  if (generation > 1 && isRolledOut(counts)) tally.doneMs ??= t;
}

export function outcomeOf(tally: RolloutTally): RolloutOutcome {
  const { updateMs, doneMs, stalledMs, fewestReady, fewestAtMs, ready, replaced, mostPods } = tally;
  return {
    ...(doneMs === undefined ? {} : { doneMs: doneMs - updateMs }),
    ...(stalledMs === undefined ? {} : { stalledMs: stalledMs - updateMs }),
    fewestReady,
    fewestAtMs: fewestAtMs - updateMs,
    readyAtEnd: ready,
    replaced,
    mostPods,
  };
}

/** What a whole trace comes to. */
export function rolloutOutcome(updateMs: number, replicas: number, events: readonly TraceEvent[]): RolloutOutcome {
  const tally = newTally(updateMs, replicas);
  for (const event of events) takeEvent(tally, event);
  return outcomeOf(tally);
}
