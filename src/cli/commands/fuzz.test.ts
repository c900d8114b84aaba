import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Scenario } from "../../model/scenario.ts";
import { runMatchers } from "../../properties/matchers/vitest.ts";
import { TOOL_VERSION } from "../../toolVersion.ts";
import { formatReplayToken, parseReplayToken, type ReplayToken } from "../../analyze/fuzz/replayToken.ts";
import { runCli } from "../cli.ts";
import { createTestEnvironment, type TestEnvironmentOptions } from "../testEnvironment.ts";

const MAIN = join(import.meta.dirname, "../main.ts");

/** Three failures of liveness in a row restart it; readiness takes it out of service before. */
const SCENARIO = `id: web
pod:
  metadata: { name: web, labels: { app: web } }
  spec:
    containers:
      - name: app
        livenessProbe: { httpGet: { port: 80 }, periodSeconds: 10 }
        readinessProbe: { httpGet: { port: 80 }, periodSeconds: 5 }
services: [{ metadata: { name: web }, spec: { selector: { app: web } } }]
untilMs: 5m
`;
const FAILS = `${SCENARIO}expect: { restarts: 0 }\n`;
const HOLDS = `${SCENARIO}expect: { restarts: ..40, holds: [attempts-do-not-overlap] }\n`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "probewise-fuzz-"));
  writeFileSync(join(folder, "fails.yaml"), FAILS);
  writeFileSync(join(folder, "holds.yaml"), HOLDS);
});

afterEach(() => rmSync(folder, { recursive: true }));

