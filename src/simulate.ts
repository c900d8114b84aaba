import { assumptionsOf } from "./assumptions.ts";
import { scenarioHash } from "./canonicalHash.ts";
import { formatKubernetesVersion } from "./model/kubernetesVersion.ts";
import type { Recorder } from "./model/recorder.ts";
import type { Scenario } from "./model/scenario.ts";
import type { RecorderLevel, Trace } from "./model/trace.ts";
import { TOOL_VERSION } from "./toolVersion.ts";
import { advance, createWorld, versionOf } from "./world.ts";

export interface SimulateOptions {
  /** What is kept of the run. Default `full`. */
  readonly recorder?: RecorderLevel;
  /** Is given each recorded event once it is complete. */
  readonly observe?: Recorder["observe"];
}

/**
 * What would happen: the orchestrator of this package, a pure function of the scenario.
 * Throws a RangeError for a release that does not exist; scenarios from files are checked where they are read.
 */
export function simulate(scenario: Scenario, options: SimulateOptions = {}): Trace {
  const recorder = options.recorder ?? "full";
  const world = createWorld(scenario, recorder, options.observe);
  advance(world);
  return {
    header: {
      schema: "probewise/1",
      tool: TOOL_VERSION,
      kubernetes: formatKubernetesVersion(versionOf(scenario)),
      gates: scenario.gates ?? {},
      recorder,
      assumptions: assumptionsOf(scenario),
      scenarioHash: scenarioHash(scenario),
      untilMs: scenario.untilMs,
      attempts: world.engine.recorder.attempts,
    },
    events: world.engine.recorder.events,
  };
}
