import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Scenario } from "../../../src/model/scenario.ts";
import { simulate } from "../../../src/simulate.ts";
import { compareWithNaive } from "./compareWithNaive.ts";

// Goal: two implementations that share nothing but the words agree, to the millisecond. Method: generated scenarios; so
// many that all the naive one knows comes about. 20,000 are run by npm run fuzz:naive.

const RUNS = 400;
const SEED = 20_261_121;

test("the naive implementation and the engine agree, and all that both know came about", () => {
  const { exercised, disagreement } = compareWithNaive(RUNS, SEED);
  process.stdout.write(`seed ${SEED}: ${JSON.stringify(exercised)}\n`);
  expect(disagreement).toBeUndefined();
  expect(exercised.scenarios).toBe(RUNS);
  expect(Object.entries(exercised).filter(([, times]) => times === 0)).toEqual([]);
});

function withProbes(scenario: Scenario, change: object): Scenario {
  const [container] = scenario.pod?.spec.containers ?? [];
  if (container === undefined || scenario.pod === undefined) return scenario;
  const { livenessProbe, readinessProbe } = container;
  const changed = {
    ...container,
    ...(livenessProbe && { livenessProbe: { ...livenessProbe, ...change } }),
    ...(readinessProbe && { readinessProbe: { ...readinessProbe, ...change } }),
  };
  return { ...scenario, pod: { ...scenario.pod, spec: { ...scenario.pod.spec, containers: [changed] } } };
}

test.each<[string, (scenario: Scenario) => Scenario]>([
  ["is of another release", (scenario) => ({ ...scenario, kubernetes: "1.36" })],
  ["gives up one failure later", (scenario) => withProbes(scenario, { failureThreshold: 4 })],
  ["times out a second later", (scenario) => withProbes(scenario, { timeoutSeconds: 3 })],
  ["looks at the runtime a millisecond later", (scenario) => ({ ...scenario, kubeletUpMs: 599_999 })],
])("an engine that %s is found out", (_, change) => {
  const { disagreement } = compareWithNaive(200, SEED, (scenario) => simulate(change(scenario)));
  expect(disagreement).toBeDefined();
  expect(disagreement?.naive).not.toEqual(disagreement?.engine);
});

test.each(["naive.ts", "world.ts"])("%s knows nothing of the engine", (file) => {
  const text = readFileSync(join(import.meta.dirname, file), "utf8");
  const imports = [...text.matchAll(/ from "([^"]+)"/g)].map(([, from = ""]) => from);
  expect(imports.length).toBeGreaterThan(0);
  expect(imports.filter((from) => !from.startsWith("../../../src/model/") && from !== "./world.ts")).toEqual([]);
});
