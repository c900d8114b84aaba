import { resolveIntOrPercent } from "../intOrPercent.ts";
import { isPodAvailable } from "../podAvailability.ts";
import type {
  ControllerRevision,
  StatefulPod,
  StatefulSet,
  StatefulSetRules,
  StatefulSetStatus,
} from "./statefulSet.ts";
import { countedStatus, isRunningAndReady, withCompletedUpdate } from "./statefulSetStatus.ts";

export type StatefulPodCall =
  | { readonly do: "create"; readonly pod: string; readonly revision: ControllerRevision }
  | { readonly do: "delete"; readonly pod: string };

/** What one sync of a StatefulSet does. */
export interface StatefulSetPlan {
  /** Groups one after the other, the calls of a group at the same time; after one that fails none of the later groups is done. */
  readonly calls: readonly (readonly StatefulPodCall[])[];
  /** What is written at the end, where it says something new. */
  readonly status: StatefulSetStatus;
  /** The same, had a call failed. */
  readonly statusIfFailed: StatefulSetStatus;
}

/** What the functions of one sync share. */
interface Sync {
  readonly set: StatefulSet;
  readonly update: ControllerRevision;
  readonly nowMs: number;
  readonly rules: StatefulSetRules;
  /** One pod for each ordinal, the wanted ones that are missing included, by ordinal. */
  readonly replicas: readonly Replica[];
}

interface Replica {
  /** Absent: it has to be made. */
  readonly pod: StatefulPod | undefined;
  /** The call that makes it. */
  readonly make: StatefulPodCall;
}

/** Groups of calls as Parallel makes them: 1, 2, 4 … pods at once, up to 500. Those that need nothing take their place. */
function slowStart(calls: readonly (StatefulPodCall | undefined)[]): readonly (readonly StatefulPodCall[])[] {
  const groups: StatefulPodCall[][] = [];
  for (let start = 0, size = 1; start < calls.length; start += size, size = Math.min(2 * size, 500)) {
    groups.push(calls.slice(start, start + size).filter((call) => call !== undefined));
  }
  return groups.filter((group) => group.length > 0);
}

function ordinalOf({ metadata: { name } }: StatefulSet, pod: string): number {
  const digits = pod.startsWith(`${name}-`) ? pod.slice(name.length + 1) : "";
  return /^\d+$/.test(digits) ? Number(digits) : -1;
}

function isTerminal({ phase }: StatefulPod): boolean {
  return phase === "Failed" || phase === "Succeeded";
}

function isAvailable({ set, nowMs, rules }: Sync, pod: StatefulPod | undefined): boolean {
  return isPodAvailable(pod?.ready, set.spec.minReadySeconds, nowMs, rules);
}

/** Whether updates and scaling down wait for this pod. */
function isUnavailable(sync: Sync, pod: StatefulPod | undefined): boolean {
  if (pod === undefined || pod.deleting) return true;
  return sync.rules.waitsForAvailable ? !isAvailable(sync, pod) : !isRunningAndReady(pod);
}

/** What a wanted pod needs; a pod that has ended is deleted and made anew when it is gone. */
function callFor({ pod, make }: Replica): StatefulPodCall | undefined {
  if (pod === undefined) return make;
  return isTerminal(pod) && !pod.deleting ? { do: "delete", pod: pod.name } : undefined;
}

/** Under OrderedReady: the first pod that is not as it should be is seen to, and all others wait for it. undefined: all are well. */
function orderedCalls(sync: Sync): readonly StatefulPodCall[] | undefined {
  // KLT-123
  for (const replica of sync.replicas) {
    const call = callFor(replica);
    if (call !== undefined) return [call];
    const { pod } = replica;
    if (pod === undefined || isTerminal(pod) || pod.deleting) return [];
    if (!isRunningAndReady(pod) || !isAvailable(sync, pod)) return [];
  }
  return undefined;
}

/**
 * Under OrderedReady, when all wanted pods are well: one surplus pod at a time, from the top. An unready one goes only if no lower
 * one is unready (`cluster` S5, S6). undefined: there is no surplus.
 */
function orderedRemoval(sync: Sync, condemned: readonly StatefulPod[]): readonly StatefulPodCall[] | undefined {
  const [top] = condemned;
  if (top === undefined) return undefined;
  if (top.deleting) return [];
  const lowest = condemned.findLast((pod) => isUnavailable(sync, pod));
  const isWell = isRunningAndReady(top) && isAvailable(sync, top);
  return isWell || lowest === top ? [{ do: "delete", pod: top.name }] : [];
}

function deletionsOf(pods: readonly StatefulPod[]): readonly StatefulPodCall[] {
  return pods.map(({ name }) => ({ do: "delete", pod: name }));
}

/** The pods, from the top, that are of an old revision and may be updated: those from the partition on. */
function outdated({ set, update, replicas }: Sync): readonly StatefulPod[] {
  const partition = set.spec.updateStrategy.rollingUpdate?.partition ?? 0;
  return replicas
    .slice(partition)
    .flatMap(({ pod }) => (pod !== undefined && pod.revision !== update.name && !pod.deleting ? [pod] : []))
    .reverse();
}

