import type { Pod } from "../api/objects.ts";
import type { ByNumber } from "./byNumber.ts";
import { putByNumber } from "./byNumber.ts";
import type { ControllerState } from "./controller.ts";

/** The pods that a controller has heard of, by the UID of their owner. */
export type PodsByOwner = Map<string, ByNumber<Pod>>;

/** Keeps the index in step with what the controller has heard of a pod. */
export function indexPod(podsByOwner: PodsByOwner, before: Pod | undefined, after: Pod | undefined): void {
  if (before !== undefined && (before.number !== after?.number || ownerOf(before) !== ownerOf(after)))
    put(podsByOwner, before, undefined);
  if (after !== undefined) put(podsByOwner, after, after);
}

function ownerOf(pod: Pod): string | undefined {
  return pod.metadata.owner?.uid;
}

function put(podsByOwner: PodsByOwner, { metadata, number }: Pod, pod: Pod | undefined): void {
  if (metadata.owner === undefined) return;
  const { uid } = metadata.owner;
  const owned = podsByOwner.get(uid) ?? { numbers: [], items: [] };
  podsByOwner.set(uid, owned);
  putByNumber(owned, number, pod);
  if (owned.numbers.length === 0) podsByOwner.delete(uid);
}

/** The pods of an owner as the controller has heard of them, by number. */
export function ownedPods({ podsByOwner }: ControllerState, ownerUid: string): readonly Pod[] {
  return podsByOwner.get(ownerUid)?.items.slice() ?? [];
}
