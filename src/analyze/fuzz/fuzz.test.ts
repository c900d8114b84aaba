import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { traceHash } from "../../canonicalHash.ts";
import { readScenario } from "../../scenario/readScenario.ts";
import { simulate } from "../../simulate.ts";
import type { FuzzPlan } from "./fuzzPlan.ts";
import { kindsOf, scenarioAt, scenariosOf } from "./fuzzPlan.ts";
import { createFuzzer } from "./fuzzRuns.ts";
import { addTallies, NO_RUNS } from "./fuzzTally.ts";
import { judgeRun } from "./judgeRun.ts";
import { formatReplayToken, parseReplayToken, type ReplayToken } from "./replayToken.ts";
import { shrinkRun } from "./shrinkRun.ts";
import { withoutIdleInstances } from "./withoutIdleInstances.ts";

const SIMS = join(import.meta.dirname, "../../../sims");

function planOf(text: string, change: (text: string) => string = (same) => same): FuzzPlan {
  const read = readScenario(change(text));
  if ("problems" in read) throw new Error(read.problems.map(({ message }) => message).join("; "));
  const { failsWhen: _failsWhen, ...base } = read.scenario;
  return { base };
}

/** One probe that has the app killed after three failures in a row. */
const KILLS = planOf(`
pod: { metadata: { name: web }, spec: { containers: [{ name: app, livenessProbe: { httpGet: { port: 80 }, periodSeconds: 10 } }] } }
untilMs: 5m
expect: { restarts: 0 }
`);

test("what runs come to does not depend on who makes which", () => {
  const whole = createFuzzer(KILLS, 4)({ first: 0, count: 60 });
  const fuzz = createFuzzer(KILLS, 4);
  const parts = [41, 0, 20, 59].map((first, index) => fuzz({ first, count: [18, 20, 21, 1][index] ?? 0 }));
  expect(parts.reduce(addTallies, NO_RUNS)).toEqual(whole);
  expect(whole).toMatchObject({ runs: 60, virtualMs: 60 * 300_000 });
  expect(whole.failing["expect.restarts"]?.runs).toBeGreaterThan(0);
  expect(createFuzzer(KILLS, 5)({ first: 0, count: 60 })).not.toEqual(whole);
});

test("the simplest story is one failure, and its seed and path lead to it", () => {
  const tally = createFuzzer(KILLS, 4)({ first: 0, count: 60 });
  const found = shrinkRun(KILLS, 4, tally.failing["expect.restarts"]?.first ?? -1, "expect.restarts");
  if (found === undefined) throw new Error("it does not fail again");
  const { instances = [], parts = [] } = found.scenario.containers?.["app"] ?? {};
  const exits = instances.filter(({ exit }) => exit !== undefined);
  expect(parts.length + exits.length + (found.scenario.actions?.length ?? 0)).toBe(1);
  expect(scenarioAt(scenariosOf(KILLS), found.seed, found.path)).toEqual(found.scenario);
  expect(scenarioAt(scenariosOf(KILLS), found.seed, "999999:99")).toBeUndefined();
  expect(traceHash(simulate(withoutIdleInstances(found.scenario, found.trace)))).toBe(traceHash(found.trace));
});

test("what is not said is judged too: of a release with a bug that is told apart from what holds", () => {
  const file = readFileSync(join(SIMS, "museum/started-inherited.yaml"), "utf8");
  const strict = planOf(file, (text) =>
    text.replace(/^expect:[\s\S]*/m, "expect: { holds: [startup-gates-others] }\n"),
  );
  const silent = planOf(file, (text) => text.replace(/^expect:[\s\S]*/m, ""));
  expect(createFuzzer(strict, 1)({ first: 0, count: 10 }).failing).toHaveProperty(["expect.holds[0]"]);
  const tally = createFuzzer(silent, 1)({ first: 0, count: 10 });
  expect(tally.failing).toEqual({});
  expect(tally.known["startup-gates-others"]).toBeGreaterThan(0);
  expect(tally.tested["attempts-do-not-overlap"]).toBe(10);
});

test("pods are deleted only where nothing but properties is expected, or if asked", () => {
  expect(kindsOf(KILLS)).not.toContain("delete");
  expect(kindsOf({ base: { ...(KILLS.base as NonNullable<FuzzPlan["base"]>), expect: { holds: [] } } })).toContain(
    "delete",
  );
  expect(kindsOf({ ...KILLS, kinds: ["delete"] })).toEqual(["delete"]);
});

describe("a token", () => {
  const token: ReplayToken = {
    tool: "1.2.3",
    seed: -7,
    path: "0:1:2",
    file: "a".repeat(16),
    trace: "b".repeat(16),
    settings: ["--workload=deployment/wéb", "--fail=hang"],
  };
  const text = formatReplayToken(token);

  test("carries everything in one word that no shell touches", () => {
    expect(text).toMatch(/^[A-Za-z0-9._-]+$/);
    expect(parseReplayToken(text)).toEqual(token);
    const { file: _file, ...bare } = { ...token, settings: [] };
    expect(parseReplayToken(formatReplayToken(bare))).toEqual(bare);
  });

  test.each([
    ["cut off", text.slice(0, -1)],
    ["with a letter changed", `${text.slice(0, 12)}${text[12] === "A" ? "B" : "A"}${text.slice(13)}`],
    ["of nothing", "pw1.."],
    ["endless", `pw1.${"A".repeat(1_000_000)}.000000`],
  ])("%s is refused", (_what, broken) => {
    expect(parseReplayToken(broken)).toEqual({ problem: expect.stringContaining("not whole") as string });
  });

  test.each([
    ["a list of something else", formatReplayToken({ ...token, path: "0:x" })],
    ["no number for a seed", formatReplayToken({ ...token, seed: 0.5 })],
  ])("with %s inside is refused", (_what, broken) => {
    expect(parseReplayToken(broken)).toEqual({ problem: expect.stringContaining("something else") as string });
  });
});

test("what the controllers of nodes say of a pod while there is no kubelet is no deed of a kubelet", () => {
  const { base } = planOf(`
pod: { metadata: { name: web }, spec: { containers: [{ name: app }] } }
actions: [{ atMs: 330s, do: disconnectNode, forMs: 51s }, { atMs: 382500, do: restartKubelet, downMs: 2500 }]
untilMs: 10m
`);
  const scenario = base as NonNullable<FuzzPlan["base"]>;
  const trace = simulate(scenario);
  const said = trace.events.filter((event) => event.kind === "event" && event.reason === "NodeNotReady");
  expect(said.map(({ t }) => t > 382_500 && t <= 385_000)).toEqual([true]);
  expect(judgeRun(scenario, trace).failures).toEqual([]);
});
