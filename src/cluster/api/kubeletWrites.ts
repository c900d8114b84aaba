import { isKubeletCondition } from "../../kubelet/compareStatus.ts";
import type { KubeletWrite } from "../../kubelet/engine.ts";
import type { PodStatus } from "../../kubelet/podWorld.ts";
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

/** The middle of the millisecond: what kubelets have written in it is on its way, in the order of the pods (oracle/cluster README, concession 2). */
export function flushKubeletWrites(plane: ControlPlane, nowNs: number): void {
  const written = plane.kubeletWrites.filter(({ posted }) => !posted).sort((a, b) => a.pod - b.pod);
  for (const [index, write] of written.entries()) {
    write.posted = true;
    const verb = write.status === undefined ? "kubeletDelete" : "kubeletStatus";
    postCall(plane, nowNs, plane.callNs, `k/${String(index).padStart(6, "0")}`, { verb, write });
  }
}
