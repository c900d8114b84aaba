import type { JsonValue } from "../model/json.ts";
import type { Scenario } from "../model/scenario.ts";
import type { ScenarioFile } from "../model/scenarioFile.ts";
import { scenarioOf } from "./readScenario.ts";
import { nameOf } from "./shapeProblem.ts";

/**
 * The scenario that a file's contents mean: durations as ms, and every range drawn with `seed` (default: the file's, else
 * 0). Throws a RangeError that names all that is wrong, each thing by its place.
 */
export function defineScenario(file: ScenarioFile, seed?: number): Scenario {
  // As a file would hold it: undefined fields are absent ones.
  const value = JSON.parse(JSON.stringify(file)) as JsonValue;
  const read = scenarioOf(value, seed === undefined ? {} : { seed });
  if ("scenario" in read) return read.scenario;
  const problems = read.problems.map(
    ({ path, message, help }) => `${nameOf(path)}: ${message}${help === undefined ? "" : ` (${help})`}`,
  );
  throw new RangeError(problems.join("\n"));
}
