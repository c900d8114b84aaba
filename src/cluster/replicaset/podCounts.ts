import type { PodCondition } from "../../model/status.ts";
import { type LabelSelector, matchesSelector } from "../../model/labelSelector.ts";
import type { Pod } from "../api/objects.ts";
import { isPodActive, isPodTerminating, readyCondition } from "../api/podFacts.ts";

type Labels = Readonly<Record<string, string>>;

/** How many of a ReplicaSet's pods are in which state, as far as its status says so. Plain data. */
export interface PodCounts {
  active: number;
  terminating: number;
  /** Of the active ones those that are ready, by the lastTransitionTime of that. */
  readonly readySince: Map<number | undefined, number>;
}

/** The pods that a controller has heard of, counted by their owner's UID and by their labels: pods of one template share the object. */
export type CountsByOwner = Map<string, Map<Labels, PodCounts>>;

/** Keeps the counts in step with what the controller has heard of a pod. */
export function countPod(counts: CountsByOwner, before: Pod | undefined, after: Pod | undefined): void {
  if (before !== undefined) count(counts, before, -1);
  if (after !== undefined) count(counts, after, 1);
}

function count(counts: CountsByOwner, pod: Pod, change: 1 | -1): void {
  const { owner, labels } = pod.metadata;
  if (owner?.kind !== "ReplicaSet") return;
  const ofOwner = counts.get(owner.uid) ?? new Map<Labels, PodCounts>();
  const alike = ofOwner.get(labels) ?? { active: 0, terminating: 0, readySince: new Map() };
  if (isPodActive(pod)) {
    alike.active += change;
    const ready = readyCondition(pod);
    if (ready?.status === "True") addTo(alike.readySince, ready.sinceMs, change);
  } else if (isPodTerminating(pod)) alike.terminating += change;
  if (alike.active > 0 || alike.terminating > 0) ofOwner.set(labels, alike);
  else ofOwner.delete(labels);
  if (ofOwner.size > 0) counts.set(owner.uid, ofOwner);
  else counts.delete(owner.uid);
}

function addTo(readySince: PodCounts["readySince"], sinceMs: number | undefined, change: number): void {
  const sum = (readySince.get(sinceMs) ?? 0) + change;
  if (sum === 0) readySince.delete(sinceMs);
  else readySince.set(sinceMs, sum);
}

/** The Ready condition of pods that are counted together. */
export function readyAt(sinceMs: number | undefined): Pick<PodCondition, "status" | "sinceMs"> {
  return { status: "True", ...(sinceMs === undefined ? {} : { sinceMs }) };
}

/** The counts at this moment of the owner's pods that the selector picks. */
export function selectedCounts(counts: CountsByOwner, ownerUid: string, selector: LabelSelector): PodCounts {
  const sum: PodCounts = { active: 0, terminating: 0, readySince: new Map() };
  for (const [labels, { active, terminating, readySince }] of counts.get(ownerUid) ?? []) {
    if (!matchesSelector(selector, labels)) continue;
    sum.active += active;
    sum.terminating += terminating;
    for (const [sinceMs, ready] of readySince) addTo(sum.readySince, sinceMs, ready);
  }
  return sum;
}
