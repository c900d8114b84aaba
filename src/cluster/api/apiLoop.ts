import type { ClusterWorld } from "../clusterWorld.ts";
import { deliver } from "../control/deliver.ts";
import { answerRoutine } from "../control/runRoutine.ts";
import type { ControlPlane } from "./controlPlane.ts";
import { isIdeal, STEP_NS } from "./controlPlane.ts";
import { execute } from "./execute.ts";

/** When the server takes its next step; Infinity: it has nothing to do. What falls due while it rests begins one step later. */
export function nextStepNs(plane: ControlPlane): number {
  if (plane.replies.length > 0 || plane.isCalled) return plane.freeNs;
  const dueNs = Math.min(plane.deliveries[0]?.dueNs ?? Infinity, plane.calls[0]?.dueNs ?? Infinity);
  return dueNs <= plane.freeNs ? plane.freeNs : dueNs + STEP_NS;
}

/** One thing at a time: an event to a watcher, an answer, or a call. */
export function takeStep(cluster: ClusterWorld, nowNs: number): void {
  const { plane } = cluster;
  plane.freeNs = nowNs + STEP_NS;
  const delivery = plane.deliveries[0];
  if (delivery !== undefined && delivery.dueNs <= nowNs) {
    plane.deliveries.shift();
    deliver(cluster, delivery, nowNs);
    return;
  }
  const reply = plane.replies.shift();
  if (reply !== undefined) {
    if (reply.routine !== undefined) answerRoutine(cluster, reply.routine, reply.answer, nowNs);
    return;
  }
  const call = plane.calls[0];
  if (call === undefined || call.dueNs > nowNs) {
    plane.isCalled = false;
    return;
  }
  plane.calls.shift();
  const answer = execute(cluster, call.request, nowNs);
  const { routine } = call;
  if (isIdeal(plane)) plane.replies.push({ answer, ...(routine === undefined ? {} : { routine }) });
  else if (routine !== undefined) answerRoutine(cluster, routine, answer, nowNs);
}
