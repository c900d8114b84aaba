import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { DialectSeries } from "../../scripts/oracle/dialectSeries.ts";
import { dialectTable, readDialectSeries } from "../../scripts/oracle/dialectSeries.ts";

/** What scripts/compareWithDialectOracle.ts found; see docs/fidelity.md. */
const ALL = readDialectSeries(join(import.meta.dirname, "dialects.jsonl"));

test("fresh objects of Knative and KServe were compared, and none came out differently", () => {
  const freshOf = (family: string): number =>
    ALL.filter((one) => one.family === family).reduce((sum, { fresh }) => sum + fresh, 0);
  for (const family of ["knative/defaults-validation", "knative/deployment", "kserve/pod", "kserve/validation"])
    expect(freshOf(family), family).toBeGreaterThan(1000);
  expect(ALL.filter(({ compared, fresh }) => compared === 0 || fresh === 0)).toEqual([]);
  expect(ALL.flatMap(({ differences }) => differences)).toEqual([]);
  expect(ALL.every(({ compared, matched }: DialectSeries) => matched === compared)).toBe(true);
});

test("docs/fidelity.md has their numbers", () => {
  const text = readFileSync(join(import.meta.dirname, "../../docs/fidelity.md"), "utf8");
  expect(text).toContain(dialectTable(ALL));
});
