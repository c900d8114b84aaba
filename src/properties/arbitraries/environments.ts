import * as fc from "fast-check";
import type { Scenario } from "../../model/scenario.ts";

/** What a scenario says of the cluster rather than of its pods. */
export type Environment = Required<Pick<Scenario, "kubernetes" | "kubeletUpMs" | "wallMs" | "rand" | "sandboxMs">>;

/** Releases whose whole kubelet was recorded, the newest first: what is known of others is less. */
export const RECORDED_RELEASES = ["1.37", "1.36", "1.35", "1.34", "1.33"] as const;

const HOUR_MS = 3_600_000;

/** A kubelet of some age, a wall clock of some phase, draws of the kubelet. Shrinks to an hour-old kubelet of the newest release. */
export function environment(releases: readonly string[] = RECORDED_RELEASES): fc.Arbitrary<Environment> {
  return fc.record({
    kubernetes: fc.constantFrom(...releases),
    kubeletUpMs: fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 0, max: 999 }).map((phaseMs) => HOUR_MS + phaseMs) },
      // Younger than a period: workers begin with a pause.
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 30_000 }) },
    ),
    wallMs: fc.integer({ min: 0, max: 999 }),
    rand: fc.integer({ min: 0, max: 7 }).map((eighths) => eighths / 8),
    sandboxMs: fc.constantFrom(0, 100, 700),
  });
}
