import type { RolledOutWorkload } from "./rolloutScenario.ts";
import type { Settled } from "./settleOlder.ts";
import { firstReadyMs } from "./settleOlder.ts";

/** So long an app needs at most that is slow to start. */
export const SLOW_START_MS = 30_000;
const DEFAULT_DEADLINE_SECONDS = 600;
/** Nobody waits longer for a deadline. */
const LONGEST_DEADLINE_SECONDS = 7_200;
const SPARE_MS = 60_000;
const EACH_MS = 30_000;

/** How long a rollout is followed that does not come to its end before: for its deadline, and for pods that are slow one by one. */
export function followedMs(settled: Settled, { spec, replicas, minReadySeconds }: RolledOutWorkload): number {
  const given = spec["progressDeadlineSeconds"];
  const deadline = typeof given === "number" && given <= LONGEST_DEADLINE_SECONDS ? given : DEFAULT_DEADLINE_SECONDS;
  const eachMs = firstReadyMs(settled) + minReadySeconds * 1000 + SLOW_START_MS + EACH_MS;
  return Math.max(deadline * 1000 + SPARE_MS, replicas * eachMs);
}
