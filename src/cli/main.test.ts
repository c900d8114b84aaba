import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

// The few things that only a real process can show.

const MAIN = join(import.meta.dirname, "main.ts");

function run(args: readonly string[], input = "") {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: "utf8", input });
  return { status, stdout, stderr };
}

test("the exit code of the command is the exit code of the process", () => {
  expect(run(["--version"])).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^probewise \d+\.\d+\.\d+\n$/),
    stderr: "",
  });
  expect(run(["chek"])).toMatchObject({
    status: 2,
    stdout: "",
    stderr: expect.stringContaining("did you mean check?"),
  });
});

test("a reader that goes away ends it quietly", async () => {
  const child = spawn(process.execPath, [MAIN, "--help"], { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect({ code, stderr }).toEqual({ code: expect.any(Number), stderr: "" });
});

test("Ctrl-C ends it at once, even where it waits for stdin", async () => {
  const child = spawn(process.execPath, [MAIN, "run", "-"], { stdio: ["pipe", "ignore", "ignore"] });
  // More than a pipe holds: written means that it is being read.
  await new Promise((resolve) => child.stdin.write(Buffer.alloc(300_000, " "), resolve));
  child.kill("SIGINT");
  const ended = await new Promise((resolve) => child.on("close", (code, signal) => resolve(signal ?? code)));
  expect(ended).toBe("SIGINT");
});

describe("on a Node that is too old", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "probewise-"));
    writeFileSync(join(folder, "package.json"), '{"type": "module"}');
    writeFileSync(join(folder, "main.js"), stripTypeScriptTypes(readFileSync(MAIN, "utf8")));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test.each([
    ["20.20.2", 2],
    ["22.17.9", 2],
    ["18.0.0", 2],
    ["22.18.0", 1],
    ["24.0.0", 1],
  ])("%s ends with %d; 1: it went on to load the rest, which is not here", (version, status) => {
    const pretend = `Object.defineProperty(process, "versions", { value: { node: "${version}" } }); await import("./main.js");`;
    const result = spawnSync(process.execPath, ["--input-type=module", "--eval", pretend], {
      cwd: folder,
      encoding: "utf8",
    });
    const line = `error: probewise needs Node 22.18 or newer, this is ${version}\n`;
    expect(result).toMatchObject({
      status,
      stdout: "",
      stderr: status === 2 ? line : expect.stringContaining("process.ts"),
    });
  });

  test("it can still be read by one: no syntax is newer than ES2020 with top-level await", () => {
    const node20 = join(import.meta.dirname, "../../properties/determinism/runtimes/node_modules/node20/bin/node");
    // Without the other Node versions (npm run runtimes) the oldest at hand is the one that runs this.
    const executable = existsSync(node20) ? node20 : process.execPath;
    const { status, stderr } = spawnSync(executable, ["--check", join(folder, "main.js")], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});
