import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { traceHash } from "../src/canonicalHash.ts";
import { podOfManifest } from "../src/analyze/podOfManifest.ts";
import { judgeScenario } from "../src/analyze/judgeScenario.ts";
import type { Verdict } from "../src/properties/expect/verdict.ts";
import { readBehaviour } from "../src/scenario/readBehaviour.ts";
import { readScenario } from "../src/scenario/readScenario.ts";
import { simulate } from "../src/simulate.ts";

const files = globSync("**/*.yaml", { cwd: import.meta.dirname }).sort();

test("there are scenarios", () => expect(files.length).toBeGreaterThan(0));

test.each(files)("%s names its schema and can be read", (file) => {
  const text = readFileSync(`${import.meta.dirname}/${file}`, "utf8");
  expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=../../schema/scenario.json");
  expect(readScenario(text, { podOf: podOfManifest })).toHaveProperty("scenario");
});

function simulated(file: string) {
  const read = readScenario(readFileSync(`${import.meta.dirname}/${file}`, "utf8"), { podOf: podOfManifest });
  if (!("scenario" in read)) throw new Error(`${file} cannot be read`);
  return { scenario: read.scenario, trace: simulate(read.scenario) };
}

test.each(files)("%s comes out the same each time", (file) => {
  expect(traceHash(simulated(file).trace)).toBe(traceHash(simulated(file).trace));
});

test.each(files)("%s comes out as it expects, and every flip makes it fail", (file) => {
  const { scenario, trace } = simulated(file);
  expect(scenario.failsWhen, "no proof that it can fail").toBeDefined();
  const judgement = judgeScenario(scenario, trace);
  expect(judgement?.verdicts.length).toBeGreaterThan(0);
  expect(judgement?.verdicts.filter(({ holds }) => !holds)).toEqual([]);
  expect(judgement?.flips.filter(({ holds }) => !holds)).toEqual([]);
});

const lessons = files.filter((file) => file.startsWith("lessons/"));

test("there are twelve lessons or more", () => expect(lessons.length).toBeGreaterThanOrEqual(12));

test.each(files)("%s: each single expectation fails under one of the flips", (file) => {
  const { scenario, trace } = simulated(file);
  const judgement = judgeScenario(scenario, trace);
  const names = (verdicts: readonly Verdict[] = []): string[] => verdicts.map(({ path }) => path.join(".")).sort();
  expect(new Set(names(judgement?.flips.flatMap(({ failed }) => failed)))).toEqual(new Set(names(judgement?.verdicts)));
});

const rollouts = files.filter((file) => file.startsWith("rollouts/"));

test("each surprise of controllers and kubelets together has its scenario", () => expect(rollouts.length).toBe(19));

test("the README lists each lesson and each rollout with its description", () => {
  const readme = readFileSync(`${import.meta.dirname}/README.md`, "utf8");
  const rows = [...readme.matchAll(/^\| \[(.+?)\]\(((?:lessons|rollouts)\/.+?\.yaml)\) \| (.+) \|$/gm)].map(
    ([, ...cells]) => cells,
  );
  const described = [...lessons, ...rollouts].map((file) => {
    const { id, description } = simulated(file).scenario;
    return [id, file, description];
  });
  expect(rows.sort()).toEqual(described.sort());
});

test("the examples of the README can be read", () => {
  const readme = readFileSync(`${import.meta.dirname}/README.md`, "utf8");
  const examples = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)]
    .map(([, text = ""]) => text)
    .filter((text) => !text.startsWith("#"));
  const [scenario = "", manifest = "", behaviour = "", instances = "", traffic = "", expectations = ""] = examples;
  expect(examples).toHaveLength(6);
  expect(readScenario(manifest, { podOf: podOfManifest })).toHaveProperty("scenario");
  const read = readScenario(scenario);
  if (!("scenario" in read)) throw new Error("the scenario cannot be read");
  expect(readBehaviour(behaviour, read.scenario)).toHaveProperty("scenario");
  const ofContainer = `containers:\n  app:\n${instances.replaceAll(/^/gm, "    ")}`;
  expect(readBehaviour(ofContainer, read.scenario)).toHaveProperty("scenario");
  const overload = readFileSync(`${import.meta.dirname}/lessons/overload.yaml`, "utf8");
  const beforeTraffic = overload.slice(0, overload.indexOf("traffic:"));
  expect(readScenario(`${beforeTraffic}${traffic}untilMs: 5m\n`)).toHaveProperty("scenario");
  const lesson = readFileSync(`${import.meta.dirname}/lessons/startup-gate.yaml`, "utf8");
  const [bare = ""] = lesson.split(/^expect:$/m);
  expect(readScenario(bare.replace("untilMs: 2m", "untilMs: 3m") + expectations)).toHaveProperty("scenario");
});
