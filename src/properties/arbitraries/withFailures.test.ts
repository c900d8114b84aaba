import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { podOfManifest } from "../../analyze/podOfManifest.ts";
import type { JsonValue } from "../../model/json.ts";
import type { Scenario } from "../../model/scenario.ts";
import { readScenario, scenarioOf } from "../../scenario/readScenario.ts";
import { simulate } from "../../simulate.ts";
import { FAILURE_KINDS, withFailures } from "./withFailures.ts";

const SIMS = join(import.meta.dirname, "../../../sims");
const files = globSync("**/*.yaml", { cwd: SIMS }).sort();
const DRAWN_OF_EACH = 20;

function scenarioIn(file: string): Scenario {
  const read = readScenario(readFileSync(join(SIMS, file), "utf8"), { podOf: podOfManifest });
  if ("problems" in read) throw new Error(`${file} cannot be read`);
  const { failsWhen: _failsWhen, ...scenario } = read.scenario;
  return scenario;
}

test.each(files)("what is drawn on top of %s is a scenario that can be read and run", (file) => {
  const drawn = fc.sample(withFailures(scenarioIn(file), { kinds: FAILURE_KINDS }), {
    seed: 7,
    numRuns: DRAWN_OF_EACH,
  });
  expect(drawn).toHaveLength(DRAWN_OF_EACH);
  for (const scenario of drawn) {
    const read = scenarioOf(JSON.parse(JSON.stringify(scenario)) as JsonValue, { podOf: podOfManifest });
    expect("problems" in read ? read.problems : []).toEqual([]);
    expect(simulate(scenario).events.length).toBeGreaterThan(0);
  }
});

const WEB = scenarioIn("lessons/startup-gate.yaml");

test("all that is added can be taken away again: what is left is the scenario itself", () => {
  const { counterexample } = fc.check(
    fc.property(withFailures(WEB), () => false),
    { seed: 3, numRuns: 1 },
  );
  expect(counterexample?.[0]).toEqual(WEB);
});

test("what a scenario says of its kubelet stays, what it leaves open is drawn", () => {
  const said: Scenario = { ...WEB, kubeletUpMs: 5_000, rand: 0.5 };
  const drawn = fc.sample(withFailures(said), { seed: 1, numRuns: 100 });
  expect(new Set(drawn.map(({ kubeletUpMs, rand }) => `${kubeletUpMs} ${rand}`))).toEqual(new Set(["5000 0.5"]));
  expect(new Set(drawn.map(({ wallMs }) => wallMs)).size).toBeGreaterThan(10);
});

test.each(FAILURE_KINDS)("%s alone, if asked for", (kind) => {
  const commands = scenarioIn("museum/started-inherited.yaml");
  const drawn = fc.sample(withFailures(commands, { kinds: [kind] }), { seed: 1, numRuns: 100 });
  const words = new Set(
    drawn.flatMap(({ containers = {}, actions = [] }) => [
      ...actions.map((action) => action.do),
      ...Object.values(containers).flatMap(({ instances, parts = [] }) => [
        ...parts.flatMap(({ app = [], clock = [] }) => [...app, ...clock].map(({ state }) => state)),
        ...instances.flatMap(({ exit, startsMs = 0 }) => [
          ...(exit === undefined ? [] : ["exit"]),
          ...(startsMs > 25_000 ? ["slowStart"] : []),
        ]),
      ]),
    ]),
  );
  // The scenario's own failure is a hang of one instance, not of a part.
  expect([...words]).toEqual([kind]);
});

test("nothing is drawn on top where nothing may go wrong", () => {
  const [first] = fc.sample(withFailures(WEB, { kinds: [] }), { seed: 1, numRuns: 1 });
  expect(first?.containers).toEqual(WEB.containers);
  expect(first?.actions).toEqual(WEB.actions);
});
