import type { JsonValue } from "../model/json.ts";
import type { Scenario } from "../model/scenario.ts";
import { checkScenario } from "./checkScenario.ts";
import type { ScenarioOf, ScenarioReading } from "./readScenario.ts";
import { readPlaced, SCENARIO_GATES } from "./readScenario.ts";
import type { Reading } from "./readShape.ts";
import { readShape } from "./readShape.ts";
import { BEHAVIOUR_SHAPE } from "./scenarioShape.ts";
import { checkDrawable, settleScenario } from "./settleScenario.ts";

interface BehaviourReadOptions {
  /** What ranges and distributions are drawn with. Default: the file's, else 0. */
  readonly seed?: number;
}

/** Reads a behaviour file (YAML or JSON): `base` with what the file says. As `readScenario` otherwise. */
export function readBehaviour(text: string, base: Scenario, options: BehaviourReadOptions = {}): ScenarioReading {
  return readPlaced(text, (value) => behaviourOf(value, base, options));
}

/** As `readBehaviour`, for a value that has been parsed already. */
export function behaviourOf(value: JsonValue, base: Scenario, { seed }: BehaviourReadOptions = {}): ScenarioOf {
  const reading: Reading = { problems: [], draws: [] };
  const file = { value: readShape(BEHAVIOUR_SHAPE, value, [], reading), draws: reading.draws };
  if (reading.problems.length === 0) reading.problems.push(...checkDrawable(file));
  if (reading.problems.length > 0) return { problems: reading.problems };
  const said = settleScenario(file, seed) as unknown as Partial<Scenario>;
  const scenario: Scenario = { ...base, ...said, containers: { ...base.containers, ...said.containers } };
  const problems = checkScenario(scenario, SCENARIO_GATES);
  return problems.length > 0 ? { problems } : { scenario };
}
