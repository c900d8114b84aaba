import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { KINDS, museumEntries, withChecked } from "../../scripts/museum/museumEntries.ts";
import { withIndex } from "../../scripts/museum/museumIndex.ts";
import { checkedText, isEqual, readMuseumResults } from "../../scripts/museum/museumResults.ts";
import { runsOf, sidesOf } from "../../scripts/museum/museumRuns.ts";

const entries = museumEntries();
const results = readMuseumResults();
const readme = readFileSync(`${import.meta.dirname}/README.md`, "utf8");

test("at least 40 known issues have an entry", () => {
  expect(new Set(entries.map(({ issue }) => issue)).size).toBeGreaterThanOrEqual(40);
});

test("each known issue has an entry, or a reason why not", () => {
  const [, missing = ""] = readme.split("## Not here yet");
  const told = [...missing.matchAll(/^\|(.*?)\|/gm)].flatMap(([row]) => row.match(/KI-\d\d/g) ?? []);
  const all = Array.from({ length: 68 }, (_, index) => `KI-${`${index + 1}`.padStart(2, "0")}`);
  expect([...new Set(entries.map(({ issue }) => issue)), ...told].sort()).toEqual(all);
});

test.each(entries)("$id tells its story", ({ id, scenario, text, kind, affected, fixed, threads }) => {
  expect(scenario.id).toBe(id);
  expect(scenario.description).toBeDefined();
  expect([...KINDS.values()]).toContain(kind);
  expect([affected, fixed, threads]).not.toContain("");
  expect(threads).toMatch(/#\d+/);
  expect(text).toMatch(/^# What to do: /m);
  expect(scenario.expect).toBeDefined();
  expect(text.split("\n").filter((line) => line.startsWith("#") && line.length > 120)).toEqual([]);
});

test.each(entries)("$id was compared with the real kubelet as it stands here", ({ id, scenario }) => {
  const runs = sidesOf(scenario).flatMap(runsOf);
  expect(runs.length).toBeGreaterThan(0);
  const { compared, notRun } = results[id] ?? { compared: [], notRun: [] };
  const asked = runs.flatMap((run) => ("scripted" in run ? [run] : []));
  expect(
    compared.map(({ verdict: _verdict, attempts: _attempts, ...run }) => run),
    "run node scripts/checkMuseum.ts",
  ).toEqual(asked.map(({ side, pod, kubernetes, code, trace }) => ({ side, pod, kubernetes, code, trace })));
  expect(notRun).toEqual(runs.filter((run) => "why" in run));
  expect(compared.filter((run) => !isEqual(run))).toEqual([]);
});

test("no result is without an entry", () => {
  expect(Object.keys(results).sort()).toEqual(entries.map(({ id }) => id).sort());
});

test.each(entries)("the head of $id says how it was compared", ({ id, text }) => {
  expect(withChecked(text, checkedText(results[id] ?? { compared: [], notRun: [] }))).toBe(text);
});

test("the table of the README is that of the entries", () => {
  expect(withIndex(readme, entries, results)).toBe(readme);
});
