import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { podOfManifest } from "../../src/analyze/podOfManifest.ts";
import { readScenario } from "../../src/scenario/readScenario.ts";

// What a scenario cannot say of itself: that a platform refuses its manifest.

function problemsWithout(file: string, lines: RegExp): readonly string[] {
  const text = readFileSync(`${import.meta.dirname}/${file}`, "utf8").replace(lines, "");
  const read = readScenario(text, { podOf: podOfManifest });
  return "problems" in read ? read.problems.map(({ line, message }) => `${line}: ${message}`) : [];
}

test("G-2: EAS' sample is refused for its two successes of a liveness check, unless lenient takes them as one", () => {
  const file = "eas-sample-service-unchanged.yaml";
  expect(problemsWithout(file, /^#.*\n/m)).toEqual([]);
  expect(problemsWithout(file, /^context:.*\n/m)).toEqual([
    "16: success_threshold of a liveness check must be 1, not 2",
  ]);
});
