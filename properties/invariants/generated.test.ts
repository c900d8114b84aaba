import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RULES } from "../../src/kubelet/rules.ts";
import { PROPERTIES, ROLLOUT_PROPERTIES } from "../../src/properties/invariants/invariants.ts";
import { PROPERTY_IDS } from "../../src/model/propertyIds.ts";
import { propertiesPage } from "./propertiesPage.ts";
import { tallyGenerated, tallyText } from "./tally.ts";

const SCENARIOS = 2_000;
/** Another one is as good: `PROBEWISE_SEED=7 npm test`. */
const SEED = Number(process.env["PROBEWISE_SEED"] ?? 1);
const EXERCISED_MIN = 0.05;

test("every property holds on 2,000 generated scenarios, and could have failed", { timeout: 300_000 }, () => {
  const tally = tallyGenerated(SEED, SCENARIOS);
  process.stdout.write(`properties, seed ${SEED}: ${tallyText(tally)}`);
  expect(tally.news).toEqual([]);
  expect(tally.runs).toBe(SCENARIOS);
  expect(tally.attempts / tally.runs).toBeGreaterThanOrEqual(100);
  expect(tally.virtualMs / tally.runs).toBeGreaterThanOrEqual(600_000);
  // Generated scenarios name their pods: nobody controls them (rollouts.test.ts has those of controllers).
  const ofPods = tally.properties.filter(({ id }) => !ROLLOUT_PROPERTIES.some((property) => property.id === id));
  const rare = ofPods.filter(({ could, exercised }) => could === 0 || exercised / could < EXERCISED_MIN);
  expect(rare).toEqual([]);
});

test("files name properties by the ids that they have, and the page lists them", () => {
  expect(PROPERTY_IDS).toEqual(PROPERTIES.map(({ id }) => id));
  expect(readFileSync(join(import.meta.dirname, "../../docs/properties.md"), "utf8")).toBe(propertiesPage());
});

test("every property has an id of its own, and follows from rules that exist", () => {
  const ids = PROPERTIES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const rules = new Set(RULES.map(({ id }) => id));
  for (const { id, sources } of PROPERTIES) {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(sources.length, id).toBeGreaterThan(0);
    expect(sources.filter((source) => !rules.has(source))).toEqual([]);
  }
});
