import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { traceHash } from "../../canonicalHash.ts";
import { readScenario } from "../../scenario/readScenario.ts";
import { simulate } from "../../simulate.ts";
import { runCli } from "../cli.ts";
import { createTestEnvironment, type TestEnvironmentOptions } from "../testEnvironment.ts";

const LESSONS = join(import.meta.dirname, "../../../sims/lessons");

async function run(args: readonly string[], options: TestEnvironmentOptions = {}) {
  const { environment, stdout, stderr } = createTestEnvironment({ cwd: LESSONS, ...options });
  const exitCode = await runCli(["run", ...args], environment, "1.2.3");
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

test("a scenario file is drawn, told in words, and what it cost goes to stderr", async () => {
  const { exitCode, stdout, stderr } = await run(["startup-gate.yaml"], { columns: 100 });
  expect(exitCode).toBe(0);
  expect(stdout).toContain("app: starts at 1ms; ready at 45.001s and ever since");
  expect(stdout).toContain("endpoint of web: in at 45.001s and ever since");
  expect(stdout).toMatch(/^ {2}startup .*✗.*✗×\d.*✓$/m);
  expect(stderr).toMatch(/^simulated 2m and \d+ probe attempts in \d+ ms\n$/);
});

test("the options say otherwise than the scenario: release, end, age of the kubelet", async () => {
  const { stdout } = await run(["startup-gate.yaml", "--kubernetes", "1.33", "--until", "30s", "--kubelet-age", "1s"]);
  expect(stdout).toContain("pod web, Kubernetes 1.33.13, 30s");
  expect(stdout).toContain("app: starts at 1ms; never ready");
});

test("--json prints the trace, whose lines hash to the trace hash", async () => {
  const { exitCode, stdout } = await run(["liveness-kill.yaml", "--json"]);
  const lines = stdout.trim().split("\n");
  expect(exitCode).toBe(0);
  const read = readScenario(readFileSync(join(LESSONS, "liveness-kill.yaml"), "utf8"));
  if (!("scenario" in read)) throw new Error("the scenario cannot be read");
  const trace = simulate(read.scenario);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ type: "version", ...trace.header });
  expect(
    createHash("sha256")
      .update(`${lines.slice(1, -1).join("\n")}\n`)
      .digest("hex"),
  ).toBe(traceHash(trace));
});

test("a scenario on stdin that is wrong is refused with its line, and with what Kubernetes says of its pod", async () => {
  const pod = "pod:\n  spec:\n    containers:\n      - name: app\n        imag: x\n";
  const decoded = await run(["-"], { stdin: `${pod}untilMs: 5m\n` });
  expect(decoded).toMatchObject({ exitCode: 2, stdout: "" });
  expect(decoded.stderr).toBe(
    'error: <stdin>:5:9: unknown field "spec.containers[0].imag"\n  5 │         imag: x\n    │         ^\n  help: did you mean image?\n',
  );
  const shaped = await run(["-"], { stdin: "pod: {spec: {containers: [{name: a}]}}\nuntilms: 5m\n" });
  expect(shaped).toMatchObject({ exitCode: 2 });
  expect(shaped.stderr).toContain('error: <stdin>:2:1: unknown key "untilms"');
});

test.each([
  [["missing.yaml"], "missing.yaml: there is no such file"],
  [["."], "run takes one file"],
  [["startup-gate.yaml", "--kubernetes", "1.99"], "--kubernetes 1.99: there is no such release"],
  [["startup-gate.yaml", "--starts", "5s"], "--starts 5s is for manifests, and startup-gate.yaml is a scenario"],
  [["startup-gate.yaml", "--workload", "web"], "--workload is for manifests"],
  [["startup-gate.yaml", "--until", "5"], "--until"],
  [["startup-gate.yaml", "--max-bytes", "10"], "than the limit of 10"],
  [["startup-gate.yaml", "termination.yaml"], "one operand too many"],
  [[], "run needs FILE|-"],
])("%j is refused: %s", async (args, message) => {
  const { exitCode, stdout, stderr } = await run(args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain(message);
});
