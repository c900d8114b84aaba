import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CLUSTER_FAMILIES } from "../../scripts/oracle/draw.ts";
import type { Series } from "../../scripts/oracle/resultFile.ts";
import { readResults } from "../../scripts/oracle/resultFile.ts";

/** What scripts/compareWithOracle.ts found; see docs/fidelity.md. */
const ALL = [...readResults(join(import.meta.dirname, "results.jsonl")).values()];
const isProber = ({ family }: Series): boolean => family === "prober";
const isCluster = ({ family }: Series): boolean => CLUSTER_FAMILIES.includes(family);
const isKubelet = (series: Series): boolean => !isProber(series) && !isCluster(series);

function sum(isMeant: (series: Series) => boolean, count: (series: Series) => number): number {
  return ALL.filter(isMeant).reduce((total, series) => total + count(series), 0);
}
const unreachedOf = ({ unreached = [] }: Series): number => unreached.length;
const compared = ({ scenarios, unusable }: Series): number => scenarios - unusable.length;
const inEnglish = (count: number): string => count.toLocaleString("en-US");

test("the kept results are as many as promised, of several releases, without a difference", () => {
  expect(sum(isProber, compared)).toBeGreaterThanOrEqual(100_000);
  expect(sum(isKubelet, compared)).toBeGreaterThanOrEqual(10_000);
  expect(sum(isCluster, compared)).toBeGreaterThanOrEqual(2000);
  const releasesOf = (isMeant: (series: Series) => boolean): number =>
    new Set(ALL.filter(isMeant).map(({ kubernetes }) => kubernetes)).size;
  expect(releasesOf(isProber)).toBeGreaterThanOrEqual(4);
  expect(releasesOf(isKubelet)).toBeGreaterThanOrEqual(4);
  expect(releasesOf(isCluster)).toBeGreaterThanOrEqual(2);
  expect(ALL.flatMap(({ differences }) => differences)).toEqual([]);
  // Explained by running the real code again alone, and not by the search over ties: of clusters it knows only those of controllers.
  expect(ALL.filter((series) => !isCluster(series)).flatMap(({ raced }) => raced)).toEqual([]);
  expect(sum(isCluster, ({ raced }) => raced.length)).toBeLessThan(sum(isCluster, compared) / 50);
  expect(sum(isCluster, unreachedOf)).toBeLessThan(sum(isCluster, compared) / 200);
  for (const series of ALL) {
    const { family, kubernetes, weights, seeds, matched, ties, raced, differences, unusable } = series;
    const name = `${family} ${kubernetes} ${weights}`;
    const explained = matched + ties.length + raced.length + unreachedOf(series);
    expect(explained + differences.length + unusable.length, name).toBe(series.scenarios);
    expect(
      seeds.reduce((total, { first, last }) => total + last - first + 1, 0),
      name,
    ).toBe(series.scenarios);
  }
});

test("docs/fidelity.md has the numbers of the kept results", () => {
  const text = readFileSync(join(import.meta.dirname, "../../docs/fidelity.md"), "utf8");
  const rows = (
    [
      ["probe workers", isProber],
      ["whole kubelets", isKubelet],
      ["kubelets and controllers", isCluster],
    ] as const
  ).map(([name, isMeant]) => {
    const counts = [
      compared,
      ({ attempts }: Series) => attempts,
      ({ matched }: Series) => matched,
      ({ ties }: Series) => ties.length,
      ({ raced }: Series) => raced.length,
      unreachedOf,
      ({ differences }: Series) => differences.length,
      ({ unusable }: Series) => unusable.length,
    ].map((count) => inEnglish(sum(isMeant, count)));
    return `| ${[name, ...counts].join(" | ")} |`;
  });
  for (const row of rows) expect(text).toContain(row);
});
