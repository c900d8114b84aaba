import { describe, expect, test } from "vitest";
import type { OptionTable } from "./option.ts";
import { parseOptions } from "./parseOptions.ts";
import { UsageError } from "./usageError.ts";

const OPTIONS = {
  json: { kind: "flag", description: "as JSON" },
  fail: { kind: "text", repeatable: true, description: "faults" },
  workload: { kind: "text", short: "w", description: "which" },
  starts: { kind: "count", minimum: 1, default: 3, description: "how often" },
  "max-bytes": { kind: "bytes", default: 32 * 2 ** 20, description: "limit" },
  until: { kind: "duration", description: "horizon" },
  propagation: { kind: "choice", choices: ["ideal", "typical", "slow"], default: "typical", description: "delays" },
} as const satisfies OptionTable;

function parse(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return parseOptions(OPTIONS, args, env);
}

function errorOf(args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  try {
    parse(args, env);
  } catch (error) {
    if (error instanceof UsageError)
      return error.help === undefined ? error.message : `${error.message} | ${error.help}`;
    throw error;
  }
  return "accepted";
}

test("without arguments every option has its default", () => {
  expect(parse([])).toEqual({
    operands: [],
    options: {
      json: false,
      fail: [],
      workload: undefined,
      starts: 3,
      "max-bytes": 33_554_432,
      until: undefined,
      propagation: "typical",
    },
  });
});

test("reads every kind, options and operands in any order", () => {
  const args = [
    "a.yaml",
    "--json",
    "--fail",
    "hang@5m",
    "-w",
    "deployment/web",
    "--fail=exit@9m",
    "--starts=1",
    "--max-bytes",
    "512KiB",
  ];
  expect(parse([...args, "--until", "1h30m", "-", "--propagation", "slow", "--", "--json"])).toEqual({
    operands: ["a.yaml", "-", "--json"],
    options: {
      json: true,
      fail: ["hang@5m", "exit@9m"],
      workload: "deployment/web",
      starts: 1,
      "max-bytes": 524_288,
      until: 5_400_000,
      propagation: "slow",
    },
  });
});

describe("the environment", () => {
  test("stands behind the command line and before the default", () => {
    const env = {
      PROBEWISE_STARTS: "5",
      PROBEWISE_PROPAGATION: "ideal",
      PROBEWISE_JSON: "1",
      PROBEWISE_FAIL: "hang@1m,exit@2m",
    };
    expect(parse(["--starts", "7"], env).options).toMatchObject({
      starts: 7,
      propagation: "ideal",
      json: true,
      fail: ["hang@1m", "exit@2m"],
    });
  });

  test("an empty variable, false and 0 are as none", () => {
    expect(parse([], { PROBEWISE_STARTS: "", PROBEWISE_JSON: "false" }).options).toMatchObject({
      starts: 3,
      json: false,
    });
    expect(parse([], { PROBEWISE_JSON: "0" }).options.json).toBe(false);
  });

  test("is named in errors", () => {
    expect(errorOf([], { PROBEWISE_STARTS: "many" })).toBe('PROBEWISE_STARTS: "many" is no whole number');
    expect(errorOf([], { PROBEWISE_JSON: "maybe" })).toBe('PROBEWISE_JSON: "maybe" is neither true nor false');
  });
});

test.each([
  [["--jsno"], "unknown option --jsno | did you mean --json?"],
  [["--frobnicate"], "unknown option --frobnicate"],
  [["--constructor"], "unknown option --constructor"],
  [["-x"], "unknown option -x"],
  [["--json=yes"], "--json takes no value | write --json alone"],
  [["--until"], "--until needs a value"],
  [["--workload="], "--workload: the value is empty"],
  [["--workload", "--json"], "--workload needs a value | if --json is meant, write --workload=--json"],
  [["--until", "5min"], '--until: 5min: unknown unit "min", the units are h, m, s and ms | write 5m'],
  [["--until", "soon"], '--until: "soon" is no duration such as 1500ms, 42s, 5m or 1h30m'],
  [["--starts", "0"], "--starts: 0 is below 1"],
  [["--starts", "1e3"], '--starts: "1e3" is no whole number'],
  [["--starts", "99999999999999999"], '--starts: "99999999999999999" is no whole number'],
  [["--starts", "1", "--starts", "2"], "--starts is given 2 times | give it once"],
  [["--max-bytes", "32MB"], '--max-bytes: "32MB" is no size | write bytes, or KiB, MiB, GiB: 33554432, 32MiB'],
  [
    ["--propagation", "tipical"],
    '--propagation: "tipical" is not one of the choices | did you mean typical? the choices are ideal, typical, slow',
  ],
])("%j: %s", (args, message) => {
  expect(errorOf(args)).toBe(message);
});
