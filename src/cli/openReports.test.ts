import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCli } from "./cli.ts";
import { createTestEnvironment, type TestEnvironmentOptions } from "./testEnvironment.ts";

const LESSON = join(import.meta.dirname, "../../sims/lessons/liveness-kill.yaml");
const MANIFEST = join(import.meta.dirname, "../../properties/manifests/Azure-Samples__aks-store-demo");

async function cli(args: readonly string[], options: TestEnvironmentOptions = {}) {
  const cwd = mkdtempSync(join(tmpdir(), "probewise-reports-"));
  const { environment, stdout, stderr } = createTestEnvironment({ ...options, cwd });
  const exitCode = await runCli(args, environment, "0.0.0");
  const written = (name: string): string => readFileSync(join(cwd, name), "utf8");
  return {
    exitCode,
    stdout: stdout(),
    stderr: stderr(),
    written,
    wasWritten: (name: string) => existsSync(join(cwd, name)),
  };
}

test("--html writes a file beside the text, and says so", async () => {
  const plain = await cli(["run", LESSON]);
  const { exitCode, stdout, stderr, written } = await cli(["run", LESSON, "--html", "deep/report.html"]);
  expect(exitCode).toBe(0);
  expect(stdout).toBe(plain.stdout);
  expect(stderr).toMatch(/^wrote deep\/report\.html \(\d+ kB\)$/m);
  expect(written("deep/report.html")).toMatch(/^<!doctype html>/);
});

test("--reporter takes the place of the text; each may have a file, - is stdout", async () => {
  const args = ["--reporter", "html", "--reporter=json", "--output-file.html=a.html", "--output-file.json=-"];
  const { stdout, written } = await cli(["run", LESSON, ...args]);
  expect(stdout).toBe((await cli(["run", LESSON, "--json"])).stdout);
  expect(written("a.html")).toContain("report-data");
});

test("the same run gives the same bytes", async () => {
  const [one, other] = await Promise.all([0, 1].map(() => cli(["run", LESSON, "--html", "a.html"])));
  expect(one?.written("a.html")).toBe(other?.written("a.html"));
});

test("a text report in a file has no colours and wide lines", async () => {
  const args = ["--reporter=default", "--output-file.default=a.txt", "--color=always"];
  const { stdout, written } = await cli(["run", LESSON, ...args]);
  expect(stdout).toBe("");
  expect(written("a.txt")).not.toContain("\u001b");
  expect(
    Math.max(
      ...written("a.txt")
        .split("\n")
        .map((line) => line.length),
    ),
  ).toBeGreaterThan(80);
});

test("two reports in one stream are refused before anything runs", async () => {
  const { exitCode, stdout, stderr } = await cli(["run", LESSON, "--json", "--reporter=default"]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain("default and json would both go to stdout");
  expect(stderr).toContain("--output-file.json=FILE");
});

test("a file without its reporter, an unknown reporter and HTML on a terminal are refused", async () => {
  const without = await cli(["run", LESSON, "--output-file.html=a.html"]);
  expect(without.stderr).toContain("help: add --reporter html");
  const unknown = await cli(["run", LESSON, "--reporter=htlm"]);
  expect(unknown.stderr).toContain("did you mean html?");
  const terminal = await cli(["run", LESSON, "--reporter=html"], { isTTY: true });
  expect(terminal.stderr).toContain("stdout is a terminal");
  expect([without, unknown, terminal].map(({ exitCode }) => exitCode)).toEqual([2, 2, 2]);
});

test("a report that cannot be written is the user's to mend", async () => {
  const { exitCode, stderr } = await cli(["run", LESSON, "--html", "/dev/null/a.html"]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("/dev/null/a.html: it cannot be written");
});

test("what comes to nothing leaves an older report alone", async () => {
  const { exitCode, wasWritten } = await cli(["run", "nowhere.yaml", "--html", "a.html"]);
  expect(exitCode).toBe(2);
  expect(wasWritten("a.html")).toBe(false);
});

test("many scenarios, and a check, make one report with all their runs", async () => {
  const many = await cli(["run", join(LESSON, ".."), "--html", "a.html"]);
  expect(many.exitCode).toBe(0);
  expect(many.stdout).toContain("✓ pass");
  expect(many.written("a.html")).toMatch(/"title":"\d\d scenarios"/);
  const check = await cli(["check", MANIFEST, "--html", "a.html"]);
  expect(check.written("a.html")).toContain('"columns":["Story","What it comes to","What the app does"]');
});

test("files are named in the environment as well", async () => {
  const env = { PROBEWISE_REPORTER: "html", PROBEWISE_OUTPUT_FILE_HTML: "a.html" };
  expect((await cli(["run", LESSON], { env })).wasWritten("a.html")).toBe(true);
});
