import { describe, expect, test } from "vitest";
import { runCli } from "./cli.ts";
import { defineCommand } from "./command.ts";
import { COMMAND_TABLE, type CommandEntry } from "./commandTable.ts";
import { EXIT_CODE_MEANINGS } from "./exitCode.ts";
import { createTestEnvironment, type TestEnvironmentOptions } from "./testEnvironment.ts";
import { UsageError } from "./usageError.ts";

const echo = defineCommand({
  name: "echo",
  summary: "say it again",
  usage: "TEXT…",
  operands: { minimum: 1, maximum: 2 },
  options: {
    horizon: { kind: "duration", default: 600_000, description: "how long" },
    loud: { kind: "flag", short: "l", description: "in capitals" },
  },
  examples: [{ command: "probewise echo hello", description: "once" }],
  run: async ({ stdout, options, operands }) => {
    if (operands[0] === "bug") throw new TypeError("\u001b[2Jundefined is no function");
    if (operands[0] === "missing") throw new UsageError("missing: there is no such file", "look elsewhere");
    stdout.write(JSON.stringify({ operands, ...options, isColored: stdout.color }));
    return 1;
  },
});
const TABLE: readonly CommandEntry[] = [
  { name: "echo", load: async () => echo },
  { name: "shout", load: () => Promise.reject(new Error("never loaded")) },
];

async function run(args: readonly string[], options: TestEnvironmentOptions = {}, table = TABLE) {
  const { environment, stdout, stderr } = createTestEnvironment(options);
  const exitCode = await runCli(args, environment, "1.2.3", table);
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

describe("a command", () => {
  test("gets its options and operands, and its code is the exit code", async () => {
    const { exitCode, stdout, stderr } = await run(["echo", "--horizon", "5m", "a", "-l", "b"]);
    expect({ exitCode, stderr, ...JSON.parse(stdout) }).toMatchObject({
      exitCode: 1,
      stderr: "",
      horizon: 300_000,
      loud: true,
      operands: ["a", "b"],
      isColored: false,
    });
  });

  test("is loaded alone", async () => {
    expect((await run(["echo", "a"])).exitCode).toBe(1);
  });

  test.each([
    [["--color=always"], {}, true],
    [["--color", "never"], { FORCE_COLOR: "1" }, false],
    [[], { PROBEWISE_COLOR: "always" }, true],
    [[], { FORCE_COLOR: "1" }, true],
    [[], { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
  ])("is told of colour by %j and %j", async (args, env, isColored) => {
    expect(JSON.parse((await run(["echo", "a", ...args], { env })).stdout)).toMatchObject({ isColored });
  });
});

describe("a wrong command line", () => {
  test.each([
    [["ehco"], "error: unknown command ehco\nhelp: did you mean echo? the commands are echo, shout\n"],
    [["frobnicate"], "error: unknown command frobnicate\nhelp: the commands are echo, shout\n"],
    [["--json", "echo"], "error: --json stands before the command\nhelp: write probewise COMMAND [OPTIONS]\n"],
    [["echo"], "error: echo needs TEXT…\nhelp: usage: probewise echo [OPTIONS] TEXT…\n"],
    [["echo", "a", "b", "c"], 'error: "c" is one operand too many\nhelp: usage: probewise echo [OPTIONS] TEXT…\n'],
    [["echo", "a", "--horizn", "5m"], "error: unknown option --horizn\nhelp: did you mean --horizon?\n"],
    [["echo", "missing"], "error: missing: there is no such file\nhelp: look elsewhere\n"],
  ])("%j ends with 2 and says what to do", async (args, stderr) => {
    expect(await run(args)).toEqual({ exitCode: 2, stdout: "", stderr });
  });

  test("without any argument shows the help on stderr: nothing was checked", async () => {
    const { exitCode, stdout, stderr } = await run([], {}, COMMAND_TABLE);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain("Commands:");
  });
});

test("a fault of ours ends with 4, says so, and cannot steer the terminal", async () => {
  const { exitCode, stdout, stderr } = await run(["echo", "bug"]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: "" });
  expect(stderr).toMatch(/^internal error: this is a fault in probewise 1\.2\.3, not in your files/);
  expect(stderr).toContain("TypeError: \\u{1b}[2Jundefined is no function");
});

describe("help", () => {
  test.each([["--help"], ["-h"], ["help"]])(
    "%s begins with examples and lists every command and exit code",
    async (arg) => {
      const { exitCode, stdout } = await run([arg], {}, COMMAND_TABLE);
      expect(exitCode).toBe(0);
      expect(stdout.split("\n")[2]).toBe("Examples:");
      for (const { name } of COMMAND_TABLE) expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
      for (const code of Object.keys(EXIT_CODE_MEANINGS)) expect(stdout).toMatch(new RegExp(`^  ${code} `, "m"));
    },
  );

  test.each([
    ["echo", "--help"],
    ["echo", "a", "-h"],
    ["help", "echo"],
  ])("%s %s shows every option with default and variable", async (...args) => {
    const { exitCode, stdout } = await run(args);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("--horizon DURATION         how long (default 10m; PROBEWISE_HORIZON)");
    expect(stdout).toContain("-l, --loud                     in capitals (PROBEWISE_LOUD)");
  });

  test("--help after -- is an operand", async () => {
    expect(JSON.parse((await run(["echo", "--", "--help"])).stdout)).toMatchObject({ operands: ["--help"] });
  });

  test.each([[["--version"]], [["echo", "--version"]]])("%j shows the version", async (args) => {
    expect(await run(args)).toEqual({ exitCode: 0, stdout: "probewise 1.2.3\n", stderr: "" });
  });
});

test("every real command has a summary, an example that starts with its name, and its own name", async () => {
  expect(COMMAND_TABLE.length).toBeGreaterThan(0);
  for (const { name, load } of COMMAND_TABLE) {
    const command = await load();
    expect(command.name).toBe(name);
    expect(command.summary).toMatch(/^[a-z].*[^.]$/);
    expect(command.examples.length).toBeGreaterThan(0);
    for (const example of command.examples) expect(example.command).toContain(`probewise ${name}`);
  }
});

test("help stays within the width of the terminal, examples aside", async () => {
  for (const { name } of COMMAND_TABLE) {
    const { stdout } = await run(["help", name], { columns: 72 }, COMMAND_TABLE);
    const prose = stdout.split("\n").filter((line) => !/^ {2}(?:#|.*probewise )/.test(line));
    expect(prose.length).toBeGreaterThan(10);
    expect(prose.filter((line) => line.length > 72)).toEqual([]);
  }
});