async function probewise(args: readonly string[], options: TestEnvironmentOptions = {}) {
  const { environment, stdout, stderr } = createTestEnvironment({
    cwd: folder,
    nowMs: () => performance.now(),
    ...options,
  });
  const exitCode = await runCli(args, environment, "1.2.3");
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

const written = (): string[] => readdirSync(join(folder, "reports/out"));
const tokenIn = (text: string): string => /replay (pw1\.\S+)$/m.exec(text)?.[1] ?? "";

describe("what holds", () => {
  test("is said with its seed, what was put to the test and what was not; nothing is written", async () => {
    const { exitCode, stdout, stderr } = await probewise(["fuzz", "holds.yaml", "--runs", "60", "--seed", "11"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^web: 60 runs, seed 11\n {2}simulated 5h, \d+ probe attempts\n✓ held: 2 expectations, \d+ of/,
    );
    expect(stdout).toContain("not put to the test: ");
    expect(stderr).toMatch(/60 runs, \d+ runs\/s, 5h simulated; failures drawn: hang, refuse, /);
    expect(existsSync(join(folder, "reports"))).toBe(false);
  });

  test("a seed is drawn and told where none is given", async () => {
    const seeds = [];
    for (const _ of [1, 2]) {
      const { stdout } = await probewise(["fuzz", "holds.yaml", "--runs", "1"]);
      seeds.push(/seed (\d+)/.exec(stdout)?.[1]);
    }
    expect(seeds[0]).toMatch(/^\d+$/);
    expect(seeds[0]).not.toBe(seeds[1]);
  });

  test("a manifest is fuzzed as it stands, and judged by the properties", async () => {
    const container = "{ name: a, image: x, livenessProbe: { tcpSocket: { port: 80 } } }";
    const stdin = `{ apiVersion: v1, kind: Pod, metadata: { name: db }, spec: { containers: [${container}] } }`;
    const { exitCode, stdout, stderr } = await probewise(["fuzz", "-", "--runs", "25", "--seed", "1"], { stdin });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^pod\/db: 25 runs, seed 1\n/);
    expect(stderr).toContain("delete");
  });

  test("a property that nothing put to the test leaves it open", async () => {
    writeFileSync(join(folder, "open.yaml"), `${SCENARIO}expect: { holds: [startup-gates-others] }\n`);
    const { exitCode, stdout } = await probewise(["fuzz", "open.yaml", "--runs", "5", "--seed", "1"]);
    expect(exitCode).toBe(3);
    expect(stdout).toContain("startup-gates-others");
  });
});

describe("what fails", () => {
  const ARGS = ["fuzz", "fails.yaml", "--runs", "120", "--seed", "5"];

  test("is told as its simplest story, a scenario, a test and a token", async () => {
    const { exitCode, stdout } = await probewise(ARGS);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/✗ expect\.restarts: expected 0, came 1 \(at .*\n {2}in \d+ of 120 runs, first in run \d+;/);
    expect(stdout).toContain("container app");
    expect(stdout).toMatch(/^As a test\n\nimport \{ expect, test \} from "vitest";$/m);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.at(-2)).toBe(`scenario: reports/out/${written()[0]}`);
    expect(lines.at(-1)).toMatch(/^replay: {3}npx probewise replay pw1\./);
    expect(written()).toEqual([expect.stringMatching(/^web-restarts-[0-9a-f]{8}\.yaml$/)]);
  });

  test("comes out the same, whatever the number of workers", async () => {
    const one = await probewise([...ARGS, "--workers", "1"]);
    const three = await probewise([...ARGS, "--workers", "3"]);
    expect(three.stdout).toBe(one.stdout);
  });

  test("the test can be pasted: it fails as the run did", async () => {
    const { stdout } = await probewise(ARGS);
    const [, code = ""] = /^As a test\n\n([\s\S]*?)\n\nscenario: /m.exec(stdout) ?? [];
    const body = stripTypeScriptTypes(code.replaceAll(/^import .*$/gm, ""));
    const made: { title: string; passed: boolean }[] = [];
    const runs = (title: string, check: () => void): void => {
      check();
      made.push({ title, passed: outcomes.every(({ pass }) => pass) });
    };
    const outcomes: { readonly pass: boolean }[] = [];
    const expects = (scenario: Scenario) => ({
      toSatisfyExpectations: (expected: NonNullable<Scenario["expect"]>) =>
        outcomes.push(runMatchers.toSatisfyExpectations(scenario, expected)),
    });
    runInNewContext(body, { test: runs, expect: expects });
    expect(made).toEqual([{ title: "web: expect.restarts", passed: false }]);
  });

  test("the token and the file give the same trace in another process", async () => {
    const { stdout } = await probewise(ARGS);
    const path = join("reports/out", written()[0] ?? "");
    const [, stored = ""] = /traceHash: ([0-9a-f]{64})/.exec(readFileSync(join(folder, path), "utf8")) ?? [];
    for (const what of [path, tokenIn(stdout)]) {
      const again = spawnSync(process.execPath, [MAIN, "replay", what], { cwd: folder, encoding: "utf8" });
      expect(again.stdout).toContain(`trace ${stored}: the same as the stored one\n`);
      expect(again.stdout).toContain("fails: expect.restarts: expected 0, came 1");
      expect(again.status).toBe(1);
    }
  });

  test("as JSON", async () => {
    const { exitCode, stdout } = await probewise([...ARGS, "--json"]);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: "probewise-fuzz/1",
      seed: 5,
      runs: 120,
      failures: [{ what: "expect.restarts", token: expect.stringMatching(/^pw1\./) as string }],
    });
  });

  test("a folder that cannot be written keeps nothing back", async () => {
    writeFileSync(join(folder, "reports"), "a file");
    const { exitCode, stdout, stderr } = await probewise(ARGS);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/note: reports\/out\/web-restarts-\w+\.yaml was not written: /);
    expect(stdout).toContain("replay:   npx probewise replay pw1.");
  });

  test("ranges are drawn anew in each run, and settled in the story", async () => {
    const slow = FAILS.replace("expect:", "containers: { app: { instances: [{ startsMs: 1s..60s }] } }\nexpect:");
    writeFileSync(join(folder, "ranges.yaml"), slow);
    const { exitCode, stdout } = await probewise([
      "fuzz",
      "ranges.yaml",
      "--runs",
      "40",
      "--seed",
      "2",
      "--fail",
      "failExec",
    ]);
    expect(exitCode).toBe(1);
    const [, startsMs] = /instances: \[\{ startsMs: (\d+) \}, \{/.exec(stdout) ?? [];
    expect(Number(startsMs)).toBeGreaterThan(20_000);
    expect((await probewise(["replay", tokenIn(stdout)])).stdout).toContain("the same as the stored one");
  });
});

