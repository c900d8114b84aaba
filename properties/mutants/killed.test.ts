import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PROPERTIES } from "../../src/properties/invariants/invariants.ts";
import { tallyGenerated } from "../invariants/tally.ts";
import { killedTable } from "./killedTable.ts";
import { KILLED, WRONG_MODELS } from "./killedMutants.ts";

const KILLED_MIN = 60;
const RULES_MIN = 40;

test("each wrong model is found out by its property", { timeout: 300_000 }, () => {
  // In a process of its own: the changed models are loaded by Node, past the test runner.
  const output = execFileSync(process.execPath, [join(import.meta.dirname, "../../scripts/runKilledMutants.ts")], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const outcomes = output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  expect(outcomes).toEqual(KILLED.map(({ name }) => ({ name, right: true, wrong: false })));
  process.stdout.write(`mutants: ${outcomes.length} found out by properties\n`);
});

test("they are many, of many rules, by many properties", () => {
  const names = KILLED.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(KILLED_MIN);
  expect(names.filter((name) => name.startsWith("KLT-")).length).toBeGreaterThanOrEqual(RULES_MIN);
  expect(names.filter((name) => !WRONG_MODELS.some((model) => model.name === name))).toEqual([]);
  const ids = new Set(PROPERTIES.map(({ id }) => id));
  expect(KILLED.filter(({ property }) => !ids.has(property))).toEqual([]);
});

test("the table of them is up to date (npm run mutants:table)", () => {
  expect(readFileSync(join(import.meta.dirname, "killed.md"), "utf8")).toBe(killedTable());
});

test("a canary that must fail: an orchestrator that tells of no start is found out at once", () => {
  const deaf = tallyGenerated(1, 20, (trace) => ({
    ...trace,
    events: trace.events.filter((event) => event.kind !== "event" || event.reason !== "Started"),
  }));
  expect(deaf.news.join()).toContain("a-start-is-told-at-once");
  expect(tallyGenerated(1, 20).news).toEqual([]);
});
