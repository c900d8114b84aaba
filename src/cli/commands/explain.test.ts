import { describe, expect, test } from "vitest";
import { RULES } from "../../analyze/findings/ruleTable.ts";
import { runCli } from "../cli.ts";
import { createTestEnvironment } from "../testEnvironment.ts";

async function explain(...names: readonly string[]) {
  const { environment, stdout, stderr } = createTestEnvironment({});
  const code = await runCli(["explain", ...names], environment, "0.0.0");
  return { code, stdout: stdout(), stderr: stderr() };
}

test("an example names the flags that it needs, and a file without annotations no annotation", async () => {
  const { stdout } = await explain("eas-command-mismatch");
  expect(stdout).toContain('with --eas-image-command "/xxx/python /eas/xxx/app.py":');
  expect(stdout).toContain("By probewise.config.yaml, or a baseline.");
  expect((await explain("hair-trigger-liveness")).stdout).toContain("probewise.dev/ignore-hair-trigger-liveness");
});

test("without a name every rule has its line", async () => {
  const { code, stdout } = await explain();
  expect(code).toBe(0);
  const lines = stdout.split("\n");
  for (const { id, summary } of RULES)
    expect(lines.filter((line) => line.startsWith(`  ${id} `) && line.endsWith(`  ${summary}`))).toHaveLength(1);
});

test.each(RULES.map(({ id }) => id))(
  "%s shows an example with what check says of it, one that is fine, and how to ignore it",
  async (id) => {
    const { code, stdout } = await explain(id);
    expect(code).toBe(0);
    expect(stdout).toContain("It speaks of\n");
    expect(stdout).toMatch(new RegExp(`^(?:error|warning|note)\\[${id}\\]: \\S+:\\d+:\\d+: `, "m"));
    expect(stdout.indexOf("It is silent about\n")).toBeGreaterThan(stdout.indexOf(`[${id}]: example`));
    expect(stdout).toMatch(new RegExp(`probewise\\.dev/ignore-${id}: |By probewise\\.config\\.yaml`));
  },
);

describe("a name", () => {
  test("may be another one of the same rule", async () => {
    expect((await explain("any-timeout-ge-period")).stdout).toBe((await explain("timeout-exceeds-period")).stdout);
  });

  test("may be that of a rule of the kubelet, or of a property", async () => {
    const { code, stdout } = await explain("klt-017", "attempts-do-not-overlap");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^KLT-017: .*\n[^]*^attempts-do-not-overlap: /m);
  });

  test("that is misspelt gets the nearest", async () => {
    const { code, stderr } = await explain("hair-triger-livenes");
    expect([code, stderr]).toEqual([
      2,
      'error: there is no rule "hair-triger-livenes"\nhelp: did you mean hair-trigger-liveness?\n',
    ]);
  });
});
