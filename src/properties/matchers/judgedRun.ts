import type { Scenario } from "../../model/scenario.ts";
import type { Trace } from "../../model/trace.ts";
import { simulate } from "../../simulate.ts";

/** A run that matchers look at: a scenario, or what became of one. */
export interface Run {
  readonly scenario: Scenario;
  readonly trace: Trace;
}

/** A scenario alone is simulated. Throws a TypeError for anything else. */
export function runOf(received: unknown): Run {
  if (typeof received === "object" && received !== null) {
    if ("scenario" in received && "trace" in received) return received as Run;
    if ("untilMs" in received) return { scenario: received as Scenario, trace: simulate(received as Scenario) };
  }
  throw new TypeError("expected a scenario, or { scenario, trace }");
}
