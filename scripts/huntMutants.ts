import { spawnSync } from "node:child_process";
import { checkProperties } from "../src/properties/checkProperties.ts";
import { newViolations } from "../src/properties/knownViolations.ts";
import { runFactsOf } from "../src/properties/runFacts.ts";
import { generatedScenarios } from "../properties/invariants/generated.ts";
import type { Killed } from "../properties/mutants/killedMutants.ts";
import { HUNT_SEED, WRONG_MODELS } from "../properties/mutants/killedMutants.ts";
import { mutatedSimulate } from "../properties/mutants/mutate.ts";

// Looks for a property that finds out each wrong model, and writes which one did after how many schedules:
//   node scripts/huntMutants.ts > properties/mutants/killed.jsonl
// Each is hunted in a process of its own: a wrong model may never come to an end.

const SCHEDULES_MAX = 2_500;
const TIME_MS_MAX = 60_000;

async function hunt(index: number): Promise<void> {
  const mutant = WRONG_MODELS[index];
  if (mutant === undefined) throw new RangeError(`there is no wrong model ${index}`);
  const simulate = await mutatedSimulate(mutant);
  for (const { run, scenario } of generatedScenarios(HUNT_SEED, SCHEDULES_MAX)) {
    const { version } = runFactsOf(scenario);
    for (const judged of checkProperties(scenario, simulate(scenario))) {
      const [news] = newViolations(judged, version);
      if (news === undefined) continue;
      const killed: Killed = { name: mutant.name, property: judged.property.id, run };
      process.stdout.write(`${JSON.stringify(killed)}\n`);
      return;
    }
  }
}

const [, , only] = process.argv;
if (only !== undefined) await hunt(Number(only));
else
  for (const [index, { name }] of WRONG_MODELS.entries()) {
    const { stdout } = spawnSync(process.execPath, [import.meta.filename, String(index)], {
      encoding: "utf8",
      timeout: TIME_MS_MAX,
    });
    process.stdout.write(stdout);
    if (stdout === "") process.stderr.write(`survives: ${name}\n`);
  }
