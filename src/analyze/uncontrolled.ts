import type { Scenario } from "../model/scenario.ts";

/** What decides a run besides the manifest and the app, and what no user can choose. */
export interface Uncontrolled {
  /** The kubelet's relists and sync ticks fall on instants that leave this rest when divided by 1000 ms; 0 … 999. */
  readonly gridMs: number;
  /** Sub-second part of the wall clock at 0; 0 … 999. */
  readonly wallMs: number;
  /** Every random draw; 0 <= rand < 1. */
  readonly rand: number;
}

/** An hour, as of scenarios: older than any usual period, so that no start-up jitter is left (KLT-003). */
export const DEFAULT_KUBELET_AGE_MS = 3_600_000;

/** The scenario under these settings. The kubelet is `kubeletAgeMs` old, and up to a second more for the grid's sake. */
export function withUncontrolled(scenario: Scenario, kubeletAgeMs: number, settings: Uncontrolled): Scenario {
  const { gridMs, wallMs, rand } = settings;
  const wholeSeconds = Math.floor(kubeletAgeMs / 1000) * 1000;
  return { ...scenario, kubeletUpMs: wholeSeconds + ((1000 - gridMs) % 1000), wallMs, rand };
}
