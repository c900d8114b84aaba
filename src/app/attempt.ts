import type { Container } from "../model/container.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import type { Probe } from "../model/probe.ts";

/**
 * What one attempt comes to.
 * - `ok`, `fail`: a check that passed or failed
 * - `warning`: passed, and there is an event (a redirect to another host)
 * - `timeout`: lasts the whole timeout and counts as a failed check
 * - `error`: counts as nothing
 * - `brokenAnswer`: counts as nothing; an HTTP answer whose body stalls or breaks off, which the event calls a failure
 */
export interface Attempt {
  readonly outcome: "ok" | "fail" | "error" | "timeout" | "warning" | "brokenAnswer";
  /** Duration in ms; of a `timeout` the probe's timeout (what a runtime needs on top is the engine's). */
  readonly ms: number;
  /**
   * Text in the event of a failed attempt, of the warning or of the error.
   * Empty for the time-out of an exec probe, whose words differ by release.
   */
  readonly output: string;
}

/** What a probe's attempts depend on besides the app. */
export interface AttemptContext {
  /** Its ports are what named ports mean. */
  readonly container: Pick<Container, "ports">;
  readonly podIp: string;
  readonly version: KubernetesVersion;
  /** What was asked before in this context, not to be asked again. Default: nothing is known. */
  readonly asked?: AskedAttempts;
}

/** Attempts of the kubelet's clients by probe, and by what they met. Kept where one pod is simulated again and again. */
export type AskedAttempts = Map<Probe, Map<string, Attempt>>;