describe("time and Ctrl-C", () => {
  test("time ends it, with what was done by then", async () => {
    const { exitCode, stdout } = await probewise(["fuzz", "holds.yaml", "--time", "600ms", "--seed", "1"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^web: [1-9]\d* runs?, seed 1\n/);
  });

  test("without any time there is one run", async () => {
    const { exitCode, stdout } = await probewise(["fuzz", "holds.yaml", "--time", "0s", "--seed", "1"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^web: 1 run, seed 1\n/);
  });

  test("an interrupted one tells what was done", async () => {
    const args = ["fuzz", "holds.yaml", "--time", "10m", "--seed", "1"];
    const { exitCode, stdout } = await probewise(args, { interrupt: AbortSignal.abort() });
    expect(exitCode).toBe(130);
    expect(stdout).toMatch(/^web: 0 runs, seed 1, interrupted\n/);
    expect(stdout).toContain("nothing was run, and nothing is said");
  });

  test("so does Ctrl-C of a process", async () => {
    const child = spawn(process.execPath, [MAIN, "fuzz", "fails.yaml", "--time", "10m", "--seed", "1"], {
      cwd: folder,
    });
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    // Its first progress tells that it is at it.
    child.stderr.once("data", () => child.kill("SIGINT"));
    const code = await new Promise((resolve) => child.on("close", (ended, signal) => resolve(signal ?? ended)));
    expect(code).toBe(130);
    expect(stdout).toMatch(/^web: [1-9]\d* runs, seed 1, interrupted\n/);
    expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/^replay: /);
  });

  test("a terminal sees runs, their rate, virtual time and failures", async () => {
    const { stderr } = await probewise(["fuzz", "fails.yaml", "--runs", "400", "--seed", "1"], { isTTY: true });
    expect(stderr).toMatch(/fuzzing \d+\/400, \d+ runs\/s, \S+ simulated, \d+ failure/);
  });
});

describe("what cannot be fuzzed", () => {
  test.each([
    [["fuzz"], "fuzz needs FILE"],
    [["fuzz", "missing.yaml"], "there is no such file"],
    [["fuzz", "."], ". is a folder"],
    [["fuzz", "holds.yaml", "--runs", "0"], "0 is below 1"],
    [["fuzz", "holds.yaml", "--fail", "hangs"], "did you mean hang?"],
    [["fuzz", "holds.yaml", "--kubernetes", "2.0"], "there is no such release"],
    [["fuzz", "guest.yaml"], "its apps are code"],
    [["fuzz", "objects.yaml"], "controllers make its pods"],
    [["fuzz", "empty.yaml"], "it is empty"],
    [["fuzz", "binary.yaml"], "binary file"],
  ])("%j", async (args, message) => {
    writeFileSync(join(folder, "guest.yaml"), `${SCENARIO}guest: ./health.ts\n`);
    const template = "{ metadata: { labels: { a: b } }, spec: { containers: [{ name: c, image: d }] } }";
    const spec = `{ replicas: 1, selector: { matchLabels: { a: b } }, template: ${template} }`;
    const objects = `objects: [{ apiVersion: apps/v1, kind: Deployment, metadata: { name: web }, spec: ${spec} }]\n`;
    writeFileSync(join(folder, "objects.yaml"), `${objects}untilMs: 1m\n`);
    writeFileSync(join(folder, "empty.yaml"), "");
    writeFileSync(join(folder, "binary.yaml"), "a\0b");
    const { exitCode, stdout, stderr } = await probewise(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  test("names that would steer a terminal are escaped", async () => {
    const nasty = FAILS.replace("id: web", 'id: "a\\u001b[31m</script>\\u202e"');
    writeFileSync(join(folder, "nasty.yaml"), nasty);
    const { stdout } = await probewise(["fuzz", "nasty.yaml", "--runs", "60", "--seed", "5"]);
    expect(stdout).not.toMatch(/[\u001b\u202e]/);
    expect(written()).toEqual([expect.stringMatching(/^a-31m-script-restarts-[0-9a-f]{8}\.yaml$/)]);
  });

  test("probes whose answers are written down are named", async () => {
    const scripted = "containers: { app: { instances: [{ probes: { liveness: [{ fromMs: 0, outcome: ok }] } }] } }\n";
    writeFileSync(join(folder, "scripted.yaml"), SCENARIO + scripted);
    const { stderr } = await probewise(["fuzz", "scripted.yaml", "--runs", "5", "--seed", "1"]);
    expect(stderr).toContain("note: the answers of app to its liveness probe are written down");
  });
});

describe("replay", () => {
  let found: { readonly token: string; readonly name: string; readonly text: string } | undefined;

  /** The same for all tests: found once, and written where each of them looks. */
  async function failure(): Promise<{ readonly token: string; readonly path: string }> {
    if (found === undefined) {
      const { stdout } = await probewise(["fuzz", "fails.yaml", "--runs", "60", "--seed", "5"]);
      const name = written()[0] ?? "";
      found = { token: tokenIn(stdout), name, text: readFileSync(join(folder, "reports/out", name), "utf8") };
    }
    mkdirSync(join(folder, "reports/out"), { recursive: true });
    const path = join(folder, "reports/out", found.name);
    writeFileSync(path, found.text);
    return { token: found.token, path };
  }

  const changed = (token: string, change: Partial<ReplayToken>): string =>
    formatReplayToken({ ...(parseReplayToken(token) as ReplayToken), ...change });

  test("a file of another version is warned of, and tried", async () => {
    const { path } = await failure();
    writeFileSync(path, readFileSync(path, "utf8").replace(`tool: ${TOOL_VERSION}`, "tool: 0.0.1"));
    const { exitCode, stdout, stderr } = await probewise(["replay", path]);
    expect(stderr).toContain(`warning: it was found by probewise 0.0.1, this is ${TOOL_VERSION}`);
    expect(stdout).toContain("the same as the stored one");
    expect(exitCode).toBe(1);
  });

  test("a token of another version that comes to something else is no fault of ours", async () => {
    const { token } = await failure();
    const other = changed(token, { tool: "0.0.1", trace: "0".repeat(16) });
    const { exitCode, stdout } = await probewise(["replay", other]);
    expect(stdout).toContain("not the stored one (0000000000000000…), as it was found by probewise 0.0.1");
    expect(exitCode).toBe(1);
  });

  test("another trace by the same version from the same scenario is not to be trusted", async () => {
    const { token, path } = await failure();
    const told = "which must not be";
    expect(await probewise(["replay", changed(token, { trace: "0".repeat(16) })])).toMatchObject({
      exitCode: 4,
      stdout: expect.stringContaining(told) as string,
    });
    writeFileSync(path, readFileSync(path, "utf8").replace(/traceHash: .*/, `traceHash: ${"f".repeat(64)}`));
    expect(await probewise(["replay", path])).toMatchObject({ exitCode: 4 });
  });

  test("a scenario that was mended says so, and does not fail", async () => {
    const { path } = await failure();
    writeFileSync(path, readFileSync(path, "utf8").replace(/ {2}restarts:\n.*\n.*\n/, "  restarts: ..9\n"));
    const { exitCode, stdout } = await probewise(["replay", path]);
    expect(stdout).toContain("does not fail\n");
    expect(stdout).toContain("the same as the stored one");
    expect(exitCode).toBe(0);
  });

  test("the file of a token is found by its hash, wherever it is below, or named", async () => {
    const { token } = await failure();
    mkdirSync(join(folder, "moved"));
    rmSync(join(folder, "fails.yaml"));
    writeFileSync(join(folder, "moved/elsewhere.yml"), FAILS);
    expect((await probewise(["replay", token])).stdout).toContain("the same as the stored one");
    writeFileSync(join(folder, "moved/elsewhere.yml"), FAILS.replace("periodSeconds: 10", "periodSeconds: 11"));
    const lost = await probewise(["replay", token]);
    expect(lost).toMatchObject({ exitCode: 2, stdout: "" });
    expect(lost.stderr).toContain("help: name it: probewise replay TOKEN FILE");
    const named = await probewise(["replay", token, "moved/elsewhere.yml"]);
    expect(named.stdout).toContain("the file is another one, or was changed since");
    expect([0, 1]).toContain(named.exitCode);
  });

  test("a file without a record is run, and nothing compared", async () => {
    const { exitCode, stdout } = await probewise(["replay", "holds.yaml"]);
    expect(stdout).toContain("nothing is stored that it could be compared with");
    expect(exitCode).toBe(0);
  });

  test.each([
    [["replay"], "replay needs TOKEN|FILE"],
    [["replay", "pw1.abc"], "pw1.abc is no token: it is not whole"],
    [["replay", "missing.yaml"], "there is no such file"],
    [["replay", "."], ". is a folder"],
    [["replay", "holds.yaml", "fails.yaml"], "holds.yaml is no token"],
  ])("%j is refused", async (args, message) => {
    const { exitCode, stdout, stderr } = await probewise(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  test("settings that this version does not know are refused", async () => {
    const { token } = await failure();
    for (const settings of [["--colour=red"], ["--fail=explode"], ["--until=soon"], ["x.yaml"]]) {
      const { exitCode, stderr } = await probewise(["replay", changed(token, { settings })]);
      expect({ exitCode, stderr }).toEqual({
        exitCode: 2,
        stderr: expect.stringContaining("settings that this version does not know") as string,
      });
    }
  });
});
