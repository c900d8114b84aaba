import type { EndpointSlice } from "../api/objects.ts";

/** The generations of a service's slices as the controller wrote them, by UID; EXPECTS_DELETION of one that it deleted. */
export type SliceTracker = Map<string, number>;

const EXPECTS_DELETION = -1;

export function trackSlice(tracker: SliceTracker, { metadata }: EndpointSlice): void {
  tracker.set(metadata.uid, metadata.generation);
}

export function expectDeletion(tracker: SliceTracker, { metadata }: EndpointSlice): void {
  tracker.set(metadata.uid, EXPECTS_DELETION);
}

/** Whether a slice that was heard of is not as the controller itself wrote it. */
export function isForeign(tracker: SliceTracker | undefined, { metadata }: EndpointSlice): boolean {
  const generation = tracker?.get(metadata.uid);
  return generation === undefined || metadata.generation > generation;
}

/** A tracked slice is gone. Whether somebody else deleted it. */
export function handleDeletion(tracker: SliceTracker | undefined, { metadata }: EndpointSlice): boolean {
  const generation = tracker?.get(metadata.uid);
  if (generation === undefined) return false;
  tracker?.delete(metadata.uid);
  return generation !== EXPECTS_DELETION;
}

/** Whether what was heard is older than what was written: what follows from it would be wrong. */
export function isStale(tracker: SliceTracker | undefined, slices: readonly EndpointSlice[]): boolean {
  if (tracker === undefined) return false;
  const heard = new Set<string>();
  for (const { metadata } of slices) {
    heard.add(metadata.uid);
    const generation = tracker.get(metadata.uid);
    if (generation !== undefined && (generation === EXPECTS_DELETION || generation > metadata.generation)) return true;
  }
  for (const [uid, generation] of tracker) if (generation !== EXPECTS_DELETION && !heard.has(uid)) return true;
  return false;
}
