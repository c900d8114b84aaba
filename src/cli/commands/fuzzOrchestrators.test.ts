import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCli } from "../cli.ts";
import { createTestEnvironment, type TestEnvironmentOptions } from "../testEnvironment.ts";

// Whatever an orchestrator does, the fuzz ends, and says of each what was the matter with it.

const TESTDATA = join(import.meta.dirname, "../orchestrators/testdata");
const BROKEN = `"${process.execPath}" "${TESTDATA}/program.mjs"`;
const UNTOLD = `"${process.execPath}" "${TESTDATA}/untold.mjs"`;

let folder: string;

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "probewise-others-"))));
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

const fuzz = (...args: readonly string[]) => probewise(["fuzz", "--seed", "1", ...args]);

describe("releases", () => {
  test("of the engine: what one changed, deeds first, with the simplest stories, and no failure", async () => {
    const { exitCode, stdout } = await fuzz("--orchestrator", "engine:1.35,engine:1.37", "--runs", "60");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^engine 1\.35\.4, engine 1\.37\.1: 60 runs, seed 1\n/);
    expect(stdout).toMatch(
      /^engine 1\.35\.4: a trace of 60 of 60 runs, .*\n {2}✓ held: \d+ of \d+ properties\n {2}broken, as real/m,
    );
    expect(stdout).toMatch(/^engine 1\.37\.1 beside engine 1\.35\.4: 0 of 60 traces the same\n {2}does otherwise in /m);
    expect(stdout).toContain(
      "says otherwise in 60 runs, first in run 0 at 1ms: status: conditions.PodReadyToStartContainers.reason",
    );
    const [file = ""] = readdirSync(join(folder, "reports/out"));
    const again = await probewise(["replay", `reports/out/${file}`]);
    expect(again.stdout).toContain("the same as the stored one\n");
    const other = await probewise(["replay", `reports/out/${file}`, "--orchestrator", "engine:1.36"]);
    expect(other.stdout).toContain("which was made by engine:1.37");
  });

  test("one release beside itself is the same in every run", async () => {
    const { exitCode, stdout } = await fuzz(
      "--orchestrator",
      "engine:1.37.1",
      "--orchestrator",
      UNTOLD,
      "--runs",
      "3",
      "--json",
    );
    expect(exitCode).toBe(1);
    const { scores, differences } = JSON.parse(stdout) as {
      readonly scores: readonly { readonly answered: number }[];
      readonly differences: readonly { readonly compared: number }[];
    };
    expect(scores.map(({ answered }) => answered)).toEqual([3, 3]);
    expect(differences).toMatchObject([{ compared: 3 }]);
  });

  test("a file is judged by what it expects, in each of them", async () => {
    const pod =
      "pod: { metadata: { name: web }, spec: { containers: [{ name: app, livenessProbe: { tcpSocket: { port: 80 } } }] } }";
    writeFileSync(join(folder, "web.yaml"), `${pod}\nuntilMs: 5m\nexpect: { restarts: 0 }\n`);
    const { exitCode, stdout } = await fuzz("web.yaml", "--orchestrator", "engine:1.33,engine:1.37", "--runs", "40");
    expect(exitCode).toBe(1);
    expect(stdout.match(/✗ expect\.restarts: expected 0, came \d+ .*; in \d+ runs?, first in run \d+/g)).toHaveLength(
      2,
    );
  });
});