/** One by one from the top; an unavailable pod stops it, so that a bad revision wedges at its first pod (`cluster` wedge). */
function nextOutdated(sync: Sync): readonly StatefulPod[] {
  const { set, update, replicas } = sync;
  const partition = set.spec.updateStrategy.rollingUpdate?.partition ?? 0;
  for (const { pod } of replicas.slice(partition).reverse()) {
    if (pod !== undefined && pod.revision !== update.name && !pod.deleting) return [pod];
    if (isUnavailable(sync, pod)) return [];
  }
  return [];
}

/** As many from the top as may be missing, where all that are unavailable count, those below the partition too. */
function outdatedWithin(sync: Sync): readonly StatefulPod[] {
  const { set, replicas, update, rules } = sync;
  const limit = resolveIntOrPercent(
    set.spec.updateStrategy.rollingUpdate?.maxUnavailable ?? 1,
    set.spec.replicas,
    "down",
  );
  if ("error" in limit) return [];
  const unavailable = replicas.filter(({ pod }) => isUnavailable(sync, pod));
  const room = Math.max(1, limit.value) - unavailable.length;
  const old = outdated(sync);
  if (!rules.freesUnavailable || set.spec.podManagementPolicy !== "Parallel") return old.slice(0, Math.max(0, room));
  const isStuck = unavailable.some(({ pod }) => pod !== undefined && pod.revision !== update.name && !pod.deleting);
  if (room <= 0 && !isStuck) return [];
  const free = old.filter((pod) => !isAvailable(sync, pod));
  return [...free, ...old.filter((pod) => isAvailable(sync, pod)).slice(0, Math.max(0, room))];
}

/** A missing pod is made of the new revision, except below the partition. */
function revisionFor(
  { spec, status }: StatefulSet,
  index: number,
  current: ControllerRevision,
  update: ControllerRevision,
): ControllerRevision {
  const { type, rollingUpdate } = spec.updateStrategy;
  const kept = rollingUpdate?.partition ?? (type === "RollingUpdate" ? status.currentReplicas : 0);
  return index < kept ? current : update;
}

/**
 * One sync. The template's revision must have been written before (`revisionsOf`).
 * @param pods all pods of the set that the controller sees
 */
export function planStatefulSet(
  set: StatefulSet,
  pods: readonly StatefulPod[],
  revisions: { readonly current: ControllerRevision; readonly update: ControllerRevision },
  nowMs: number,
  rules: StatefulSetRules,
): StatefulSetPlan {
  const { spec } = set;
  const { current, update } = revisions;
  const names = { current: current.name, update: update.name };
  const status = countedStatus(set, pods, names, nowMs, rules);
  const written = withCompletedUpdate(set, status, rules);
  const planned = (calls: StatefulSetPlan["calls"]): StatefulSetPlan => ({
    calls,
    status: written,
    statusIfFailed: written,
  });
  if (set.metadata.deletionMs !== undefined) return planned([]);

  const byOrdinal = new Map(pods.map((pod) => [ordinalOf(set, pod.name) - spec.firstOrdinal, pod]));
  const replicas = Array.from({ length: spec.replicas }, (_, index): Replica => {
    const name = `${set.metadata.name}-${spec.firstOrdinal + index}`;
    const revision = revisionFor(set, index, current, update);
    return { pod: byOrdinal.get(index), make: { do: "create", pod: name, revision } };
  });
  const condemned = pods
    .map((pod) => ({ pod, ordinal: ordinalOf(set, pod.name) }))
    .filter(
      ({ ordinal }) => ordinal >= 0 && (ordinal < spec.firstOrdinal || ordinal >= spec.firstOrdinal + spec.replicas),
    )
    .sort((left, right) => right.ordinal - left.ordinal)
    .map(({ pod }) => pod);
  const sync: Sync = { set, update, nowMs, rules, replicas };

  const calls: (readonly StatefulPodCall[])[] = [];
  if (spec.podManagementPolicy === "Parallel") {
    calls.push(...slowStart(replicas.map(callFor)));
    calls.push(...slowStart(condemned.map((pod) => (pod.deleting ? undefined : { do: "delete", pod: pod.name }))));
  } else {
    const ordered = orderedCalls(sync) ?? orderedRemoval(sync, condemned);
    if (ordered !== undefined) return planned(ordered.length === 0 ? [] : [ordered]);
  }
  if (spec.updateStrategy.type === "OnDelete") return planned(calls);

  const updated = rules.hasMaxUnavailable ? outdatedWithin(sync) : nextOutdated(sync);
  const deletions = deletionsOf(updated).map((call) => [call]);
  const after = { ...status, currentReplicas: status.currentReplicas - updated.length };
  return { calls: [...calls, ...deletions], status: withCompletedUpdate(set, after, rules), statusIfFailed: written };
}
