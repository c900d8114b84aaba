import { expect, test } from "vitest";
import { addToTally, type ConformanceSummary, createTally, KEPT_MISMATCHES, verdictOf } from "./conformanceSummary.ts";

const PROBLEM = { name: "a.jsonl", problem: "unreadable" };

function summaryOf(
  matched: number,
  compared: number,
  raced = 0,
  reached = 0,
  rest: Partial<ConformanceSummary> = {},
): ConformanceSummary {
  return { families: [], notCovered: [], problems: [], total: { matched, compared, raced, reached }, ...rest };
}

test.each([
  ["all match", summaryOf(5, 5), "conforms"],
  ["one does not", summaryOf(4, 5), "differs"],
  ["9 of 10 raced are reached", summaryOf(5, 5, 10, 9), "conforms"],
  ["8 of 10 raced are reached", summaryOf(5, 5, 10, 8), "differs"],
  ["only raced ones were there", summaryOf(0, 0, 10, 10), "inconclusive"],
  ["nothing was there", summaryOf(0, 0), "inconclusive"],
  [
    "only families that are not covered",
    summaryOf(0, 0, 0, 0, { notCovered: [{ family: "corpus-api", vectors: 3, missing: "a.yaml" }] }),
    "unusable",
  ],
  ["a file could not be used", summaryOf(5, 5, 0, 0, { problems: [PROBLEM] }), "unusable"],
])("%s", (_, summary, verdict) => {
  expect(verdictOf(summary)).toBe(verdict);
});

test("raced vectors are counted apart, and the first mismatches are kept", () => {
  const tally = createTally("prober", "1.36.3");
  addToTally(tally, "a", { matched: true });
  addToTally(tally, "b", { matched: true, tie: "trigger and tick" });
  addToTally(tally, "c", { matched: true, raced: true });
  addToTally(tally, "d", { matched: false, raced: true, difference: { at: "t=1" } });
  for (let index = 0; index < KEPT_MISMATCHES; index++)
    addToTally(tally, `e${index}`, { matched: false, difference: { at: "t=2" } });
  expect(tally).toMatchObject({
    matched: 2,
    compared: 2 + KEPT_MISMATCHES,
    raced: 2,
    reached: 1,
    ties: [{ id: "b", tie: "trigger and tick" }],
  });
  expect(tally.mismatches.map(({ id, raced }) => [id, raced])).toEqual([
    ["d", true],
    ["e0", false],
    ["e1", false],
  ]);
});
