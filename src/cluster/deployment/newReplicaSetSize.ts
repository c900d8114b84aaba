import type { Resolved } from "../intOrPercent.ts";
import { resolveIntOrPercent } from "../intOrPercent.ts";
import type { DeploymentSpec } from "./deployment.ts";
import { isRollingUpdate } from "./fenceposts.ts";

/**
 * How large the newest ReplicaSet is to be now. A rolling update fills what the others leave of wanted pods plus surge; it
 * never shrinks the newest one.
 * @param size how large it is
 * @param total how large all ReplicaSets of the Deployment are together, the newest included
 */
export function newReplicaSetSize(
  spec: Pick<DeploymentSpec, "replicas" | "strategy">,
  size: number,
  total: number,
): Resolved {
  const { replicas, strategy } = spec;
  if (!isRollingUpdate(spec)) return { value: replicas };
  const surge = resolveIntOrPercent(strategy.rollingUpdate?.maxSurge ?? 0, replicas, "up");
  if ("error" in surge) return surge;
  const room = replicas + surge.value - total;
  return { value: room <= 0 ? size : size + Math.min(room, replicas - size) };
}
