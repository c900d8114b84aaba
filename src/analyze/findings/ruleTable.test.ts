import { describe, expect, test } from "vitest";
import { exampleFindings } from "./exampleFindings.ts";
import { RULES } from "./ruleTable.ts";

test("ids and other names are told apart, and read as words", () => {
  const names = RULES.flatMap(({ id, aliases = [] }) => [id, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z]+(?:-[a-z0-9]+)+$/);
});

test("who silences a general rule names one that is there", () => {
  const ids = new Set(RULES.map(({ id }) => id));
  expect(RULES.flatMap(({ supersedes = [] }) => supersedes).filter((id) => !ids.has(id))).toEqual([]);
});

describe.each(RULES)("$id", (rule) => {
  const of = (example: typeof rule.triggers) => exampleFindings(example).filter(({ ruleId }) => ruleId === rule.id);

  test("speaks of its example, with a place, a sentence, and a fix that holds", () => {
    const findings = of(rule.triggers);
    expect(findings).not.toHaveLength(0);
    for (const finding of findings) {
      expect(finding.quotedLine.trim()).not.toBe("");
      expect(finding.message).not.toMatch(/[.\n]$/);
      expect(finding.fix?.isProven ?? true).toBe(true);
      expect(finding.witness?.steps ?? ["none is needed"]).not.toHaveLength(0);
    }
    expect(findings.map(({ severity }) => severity)).toContain(rule.severity);
  });

  test("is silent about the example beside it", () => {
    expect(of(rule.quiet)).toEqual([]);
  });
});
