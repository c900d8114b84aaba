import { checkProperties } from "../src/properties/checkProperties.ts";
import { newViolations } from "../src/properties/knownViolations.ts";
import { runFactsOf } from "../src/properties/runFacts.ts";
import type { simulate } from "../src/simulate.ts";
import { simulate as right } from "../src/simulate.ts";
import { generatedScenario } from "../properties/invariants/generated.ts";
import type { Killed } from "../properties/mutants/killedMutants.ts";
import { HUNT_SEED, KILLED, WRONG_MODELS } from "../properties/mutants/killedMutants.ts";
import { mutatedSimulate } from "../properties/mutants/mutate.ts";

// Runs each wrong model with the schedule that finds it out: one line each, `{name, right, wrong}`, whether the property holds
// with the model as it is and with the change. Node loads the changed models itself: node scripts/runKilledMutants.ts

function holds({ property, run }: Killed, orchestrator: typeof simulate): boolean {
  const scenario = generatedScenario(HUNT_SEED, run);
  const { version } = runFactsOf(scenario);
  return checkProperties(scenario, orchestrator(scenario)).every(
    (judged) => judged.property.id !== property || newViolations(judged, version).length === 0,
  );
}

for (const killed of KILLED) {
  const mutant = WRONG_MODELS.find(({ name }) => name === killed.name);
  if (mutant === undefined) throw new Error(`there is no wrong model ${killed.name}`);
  const wrong = holds(killed, await mutatedSimulate(mutant));
  process.stdout.write(`${JSON.stringify({ name: killed.name, right: holds(killed, right), wrong })}\n`);
}
