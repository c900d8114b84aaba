import type { Deployment, DeploymentCondition } from "./deployment.ts";
import { hasProgressDeadline } from "./progress.ts";

type Conditions = readonly DeploymentCondition[];

export function findCondition(conditions: Conditions, type: string): DeploymentCondition | undefined {
  return conditions.find((condition) => condition.type === type);
}

export function withoutCondition(conditions: Conditions, type: string): Conditions {
  return conditions.filter((condition) => condition.type !== type);
}

/**
 * The conditions with one set, at the end. One that says the same status for the same reason already stays as it is, times and
 * message included; of one that says the same status for another reason the transition's time stays.
 */
export function withCondition(
  conditions: Conditions,
  condition: Omit<DeploymentCondition, "sinceMs" | "updatedMs">,
  storedNowMs: number,
): Conditions {
  const { type, status, reason, message } = condition;
  const present = findCondition(conditions, type);
  if (present?.status === status && present.reason === reason) return conditions;
  const sinceMs = present?.status === status ? present.sinceMs : storedNowMs;
  const set = { type, status, reason, message, sinceMs, updatedMs: storedNowMs };
  return [...withoutCondition(conditions, type), set];
}

/**
 * The conditions of a Deployment that was paused or resumed since it was last looked at: neither may count as lack of progress.
 * The same list if nothing is to be said.
 */
export function withPausedCondition({ spec, status }: Deployment, storedNowMs: number): Conditions {
  const { conditions } = status;
  const reason = findCondition(conditions, "Progressing")?.reason;
  if (!hasProgressDeadline(spec) || reason === "ProgressDeadlineExceeded") return conditions;
  const isSaid = reason === "DeploymentPaused";
  if (spec.paused === isSaid) return conditions;
  const said = spec.paused
    ? { reason: "DeploymentPaused", message: "Deployment is paused" }
    : { reason: "DeploymentResumed", message: "Deployment is resumed" };
  return withCondition(conditions, { type: "Progressing", status: "Unknown", ...said }, storedNowMs);
}
