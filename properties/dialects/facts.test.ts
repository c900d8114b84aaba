import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { RULES } from "../../src/analyze/findings/ruleTable.ts";
import { FACTS, factsPage, NOTHING, SEEDS } from "./facts.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** Not covered yet. Whoever covers one takes it out here; nobody adds one. */
const OPEN: readonly string[] = [
  "S0-01",
  "S0-03",
  "S0-04",
  "S0-05",
  "S0-06",
  "S0-07",
  "S0-13",
  "S0-14",
  "S0-15",
  "S0-16",
  "S0-17",
  "S1-04",
  "S1-05",
  "S1-06",
  "S1-07",
  "S1-09",
  "S1-10",
  "S1-11",
  "S1-19",
  "S1-26",
  "S2-01",
  "S2-02",
  "S2-03",
  "S2-04",
  "S2-05",
  "S2-06",
  "S2-07",
  "S2-08",
  "S2-09",
  "S2-10",
  "S2-11",
  "S2-12",
  "S3-02",
  "S3-03",
  "S3-04",
  "S3-05",
  "S3-15",
  "S4-01",
  "S4-02",
  "S4-03",
  "S4-04",
  "S4-05",
  "S4-06",
  "S4-07",
  "S4-08",
  "S4-09",
  "S4-10",
  "S4-11",
  "S4-12",
  "S4-13",
  "X-06",
  "X-07",
  "X-08",
  "X-09",
  "X-11",
  "X-12",
  "X-14",
  "X-15",
  "X-16",
  "X-18",
  "X-19",
  "X-20",
  "X-21",
  "X-22",
  "X-23",
  "X-24",
  "X-25",
  "X-26",
  "X-27",
  "X-28",
  "X-29",
  "X-32",
  "X-33",
  "X-34",
  "X-39",
];

test("all 88 facts and 39 contradictions are there, once each", () => {
  const expected = Object.entries(SEEDS).flatMap(([seed, { facts }]) =>
    Array.from({ length: facts }, (_, index) => `${seed}-${String(index + 1).padStart(2, "0")}`),
  );
  expect(expected).toHaveLength(88 + 39);
  expect(FACTS.map(({ id }) => id)).toEqual(expected);
});

test.each(FACTS)("$id has a test that covers it, or is one of those with nothing to simulate", (fact) => {
  const { id, rules = [], sims = [], tests = [], nothing } = fact;
  const isCovered = rules.length + sims.length + tests.length > 0;
  expect({ isCovered, isNothing: nothing !== undefined }).toEqual({
    isCovered: !NOTHING.includes(id) && !OPEN.includes(id),
    isNothing: NOTHING.includes(id),
  });
});

const named = (key: "rules" | "sims" | "tests"): string[] => [...new Set(FACTS.flatMap((fact) => fact[key] ?? []))];

test("the rules exist", () => {
  const known = new Set(RULES.map(({ id }) => id));
  expect(named("rules").length).toBeGreaterThan(0);
  expect(named("rules").filter((id) => !known.has(id))).toEqual([]);
});

test("the scenarios exist", () => {
  expect(named("sims").filter((name) => !existsSync(join(ROOT, "sims", `${name}.yaml`)))).toEqual([]);
});

test.each(named("tests"))("there is a test %s", (name) => {
  const [file = "", ...words] = name.split(" > ");
  const title = words.join(" > ");
  expect(file).toMatch(/^(?:src|properties|sims)\/.*\.test\.ts$/);
  const text = readFileSync(join(ROOT, file), "utf8");
  // As a whole literal: the title of a test, or the name of a row.
  expect(['"', "'", "`"].some((quote) => text.includes(quote + title + quote))).toBe(true);
});

test("docs/dialects.md is current", () =>
  expect(readFileSync(join(ROOT, "docs/dialects.md"), "utf8")).toBe(factsPage()));
