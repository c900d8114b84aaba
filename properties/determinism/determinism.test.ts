import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { simulate, traceHash } from "../../src/index.ts";
import { guestTraceHashes } from "./guestTraceHashes.ts";
import { sampleScenarios, traceHashesOf } from "./traceHashes.ts";

const SCENARIOS = sampleScenarios();
const HASHES = traceHashesOf(SCENARIOS);
/** Of scenarios whose apps are code. */
const GUEST_HASHES = await guestTraceHashes();
const ALL_HASHES = { ...HASHES, ...GUEST_HASHES };
const HASH_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** The other Node versions come by `npm run runtimes`, as in .ci/run: 600 MB that a first test can do without. */
const MAJORS = ["22", "26"];

function executableOf(major: string): string {
  return join(import.meta.dirname, `runtimes/node_modules/node${major}/bin/node`);
}

function isInstalled(major: string): boolean {
  return existsSync(executableOf(major));
}

/** What another process says, on the Node of `executable`. */
function hashesOfProcess(executable: string): {
  readonly node: string;
  readonly hashes: Readonly<Record<string, string>>;
} {
  const { stdout, stderr, status } = spawnSync(executable, [join(import.meta.dirname, "printTraceHashes.ts")], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as ReturnType<typeof hashesOfProcess>;
}

test("there is something to compare: a hundred scenarios, nearly as many traces, none of them empty", () => {
  const hashes = Object.values(HASHES);
  expect(hashes.length).toBeGreaterThanOrEqual(100);
  expect(new Set(hashes).size).toBeGreaterThan(hashes.length * 0.9);
  expect(hashes).not.toContain(HASH_OF_NOTHING);
});

describe("the same scenario gives the same trace", () => {
  test("twice in one process", () => {
    expect(traceHashesOf(SCENARIOS)).toEqual(HASHES);
  });

  test("twice in one process, where its apps are msw handlers and functions", async () => {
    expect(await guestTraceHashes()).toEqual(GUEST_HASHES);
    expect(new Set(Object.values(GUEST_HASHES)).size).toBe(4);
  });

  test("in any order of runs, and from a copy", () => {
    const backwards = new Map([...SCENARIOS].reverse().map(([name, scenario]) => [name, structuredClone(scenario)]));
    expect(traceHashesOf(backwards)).toEqual(HASHES);
  });

  test("in another process", () => {
    expect(hashesOfProcess(process.execPath)).toEqual({ node: process.version, hashes: ALL_HASHES });
  });

  test.each(MAJORS.filter(isInstalled))("on Node %s", (major) => {
    const { node, hashes } = hashesOfProcess(executableOf(major));
    expect(node).toMatch(new RegExp(`^v${major}\\.`));
    expect(hashes).toEqual(ALL_HASHES);
  });

  test("on every other Node, where that is asked for", () => {
    const isAsked = process.env["PROBEWISE_RUNTIMES"] === "required";
    expect(isAsked ? MAJORS.filter((major) => !isInstalled(major)) : []).toEqual([]);
  });
});

test("a different scenario gives a different trace", () => {
  const [scenario] = SCENARIOS.values();
  if (scenario === undefined) throw new Error("there is no scenario");
  const later = { ...scenario, kubeletUpMs: (scenario.kubeletUpMs ?? 0) + 300 };
  expect(traceHash(simulate(later))).not.toBe(traceHash(simulate(scenario)));
});
