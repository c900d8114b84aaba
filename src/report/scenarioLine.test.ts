import { expect, test } from "vitest";
import type { Judgement } from "../analyze/judgeScenario.ts";
import type { Scenario } from "../model/scenario.ts";
import { createPaint } from "./paint.ts";
import { scenarioLine } from "./scenarioLine.ts";

const SCENARIO: Scenario = { description: "what\nit\u202eshows", untilMs: 90_000 };
const PASSED: Judgement = { verdicts: [], flips: [], holds: true, isInconclusive: false };
const layout = (columns: number) => ({ columns, nameWidth: 8, paint: createPaint(false) });

test("a line has the verdict, the file, the virtual time and the description, and nothing that steers a terminal", () => {
  expect(scenarioLine("a.yaml", SCENARIO, PASSED, layout(Infinity))).toBe(
    "✓ pass  a.yaml     1m30s  what it\\u{202e}shows\n",
  );
  expect(scenarioLine("a.yaml", SCENARIO, { ...PASSED, holds: false }, layout(Infinity))).toMatch(/^✗ FAIL {2}a\.yaml/);
  expect(scenarioLine("a.yaml", SCENARIO, undefined, layout(Infinity))).toMatch(/^· none {2}a\.yaml/);
});

test("in a terminal the description is cut, the name never", () => {
  const line = scenarioLine("a.yaml", SCENARIO, PASSED, layout(32));
  expect(line).toBe("✓ pass  a.yaml     1m30s  what …\n");
  expect(line.trimEnd()).toHaveLength(32);
  expect(scenarioLine("a-long-name.yaml", SCENARIO, PASSED, layout(20))).toContain("a-long-name.yaml");
});
