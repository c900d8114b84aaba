import type { RolloutTelling } from "../../../rollout/rolloutStories.ts";
import type { WorkloadSubject } from "../../workloadSubject.ts";

/** Rollouts of more pods than these are not simulated for a finding: it would take seconds. */
const SIMULATED_REPLICAS_MAX = 100;

/** Undefined: no controller rolls it out, the pods do not get ready, or they are too many. */
export function rolloutOf({ workload, services, rollouts }: WorkloadSubject): RolloutTelling | undefined {
  return workload.replicas > SIMULATED_REPLICAS_MAX ? undefined : (rollouts.open(workload, services) ?? undefined);
}

/** Path in the document of a field of the workload's spec. */
export function specPath({ object }: WorkloadSubject, field: string): string {
  return `${object.path === "" ? "" : `${object.path}.`}spec.${field}`;
}
