import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SURPRISES } from "./surprises.ts";

// Goal: what surprises about controllers and kubelets together (spec/corrections.md, C1 and C3) is shown by a scenario, and by nothing but
// the rule that it is about: without the rule the scenario does not come out.

const ROOT = join(import.meta.dirname, "../..");

interface Outcome {
  readonly surprise: string;
  readonly sim: string;
  /** Expectations that fail, with the model as it is and with the rule switched off. */
  readonly right: readonly string[];
  readonly wrong: readonly string[];
}

test("each of the surprises has its scenario, and each scenario its surprise", () => {
  const numbered = (part: string, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${part}.${index + 1}`);
  expect([...new Set(SURPRISES.map(({ surprise }) => surprise))]).toEqual([
    ...numbered("C1", 11),
    ...numbered("C3", 7),
  ]);
  const sims = readdirSync(join(ROOT, "sims/rollouts")).map((name) => name.replace(/\.yaml$/, ""));
  expect(SURPRISES.map(({ sim }) => sim).toSorted()).toEqual(sims.toSorted());
});

test("a scenario comes out as it expects with its rule, and does not without", { timeout: 300_000 }, () => {
  // In a process of its own: the changed models are loaded by Node, past the test runner.
  const output = execFileSync(process.execPath, [join(ROOT, "scripts/runSurprises.ts")], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const outcomes = output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Outcome);
  expect(outcomes.map(({ sim }) => sim)).toEqual(SURPRISES.map(({ sim }) => sim));
  expect(outcomes.filter(({ right }) => right.length > 0)).toEqual([]);
  expect(outcomes.filter(({ wrong }) => wrong.length === 0)).toEqual([]);
});
