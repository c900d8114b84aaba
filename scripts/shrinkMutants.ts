import * as fc from "fast-check";
import { HUNT_SEED, WRONG_MODELS } from "../properties/mutants/killedMutants.ts";
import { mutatedSimulate } from "../properties/mutants/mutate.ts";
import type { Scenario } from "../src/model/scenario.ts";
import { containersOf, scenarioPods } from "../src/model/scenarioPods.ts";
import { PROBE_TYPES } from "../src/model/probe.ts";
import { scenario } from "../src/properties/arbitraries/scenarios.ts";
import { checkProperties } from "../src/properties/checkProperties.ts";
import { newViolations } from "../src/properties/knownViolations.ts";
import { runFactsOf } from "../src/properties/runFacts.ts";

// Lets fast-check look for a counterexample to each misconception and shrink it: one line each, `{name, containers, probes,
// failures, tookMs}`, how much of a story is left. Node loads the changed models itself: node scripts/shrinkMutants.ts

const RUNS_MAX = 500;

/** Times at which something goes wrong: exits, answers that are not good, and what the user or the node does. */
function countFailures({ containers = {}, actions = [] }: Scenario): number {
  const instances = Object.values(containers).flatMap((behaviour) => behaviour.instances);
  const exits = instances.filter(({ exit }) => exit !== undefined).length;
  const answers = instances
    .flatMap(({ probes = {} }) => Object.values(probes).flat())
    .filter(({ outcome, ms = 0 }) => outcome !== "ok" || ms >= 900);
  return exits + answers.length + actions.length;
}

for (const mutant of WRONG_MODELS.filter(({ name }) => !name.startsWith("KLT-"))) {
  const simulate = await mutatedSimulate(mutant);
  const holds = (drawn: Scenario): boolean => {
    const { version } = runFactsOf(drawn);
    return checkProperties(drawn, simulate(drawn)).every((judged) => newViolations(judged, version).length === 0);
  };
  const startedMs = performance.now();
  const { counterexample } = fc.check(fc.property(scenario(), holds), { seed: HUNT_SEED, numRuns: RUNS_MAX });
  const tookMs = Math.round(performance.now() - startedMs);
  const [found] = counterexample ?? [];
  const specs = found === undefined ? [] : scenarioPods(found).flatMap(({ pod }) => containersOf(pod));
  const probes = specs.flatMap((spec) => PROBE_TYPES.filter((type) => spec[`${type}Probe`] !== undefined)).length;
  const failures = found === undefined ? -1 : countFailures(found);
  const story = { name: mutant.name, containers: specs.length, probes, failures, tookMs };
  process.stdout.write(`${JSON.stringify(story)}\n`);
}
