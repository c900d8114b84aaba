import type { Engine } from "./engine.ts";
import { partOf, PHASE } from "./engine.ts";
import { beginSyncIfFresh, requestSync } from "./podWorker.ts";
import type { PodWorld, RuntimeSnapshot } from "./podWorld.ts";
import { currentSnapshot, removeContainer } from "./runtime.ts";

export const EMPTY_SNAPSHOT: RuntimeSnapshot = { records: [], sandboxes: [], podIp: "" };
/** When the runtime was last looked at, where it was not: after `NO_SYNC_YET_MS`, so that a first sync need not wait. */
export const NEVER_LOOKED_MS = -1e14;

/** An on-demand relist comes a moment after the end of the sync that asked for it: less than any part of a millisecond. */
const ON_DEMAND_MOMENT = 2 ** -10;

interface Differences {
  /** Anything differs at all; a created container gives no event, but renews the cache. */
  readonly any: boolean;
  /** A container or sandbox started or died: the pod is worth a sync. */
  readonly worthSync: boolean;
  readonly died: readonly { readonly place: number }[];
}

const NO_DIFFERENCES: Differences = { any: false, worthSync: false, died: [] };

function differencesOf(before: RuntimeSnapshot, now: RuntimeSnapshot): Differences {
  let any = false;
  let worthSync = false;
  const died: { place: number }[] = [];
  const note = (place: number, old: string | undefined, current: string | undefined): void => {
    if (old === current) return;
    any = true;
    // KLT-104
    if (current === "running") worthSync = true;
    if (current === "exited" || (current === undefined && old !== "exited")) {
      worthSync = true;
      died.push({ place });
    }
  };
  for (const record of now.records) {
    const old = before.records.find(({ place, instance }) => place === record.place && instance === record.instance);
    if (old !== record) note(record.place, old?.state, record.state);
  }
  for (const old of before.records) {
    if (!now.records.some(({ place, instance }) => place === old.place && instance === old.instance))
      note(old.place, old.state, undefined);
  }
  const stateOf = (sandbox: { readonly ready: boolean } | undefined): string | undefined =>
    sandbox === undefined ? undefined : sandbox.ready ? "running" : "exited";
  for (const sandbox of now.sandboxes)
    note(-1, stateOf(before.sandboxes.find(({ id }) => id === sandbox.id)), stateOf(sandbox));
  for (const old of before.sandboxes)
    if (!now.sandboxes.some(({ id }) => id === old.id)) note(-1, stateOf(old), undefined);
  return { any, worthSync, died };
}

/** Renews the cache; the address of a pod that lost its sandbox is kept as long as the cache knows it (getPodIPs). */
function look(pod: PodWorld): Differences {
  pod.runtimeChanged = false;
  if (pod.seen.records === pod.records && pod.seen.sandboxes === pod.sandboxes) return NO_DIFFERENCES;
  const now = currentSnapshot(pod);
  const differences = differencesOf(pod.seen, now);
  if (!differences.any) return differences;
  pod.seen = now;
  const isGone = now.records.length === 0 && now.sandboxes.length === 0;
  const keepsIp = now.podIp === "" && !now.sandboxes.some(({ ready }) => ready);
  pod.cache = isGone ? EMPTY_SNAPSHOT : keepsIp ? { ...now, podIp: pod.cache.podIp } : now;
  return differences;
}

function tell(engine: Engine, pod: PodWorld, t: number, differences: Differences): void {
  beginSyncIfFresh(engine, pod, t);
  pod.turn++;
  if (differences.worthSync) requestSync(engine, pod, t);
  for (const { place } of differences.died) removeSurplus(engine, pod, t, place);
}

/** The relist of all pods, at whole seconds of the kubelet's age: a waiting pod worker begins first, then the events ask for one sync. */
export function relist(engine: Engine, pod: PodWorld, t: number): void {
  const differences = look(pod);
  pod.cacheTimeMs = t + partOf(engine, pod, PHASE.relist);
  pod.cause = 0;
  tell(engine, pod, t, differences);
}

/** The relist of one pod that a sync asks for at its end (1.36 and later; lifecycle spec §1.1). */
export function relistPod(engine: Engine, pod: PodWorld, t: number): void {
  const differences = look(pod);
  pod.cacheTimeMs = pod.worker.lastSyncEndMs + ON_DEMAND_MOMENT;
  tell(engine, pod, t, differences);
}

/** A container died: of its dead instances the newest stays, none once the deleted pod's containers are all stopped (podContainerDeletor). */
function removeSurplus(engine: Engine, pod: PodWorld, t: number, place: number): void {
  const all = isContentToBeRemoved(engine, pod);
  if (place < 0 && !all) return;
  const dead = pod.cache.records.filter((record) => record.state === "exited" && (all || record.place === place));
  // KLT-105
  for (const record of all ? dead : dead.slice(1)) removeContainer(engine, pod, t, record.place, record.instance);
}

/** ShouldPodContentBeRemoved: deleted and stopped, or let go of. */
export function isContentToBeRemoved(engine: Engine, pod: PodWorld): boolean {
  const { worker } = pod;
  if (worker.known) return worker.deleted && worker.terminated;
  return engine.kubelets[pod.node]?.podsSynced === true;
}
