import { STEP_NS } from "./controlPlane.ts";
import type { ApiRequest, Call, ControlPlane, Waiting } from "./controlPlane.ts";
import { takesOtherOrder } from "./takesOtherOrder.ts";

/** Puts a call on its way. */
export function postCall(
  plane: ControlPlane,
  nowNs: number,
  afterNs: number,
  key: string,
  request: ApiRequest,
  routine?: Waiting,
): void {
  const call: Call = {
    dueNs: nowNs + afterNs,
    key,
    sequence: ++plane.sequence,
    request,
    ...(routine === undefined ? {} : { routine }),
  };
  const place = plane.calls.findLastIndex((other) => comesBefore(plane, other, call)) + 1;
  plane.calls.splice(place, 0, call);
  wake(plane, nowNs);
}

/** The server looks for something to do one step from now, or as soon as it has done what it does. */
export function wake(plane: ControlPlane, nowNs: number): void {
  if (nowNs > plane.freeNs && !plane.isCalled) plane.freeNs = nowNs + STEP_NS;
  else plane.isCalled = true;
}

function comesBefore(plane: ControlPlane, one: Call, other: Call): boolean {
  if (one.dueNs !== other.dueNs) return one.dueNs < other.dueNs;
  if (one.key === other.key) return one.sequence < other.sequence;
  const isFirst = one.key < other.key;
  return isOrderedByHash(one, other) && takesOtherOrder(plane, "calls", one.dueNs) ? !isFirst : isFirst;
}

/** Of two ReplicaSets the hashes in their names decide. */
function isOrderedByHash(one: Call, other: Call): boolean {
  const kind = one.key.slice(0, one.key.lastIndexOf("/") + 1);
  return kind.startsWith("b/replicaset/") && other.key.startsWith(kind) && one.routine?.id !== other.routine?.id;
}
