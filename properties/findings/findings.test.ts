import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { CORPUS_HEADING, corpusPart, findingsPage, tallyFindings } from "./findingsPage.ts";

// Goal: what rules say of real manifests is known, changes on purpose only, and leaves those that are well in peace.
// Made anew by `node scripts/writeFindings.ts`.

const ROOT = resolve(import.meta.dirname, "../..");
const CORPUS = join(ROOT, "../shared/corpus");
const PAGE = readFileSync(join(ROOT, "docs/findings.md"), "utf8");
const KEPT = PAGE.slice(PAGE.indexOf(CORPUS_HEADING));

const shipped = tallyFindings(join(ROOT, "properties/manifests"));

test("docs/findings.md lists the rules, and what they say of the bundled manifests", () => {
  expect(PAGE).toBe(findingsPage(shipped, KEPT));
});

test("most bundled manifests have neither error nor warning, and none has an error", () => {
  expect(shipped.files).toBeGreaterThan(40);
  expect(shipped.quietFiles / shipped.files).toBeGreaterThan(0.8);
  expect(shipped.findings.filter(({ severity }) => severity === "error")).toEqual([]);
});

test("every witness of a finding has steps, in the order of time", () => {
  const witnesses = shipped.findings.flatMap(({ witness }) => witness ?? []);
  expect(witnesses.length).toBeGreaterThan(0);
  for (const { steps } of witnesses) {
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.map(({ tMs }) => tMs)).toEqual(steps.map(({ tMs }) => tMs).toSorted((a, b) => a - b));
  }
});

// Beside a checkout only: the corpus does not ship.
test.each(existsSync(CORPUS) ? [CORPUS] : [])("the whole corpus has the findings that are kept", (folder) => {
  expect(corpusPart(tallyFindings(folder))).toBe(KEPT);
});
