import { resolveIntOrPercent } from "../intOrPercent.ts";
import type { DeploymentSpec, DeploymentStrategy } from "./deployment.ts";

/** How many pods more and how many less than wanted a rolling update may have. */
export interface Fenceposts {
  readonly surge: number;
  readonly unavailable: number;
  /** The API machinery's complaint; both numbers are 0 then. */
  readonly error?: string;
}

type Strategy = Pick<DeploymentSpec, "replicas" | "strategy">;

/** At least one of the two is above 0: shares of few pods can come to nothing, and then one pod may be missing. */
export function resolveFenceposts(limits: DeploymentStrategy["rollingUpdate"], replicas: number): Fenceposts {
  const surge = resolveIntOrPercent(limits?.maxSurge ?? 0, replicas, "up");
  if ("error" in surge) return { surge: 0, unavailable: 0, error: surge.error };
  const unavailable = resolveIntOrPercent(limits?.maxUnavailable ?? 0, replicas, "down");
  if ("error" in unavailable) return { surge: 0, unavailable: 0, error: unavailable.error };
  const isStuck = surge.value === 0 && unavailable.value === 0;
  return { surge: surge.value, unavailable: isStuck ? 1 : unavailable.value };
}

export function isRollingUpdate({ strategy }: Pick<DeploymentSpec, "strategy">): boolean {
  return strategy.type === "RollingUpdate";
}

/** How many pods more than wanted there may be. */
export function maxSurge(spec: Strategy): number {
  return isRollingUpdate(spec) ? resolveFenceposts(spec.strategy.rollingUpdate, spec.replicas).surge : 0;
}

/** How many of the wanted pods may be missing; never more than all. */
export function maxUnavailable(spec: Strategy): number {
  if (!isRollingUpdate(spec) || spec.replicas === 0) return 0;
  return Math.min(resolveFenceposts(spec.strategy.rollingUpdate, spec.replicas).unavailable, spec.replicas);
}

/** How many pods a rolling update keeps available. */
export function minAvailable(spec: Strategy): number {
  // KLT-121
  return isRollingUpdate(spec) ? spec.replicas - maxUnavailable(spec) : 0;
}
