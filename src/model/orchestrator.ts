import type { Scenario } from "./scenario.ts";
import type { Trace } from "./trace.ts";

/**
 * Whoever says what becomes of a scenario: this package (`simulate`), a mutant, a naive reference, recorded traces, a
 * program of somebody else's, the real kubelet. The trace is recorded in full.
 * Throws (or rejects with) an `OrchestratorError` where there is none.
 */
export type Orchestrator = (scenario: Scenario) => Trace | Promise<Trace>;

/** How an orchestrator can fail to give a trace. */
export const ORCHESTRATOR_FAILURES = [
  /** It says that such a scenario is none of its business. Not a fault. */
  "unsupported",
  /** It says that it could not. */
  "refused",
  "notStarted",
  /** It ended before it answered. */
  "crashed",
  "timedOut",
  /** What it answered is no answer. */
  "malformed",
  /** Its trace has what no clock shows: time that runs backwards, things that end before they begin or after the run. */
  "impossibleTime",
  /** It had failed too often to be asked again. */
  "notAsked",
] as const;
export type OrchestratorFailure = (typeof ORCHESTRATOR_FAILURES)[number];

/** Why there is no trace; the message says it in words. */
export class OrchestratorError extends Error {
  override readonly name = "OrchestratorError";
  readonly failure: OrchestratorFailure;

  constructor(failure: OrchestratorFailure, message: string) {
    super(message);
    this.failure = failure;
  }
}
