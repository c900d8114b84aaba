import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { WRONG_MODELS } from "./killedMutants.ts";

interface Story {
  readonly name: string;
  readonly containers: number;
  readonly probes: number;
  readonly failures: number;
}

test("counterexamples shrink to a story of one container, one probe and two failures at most", {
  timeout: 300_000,
}, () => {
  // In a process of its own: the changed models are loaded by Node, past the test runner.
  const output = execFileSync(process.execPath, [join(import.meta.dirname, "../../scripts/shrinkMutants.ts")], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const stories = output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Story);
  expect(stories.map(({ name }) => name)).toEqual(
    WRONG_MODELS.map(({ name }) => name).filter((name) => !name.startsWith("KLT-")),
  );
  expect(stories.filter(({ failures }) => failures < 0 || failures > 2)).toEqual([]);
  expect(stories.filter(({ containers, probes }) => containers !== 1 || probes > 1)).toEqual([]);
  expect(stories.length).toBeGreaterThanOrEqual(20);
});
