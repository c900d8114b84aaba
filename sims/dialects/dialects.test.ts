import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { podOfManifest } from "../../src/analyze/podOfManifest.ts";
import { readScenario } from "../../src/scenario/readScenario.ts";

// What a scenario cannot say of itself: that a platform refuses its manifest.

function problemsOf(text: string): readonly string[] {
  const read = readScenario(text, { podOf: podOfManifest });
  return "problems" in read ? read.problems.map(({ line, message }) => `${line}: ${message}`) : [];
}

function problemsWithout(file: string, lines: RegExp): readonly string[] {
  return problemsOf(readFileSync(`${import.meta.dirname}/${file}`, "utf8").replace(lines, ""));
}

test("G-2: EAS' sample is refused for its two successes of a liveness check, unless lenient takes them as one", () => {
  const file = "eas-sample-service-unchanged.yaml";
  expect(problemsWithout(file, /^#.*\n/m)).toEqual([]);
  expect(problemsWithout(file, /^context:.*\n/m)).toEqual([
    "16: success_threshold of a liveness check must be 1, not 2",
  ]);
});

test("G-12: Knative refuses a timeout without a period", () => {
  const text = readFileSync(`${import.meta.dirname}/knative-aggressive-100ms.yaml`, "utf8");
  expect(problemsOf(text)).toEqual([]);
  expect(problemsOf(text.replace("{ path: /ready }", "{ path: /ready }, timeoutSeconds: 5"))).toEqual([
    "16: timeoutSeconds is disallowed when periodSeconds is zero: spec.template.spec.containers[0].readinessProbe.timeoutSeconds",
  ]);
});
