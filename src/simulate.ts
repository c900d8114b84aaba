import { assumptionsOf } from "./assumptions.ts";
import { scenarioHash } from "./canonicalHash.ts";
import { formatKubernetesVersion } from "./model/kubernetesVersion.ts";
import type { Recorder } from "./model/recorder.ts";
import type { Scenario } from "./model/scenario.ts";
import type { RecorderLevel, Trace } from "./model/trace.ts";
import { TOOL_VERSION } from "./toolVersion.ts";
import { settleLoad } from "./traffic.ts";
import type { World } from "./world.ts";
import { advance, createWorld, versionOf } from "./world.ts";

export interface SimulateOptions {
  /** What is kept of the run. Default `full`. */
  readonly recorder?: RecorderLevel;
  /** Is given each recorded event once it is complete. */
  readonly observe?: Recorder["observe"];
}

/**
 * What would happen: the orchestrator of this package, a pure function of the scenario.
 * Throws a RangeError for a release that does not exist, and for a scenario whose apps are code (`simulateWithGuests`);
 * scenarios from files are checked where they are read.
 */
export function simulate(scenario: Scenario, options: SimulateOptions = {}): Trace {
  if (scenario.guest !== undefined) {
    throw new RangeError(`guest: ${scenario.guest} is code: load the module and give it to simulateWithGuests`);
  }
  const loaded = settleLoad(scenario, (under) => traceOf(under, run(under, "transitions")));
  const world = run(loaded.scenario, options.recorder ?? "full", options.observe);
  const { uncertainFromMs } = loaded;
  if (uncertainFromMs === undefined) return traceOf(scenario, world);
  const assumption = `the pods' load changes too often to be followed to the end: from ${uncertainFromMs} ms on it is a guess`;
  return traceOf(scenario, world, { assumptions: [assumption] });
}

function run(scenario: Scenario, level: RecorderLevel, observe?: Recorder["observe"]): World {
  const world = createWorld(scenario, level, observe);
  advance(world);
  return world;
}

/** The trace of a world that has come to its end. @param more `guest` as in the header; assumptions that the scenario alone does not tell. */
export function traceOf(
  scenario: Scenario,
  { engine: { recorder } }: World,
  more: { readonly guest?: string | undefined; readonly assumptions?: readonly string[] } = {},
): Trace {
  const { guest, assumptions = [] } = more;
  let hash: string | undefined;
  return {
    header: {
      schema: "probewise/1",
      tool: TOOL_VERSION,
      kubernetes: formatKubernetesVersion(versionOf(scenario)),
      gates: scenario.gates ?? {},
      ...(scenario.seed === undefined ? {} : { seed: scenario.seed }),
      recorder: recorder.level,
      assumptions: [...assumptionsOf(scenario), ...assumptions],
      // Made when it is asked for: of many pods it takes as long as a third of their simulation, and few runs show it.
      get scenarioHash() {
        return (hash ??= scenarioHash(scenario));
      },
      ...(guest === undefined ? {} : { guest }),
      untilMs: scenario.untilMs,
      attempts: recorder.attempts,
    },
    events: recorder.events,
  };
}