describe("a program", () => {
  test("that breaks a property is shown the simplest story of it, which its file repeats", async () => {
    const { exitCode, stdout } = await fuzz("--orchestrator", UNTOLD, "--runs", "5");
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/✗ a-start-is-told-at-once: violated in 5 runs, first in run 0, at \d+ ms: /);
    expect(stdout).toContain(" breaks a-start-is-told-at-once\n");
    const [file = ""] = readdirSync(join(folder, "reports/out"));
    const refused = await probewise(["replay", `reports/out/${file}`]);
    expect(refused).toMatchObject({ exitCode: 2, stdout: "" });
    expect(refused.stderr).toContain("which runs only if it is asked for");
    const again = await probewise(["replay", `reports/out/${file}`, "--orchestrator", UNTOLD]);
    expect(again.stdout).toContain("fails: a-start-is-told-at-once: ");
    expect(again.stdout).toContain("the same as the stored one\n");
    expect(again.exitCode).toBe(1);
    expect(readFileSync(join(folder, "reports/out", file), "utf8")).not.toContain("failingMs");
  });

  test.each([
    ["ends at once", "✗ crashed: 3 runs, first run 0: it ended with exit code 3 before it answered"],
    ["throws", "✗ crashed: 3 runs, first run 0: it ended with exit code 1 before it answered; it said: Error: a fault"],
    ["prints a log line", "✗ malformed answer: 3 runs, first run 0: "],
    ["answers another question", "✗ malformed answer: 3 runs, first run 0: "],
    ["prints lines without end", "✗ malformed answer: 3 runs, first run 0: "],
    ["lies about time", "✗ impossible time: 3 runs, first run 0: "],
    ["cannot", "✗ no trace, by its own word: 5 runs, first run 0: out of order"],
  ])("that %s gets its verdict, and the fuzz ends", async (way, verdict) => {
    const { exitCode, stdout } = await fuzz("--orchestrator", `${BROKEN} "${way}"`, "--runs", "5");
    expect(stdout).toContain(verdict);
    expect(stdout).toContain("a trace of 0 of ");
    expect(exitCode).toBe(1);
  });

  test("that hangs is not waited for without end, and keeps nobody else from answering", async () => {
    const hangs = `${BROKEN} "hangs"`;
    const { exitCode, stdout } = await fuzz(
      "--orchestrator",
      "engine:1.37",
      "--orchestrator",
      hangs,
      "--timeout",
      "300ms",
      "--runs",
      "6",
    );
    expect(exitCode).toBe(1);
    expect(stdout).toContain("engine 1.37.1: a trace of 6 of 6 runs");
    expect(stdout).toContain("✗ timed out: 3 runs, first run 0: no answer within 300 ms");
    expect(stdout).toContain("✗ not asked any more: 3 runs, first run 3");
    expect(stdout).toContain("beside engine 1.37.1: 0 of 0 traces the same");
  });

  test("that knows nothing is no success", async () => {
    const { exitCode, stdout } = await fuzz("--orchestrator", `${BROKEN} "does not know"`, "--runs", "3");
    expect(exitCode).toBe(3);
    expect(stdout).toContain("· not supported, by its own word: 3 runs, first run 0: pods");
  });

  test("that nobody asks any more ends the fuzz before its runs", async () => {
    const { stdout } = await fuzz("--orchestrator", `${BROKEN} "ends at once"`, "--runs", "1000");
    expect(stdout).toMatch(/: 4 runs, seed 1\n/);
  });
});

test("Ctrl-C tells what was done", async () => {
  const { exitCode, stdout } = await probewise(["fuzz", "--seed", "1", "--orchestrator", "engine:1.37"], {
    interrupt: AbortSignal.abort(),
  });
  expect(exitCode).toBe(130);
  expect(stdout).toMatch(/^engine 1\.37\.1: 0 runs, seed 1, interrupted\n/);
});

test("where there is no Go the real kubelet says so kindly", async () => {
  const env = { XDG_CACHE_HOME: folder, PATH: folder };
  const { exitCode, stderr } = await probewise(["fuzz", "--orchestrator", "kubelet:1.35,kubelet:1.37"], { env });
  expect(exitCode).toBe(2);
  expect(stderr).toContain(
    "--orchestrator kubelet:1.35 runs the real Go code, and there is no Go here\nhelp: install Go 1.26",
  );
});

test.each([
  [["--orchestrator", "engine:9"], "engine:9: there is no such release"],
  [["--orchestrator", "kubelet:1.32"], "there is no such kubelet"],
  [["--orchestrator", "engine:1.37,engine:1.37"], "one of them is there twice"],
  [["--orchestrator", " "], "it names no program"],
])("%j is wrong use", async (args, message) => {
  const { exitCode, stdout, stderr } = await fuzz(...args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain(message);
});
