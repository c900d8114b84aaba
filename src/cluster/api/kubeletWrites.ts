import { isKubeletCondition } from "../../kubelet/compareStatus.ts";
import { CLUSTER_ORDER } from "../../kubelet/engine.ts";
import type { KubeletWrite } from "../../kubelet/engine.ts";
import type { PodStatus } from "../../kubelet/podWorld.ts";
import { NS_PER_MS } from "./controlPlane.ts";
import type { ControlPlane } from "./controlPlane.ts";
import { postCall } from "./postCall.ts";

/** The status as a kubelet's patch leaves it: conditions that others have set meanwhile stay. */
export function carryOutStatus(present: PodStatus, { status }: KubeletWrite): PodStatus {
  if (status === undefined) return present;
  const { before, after } = status;
  if (present === before || present.conditions === before.conditions) return after;
  const foreign = present.conditions.filter((condition) => !isKubeletCondition(condition));
  return { ...after, conditions: [...foreign, ...after.conditions.filter(isKubeletCondition)] };
}

const { halfMs = 0.5 } = CLUSTER_ORDER.pauses ?? {};

/** When a write goes out. */
function goesOutNs({ sentMs }: KubeletWrite): number {
  const wholeMs = Math.floor(sentMs);
  return (sentMs - wholeMs < halfMs ? wholeMs + 0.5 : wholeMs + 1.5) * NS_PER_MS;
}

/** When the next writes go out; Infinity: there are none. */
export function nextFlushNs({ kubeletWrites }: ControlPlane): number {
  let next = Infinity;
  for (const write of kubeletWrites) if (!write.posted) next = Math.min(next, goesOutNs(write));
  return next;
}

/** The middle of the millisecond: what kubelets have written in it is on its way, in the order of the pods (oracle/cluster README, concession 2). */
export function flushKubeletWrites(plane: ControlPlane, nowNs: number): void {
  const written = plane.kubeletWrites
    .filter((write) => !write.posted && goesOutNs(write) <= nowNs)
    .sort((a, b) => a.pod - b.pod);
  for (const [index, write] of written.entries()) {
    write.posted = true;
    const verb = write.status === undefined ? "kubeletDelete" : "kubeletStatus";
    postCall(plane, nowNs, plane.callNs, `k/${String(index).padStart(6, "0")}`, { verb, write });
  }
}
