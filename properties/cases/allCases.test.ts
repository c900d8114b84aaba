import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

// All numbered cases of the two specifications are tests here.

function numbered(letter: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);
}

/** Prober spec §10, lifecycle spec §11. */
const ALL_CASES = [
  ...numbered("P", 54),
  ...numbered("A", 22),
  ...numbered("B", 22),
  ...numbered("C", 16),
  ...numbered("D", 8),
  ...numbered("E", 15),
  ...numbered("F", 15),
  ...numbered("G", 7),
];

/** Ids that begin the title of a test here. */
function casesWithTests(): ReadonlySet<string> {
  const files = readdirSync(import.meta.dirname).filter(
    (name) => name.endsWith(".test.ts") && name !== "allCases.test.ts",
  );
  const titles = files.flatMap((name) => [
    ...readFileSync(join(import.meta.dirname, name), "utf8").matchAll(
      /(?:test|kubeletCase|proberCase|action)\(\s*["`]([PABCDEFG]\d+) /g,
    ),
  ]);
  return new Set(titles.map(([, id = ""]) => id));
}

test("the specifications have 54 and 105 cases", () => expect(ALL_CASES.length).toBe(54 + 105));

test("every case has a test, and nothing else has its name", () => {
  const tested = casesWithTests();
  expect(ALL_CASES.filter((id) => !tested.has(id))).toEqual([]);
  expect([...tested].filter((id) => !ALL_CASES.includes(id))).toEqual([]);
  expect(tested.size).toBe(54 + 105);
});
