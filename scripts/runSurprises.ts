import { readFileSync } from "node:fs";
import { join } from "node:path";
import { mutatedSimulate } from "../properties/mutants/mutate.ts";
import { SURPRISES } from "../properties/rollouts/surprises.ts";
import { judgeExpectations } from "../src/properties/expect/judgeExpectations.ts";
import { readScenario } from "../src/scenario/readScenario.ts";
import { simulate } from "../src/simulate.ts";

// Runs the scenario of each surprise of controllers and kubelets with the model as it is, and with the rule behind it switched off: one
// line each, `{surprise, sim, right, wrong}`, the expectations that fail. Node loads the changed models itself: node scripts/runSurprises.ts

const SIMS = join(import.meta.dirname, "../sims/rollouts");

for (const { surprise, sim, ...switched } of SURPRISES) {
  const read = readScenario(readFileSync(join(SIMS, `${sim}.yaml`), "utf8"));
  if (!("scenario" in read)) throw new Error(`${sim} cannot be read`);
  const { scenario } = read;
  const failed = (run: typeof simulate): readonly string[] =>
    judgeExpectations(scenario.expect ?? {}, scenario, run(scenario))
      .filter(({ holds, isVacuous }) => !holds && !isVacuous)
      .map(({ path }) => path.join("."));
  const line = { surprise, sim, right: failed(simulate), wrong: failed(await mutatedSimulate(switched, true)) };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
