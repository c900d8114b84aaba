import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { RULES } from "../../src/analyze/findings/ruleTable.ts";
import { FACTS, factsPage, NOTHING, SEEDS } from "./facts.ts";

const ROOT = resolve(import.meta.dirname, "../..");

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
    isCovered: !NOTHING.includes(id),
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
