import type { PlaneTie } from "../../model/clusterScenario.ts";
import type { ControlPlane } from "./controlPlane.ts";

/** A tie is met: whether the scenario wants it decided otherwise. */
export function takesOtherOrder({ ties, otherOrders }: ControlPlane, of: PlaneTie["of"], atNs: number): boolean {
  const last = ties.at(-1);
  if (last?.atNs !== atNs || last.of !== of) ties.push({ atNs, of });
  return otherOrders.some((other) => other.of === of && other.atNs === atNs);
}
