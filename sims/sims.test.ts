import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readScenario } from "../src/scenario/readScenario.ts";

const files = globSync("**/*.yaml", { cwd: import.meta.dirname }).sort();

test("there are scenarios", () => expect(files.length).toBeGreaterThan(0));

test.each(files)("%s names its schema and can be read", (file) => {
  const text = readFileSync(`${import.meta.dirname}/${file}`, "utf8");
  expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=../../schema/scenario.json");
  expect(readScenario(text)).toHaveProperty("scenario");
});

test("the example of the README can be read", () => {
  const readme = readFileSync(`${import.meta.dirname}/README.md`, "utf8");
  const examples = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)]
    .map(([, text = ""]) => text)
    .filter((text) => text.includes("untilMs"));
  expect(examples).toHaveLength(1);
  expect(readScenario(examples[0] ?? "")).toHaveProperty("scenario");
});
