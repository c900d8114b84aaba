import { expect, test } from "vitest";
import type { Tie, TiedRun, TieChoice, TracedLine } from "./searchTies.ts";
import { searchTies } from "./searchTies.ts";

const PERIOD_MS = 1000;

/** Two workers: what waits for them is met again in each round until `choose` has it taken, and only the end shows when. */
function runRounds(rounds: number, choose: TieChoice): TiedRun {
  const ties: Tie[] = [];
  const lines: TracedLine[] = [];
  for (const about of ["a/readiness", "b/readiness"]) {
    let round = 1;
    for (let waits = true; waits && round <= rounds; round++) {
      const tie: Tie = { what: `trigger or tick of ${about}`, about, atMs: round * PERIOD_MS, alternatives: 2 };
      ties.push(tie);
      waits = choose(tie) === 1;
    }
    lines.push({ text: `${about} was met ${round - 1} times`, atMs: rounds * PERIOD_MS, about });
  }
  return { lines, ties };
}

/** What the end shows if it waits for so many rounds. */
const outcomeOf = (rounds: number, waits: Readonly<Record<string, number>>): readonly TracedLine[] =>
  runRounds(rounds, ({ about, atMs }) => (atMs <= (waits[about] ?? 0) * PERIOD_MS ? 1 : 0)).lines;

function search(
  rounds: number,
  outcome: readonly TracedLine[],
): { names: readonly string[] | undefined; runs: number } {
  let runs = 0;
  const names = searchTies([outcome], (choose) => {
    runs++;
    return runRounds(rounds, choose);
  });
  return { names, runs };
}

test("names the ties whose other order gives the outcome, in order", () => {
  expect(search(9, outcomeOf(9, { "a/readiness": 2, "b/readiness": 1 })).names).toEqual([
    "trigger or tick of a/readiness at 1000 ms",
    "trigger or tick of a/readiness at 2000 ms",
    "trigger or tick of b/readiness at 1000 ms",
  ]);
});

test("what waits to the end is found in one step, however many rounds there are", () => {
  const { names, runs } = search(400, outcomeOf(400, { "a/readiness": 400, "b/readiness": 400 }));
  expect(names).toHaveLength(800);
  expect(runs).toBeLessThan(10);
});

test("tries at most 64 other orders", () => {
  const outcome = outcomeOf(400, {}).map((line) => ({ ...line, text: `${line.text}, perhaps` }));
  expect(search(400, outcome)).toEqual({ names: undefined, runs: 65 });
});

test("a tie after the first difference is not tried", () => {
  const got: TiedRun = {
    lines: [{ text: "got", atMs: 5, about: "a/readiness" }],
    ties: [{ what: "late", about: "a/readiness", atMs: 6, alternatives: 2 }],
  };
  let runs = 0;
  const names = searchTies([[{ text: "expected", atMs: 7, about: "a/readiness" }]], () => {
    runs++;
    return got;
  });
  expect({ names, runs }).toEqual({ names: undefined, runs: 1 });
});
