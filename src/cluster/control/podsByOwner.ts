import type { Pod } from "../api/objects.ts";
import type { ControllerState } from "./controller.ts";

/** Keeps the index in step with what the controller has heard of a pod. */
export function indexPod(
  { podsByOwner }: ControllerState,
  key: string,
  before: Pod | undefined,
  after: Pod | undefined,
): void {
  const from = before?.metadata.owner?.uid ?? "";
  const to = after?.metadata.owner?.uid ?? "";
  if (before !== undefined && (after === undefined || from !== to)) podsByOwner.get(from)?.delete(key);
  if (after === undefined) return;
  const keys = podsByOwner.get(to) ?? new Set();
  podsByOwner.set(to, keys.add(key));
}

/** The pods of an owner as the controller has heard of them, by number. */
export function ownedPods({ podsByOwner, caches }: ControllerState, ownerUid: string): readonly Pod[] {
  const pods: Pod[] = [];
  let last = 0;
  let isSorted = true;
  for (const key of podsByOwner.get(ownerUid) ?? []) {
    const pod = caches.pods.get(key);
    if (pod === undefined) continue;
    pods.push(pod);
    isSorted &&= pod.number > last;
    last = pod.number;
  }
  // Pods are heard of in the order of their creation, nearly always.
  return isSorted ? pods : pods.sort((a, b) => a.number - b.number);
}
