import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { traceHash } from "../src/canonicalHash.ts";
import { judgeScenario } from "../src/analyze/judgeScenario.ts";
import { summarizeRun } from "../src/report/runReport.ts";
import { readScenario } from "../src/scenario/readScenario.ts";
import { simulate } from "../src/simulate.ts";

const files = globSync("**/*.yaml", { cwd: import.meta.dirname }).sort();

test("there are scenarios", () => expect(files.length).toBeGreaterThan(0));

test.each(files)("%s names its schema and can be read", (file) => {
  const text = readFileSync(`${import.meta.dirname}/${file}`, "utf8");
  expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=../../schema/scenario.json");
  expect(readScenario(text)).toHaveProperty("scenario");
});

function simulated(file: string) {
  const read = readScenario(readFileSync(`${import.meta.dirname}/${file}`, "utf8"));
  if (!("scenario" in read)) throw new Error(`${file} cannot be read`);
  const trace = simulate(read.scenario);
  return { scenario: read.scenario, trace, summary: summarizeRun(read.scenario, trace) };
}

test.each(files)("%s comes out the same each time", (file) => {
  expect(traceHash(simulated(file).trace)).toBe(traceHash(simulated(file).trace));
});

/** What each description promises. */
test.each([
  [
    "startup-gate",
    { ready: [{ fromMs: 45_001 }], containers: [{ restarts: 0, attempts: { liveness: { total: 7, ok: 7 } } }] },
  ],
  ["slow-start", { containers: [{ restarts: 7, isBackingOff: true }] }],
  ["liveness-kill", { containers: [{ restarts: 6, isBackingOff: true }] }],
  [
    "readiness-outage",
    { endpoints: { web: [{ fromMs: 11_001, toMs: 72_001 }, { fromMs: 123_001 }] }, containers: [{ restarts: 0 }] },
  ],
  [
    "sidecar",
    {
      containers: [
        { container: "migrate" },
        { ends: [{ atMs: 47_001 }] },
        { firstStartMs: 10_002, ends: [{ atMs: 46_001 }] },
      ],
    },
  ],
  [
    "termination",
    { endpoints: { web: [{ fromMs: 2, toMs: 30_000 }] }, containers: [{ ends: [{ atMs: 47_001, exitCode: 0 }] }] },
  ],
])("%s shows what it says", (name, expected) => {
  expect(simulated(`lessons/${name}.yaml`).summary).toMatchObject([expected]);
});

test.each(files)("%s comes out as it expects, and every flip makes it fail", (file) => {
  const { scenario, trace } = simulated(file);
  if (scenario.expect === undefined) return;
  expect(scenario.failsWhen, "expect without failsWhen").toBeDefined();
  const judgement = judgeScenario(scenario, trace);
  expect(judgement?.verdicts.length).toBeGreaterThan(0);
  expect(judgement?.verdicts.filter(({ holds }) => !holds)).toEqual([]);
  expect(judgement?.flips.filter(({ holds }) => !holds)).toEqual([]);
});

test("the examples of the README can be read", () => {
  const readme = readFileSync(`${import.meta.dirname}/README.md`, "utf8");
  const examples = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)]
    .map(([, text = ""]) => text)
    .filter((text) => !text.startsWith("#"));
  const [scenario = "", expectations = ""] = examples;
  expect(examples).toHaveLength(2);
  expect(readScenario(scenario)).toHaveProperty("scenario");
  const lesson = readFileSync(`${import.meta.dirname}/lessons/startup-gate.yaml`, "utf8");
  const [bare = ""] = lesson.split(/^expect:$/m);
  expect(readScenario(bare.replace("untilMs: 2m", "untilMs: 3m") + expectations)).toHaveProperty("scenario");
});
