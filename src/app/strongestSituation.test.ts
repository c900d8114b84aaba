import fc from "fast-check";
import { expect, test } from "vitest";
import type { Probe } from "../model/probe.ts";
import type { AppSegment, AppState } from "../model/scenario.ts";
import { APP_STATES } from "../model/scenario.ts";
import { attemptAt, compileSchedule, rowAt } from "./attemptSchedule.ts";
import type { AppLife } from "./appLife.ts";
import { asSeenByConsumers, appSpansOf } from "./segmentSpans.ts";
import { doneAfterMs, strongestSituations } from "./strongestSituation.ts";

const HORIZON_MS = 1000;
const context = { container: {}, podIp: "10.0.0.1", version: { minor: 36, patch: 3 } };
const httpProbe: Probe = { httpGet: { port: 8080, path: "/ready" } };

/** The strongest first; what is not named here are several or none of these. [DESIGN §8] */
const ORDER = ["absent", "hang", "blackhole", "refuse", "error", "slow", "healthy"] as const;

const STEADY: readonly AppState[] = APP_STATES.filter((state) => !["exit", "crash", "oom"].includes(state));

/** A list of segments in the order of time, without overlap. */
const segments: fc.Arbitrary<readonly AppSegment[]> = fc
  .array(
    fc.record({
      state: fc.constantFrom(...STEADY),
      gapMs: fc.integer({ min: 0, max: 60 }),
      lastsMs: fc.option(fc.integer({ min: 1, max: 80 }), { nil: undefined }),
      ms: fc.integer({ min: 1, max: 30 }),
      factor: fc.integer({ min: 1, max: 5 }),
      okMs: fc.integer({ min: 1, max: 9 }),
      failingMs: fc.integer({ min: 1, max: 9 }),
    }),
    { maxLength: 5 },
  )
  .map((parts) => {
    let atMs = 0;
    return parts.map(({ state, gapMs, lastsMs, ms, ...rest }): AppSegment => {
      const fromMs = atMs + gapMs;
      atMs = fromMs + (lastsMs ?? 1);
      return {
        fromMs,
        state,
        ...(lastsMs === undefined ? {} : { toMs: atMs }),
        ...(state === "slow" ? { ms } : {}),
        ...rest,
      };
    });
  });

/** What one list says at an instant, read off its segments one by one. */
function saidAt(list: readonly AppSegment[], t: number): { state: string; factor: number; ms: number } {
  const index = list.findLastIndex(({ fromMs }) => fromMs <= t);
  const segment = list[index];
  const toMs = segment?.toMs ?? list[index + 1]?.fromMs ?? Infinity;
  if (segment === undefined || t >= toMs) return { state: "healthy", factor: 1, ms: 0 };
  const { state, fromMs, okMs = 0, failingMs = 0, ms = 0, factor = 1 } = segment;
  if (state === "starve") return { state: "healthy", factor, ms: 0 };
  if (state === "flap")
    return { state: (t - fromMs) % (okMs + failingMs) < failingMs ? "error" : "healthy", factor: 1, ms };
  if (state === "warm-up")
    return { state: t - fromMs >= okMs && t - fromMs < okMs + failingMs ? "error" : "healthy", factor: 1, ms };
  return { state, factor: 1, ms: state === "slow" ? ms : 0 };
}

test("where lists meet the strongest counts, the longer of two slow ones, and factors multiply", () => {
  fc.assert(
    fc.property(fc.array(segments, { minLength: 1, maxLength: 4 }), (lists) => {
      const found = strongestSituations(lists.map((list) => appSpansOf(list, 0, HORIZON_MS)));
      const seen: string[] = [];
      const expected: string[] = [];
      for (let t = 0; t < 400; t++) {
        const said = lists.map((list) => saidAt(list, t));
        const strongest = ORDER.find((state) => said.some((one) => one.state === state)) ?? "healthy";
        const now = found.findLast(({ fromMs }) => fromMs <= t);
        const factor = said.reduce((product, one) => product * one.factor, 1);
        const slowest = Math.max(...said.filter((one) => one.state === "slow").map(({ ms }) => ms));
        const ms = strongest === "slow" ? slowest : 0;
        expected.push(`${t} ${strongest} ×${factor} ${ms}`);
        seen.push(`${t} ${now?.situation.state} ×${now?.factor} ${strongest === "slow" ? now?.situation.ms : 0}`);
      }
      expect(seen).toEqual(expected);
    }),
    { seed: 5, numRuns: 300 },
  );
});

test("the same segments by the instance's clock and by the scenario's give the same attempts", () => {
  fc.assert(
    fc.property(
      segments,
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 0, max: 50 }),
      (list, startedAtMs, startsMs) => {
        const byClock = list.map((segment) => ({
          ...segment,
          fromMs: segment.fromMs + startedAtMs,
          ...(segment.toMs === undefined ? {} : { toMs: segment.toMs + startedAtMs }),
        }));
        const base = { startedAtMs, horizonMs: HORIZON_MS + startedAtMs };
        const instance = { startsMs, answerMs: 3 };
        const own: AppLife = { ...base, instance: { ...instance, app: list } };
        const clocked: AppLife = { ...base, instance, container: { clock: byClock } };
        expect(compileSchedule(clocked, httpProbe, "readiness", context)).toEqual(
          compileSchedule(own, httpProbe, "readiness", context),
        );
      },
    ),
    { seed: 6, numRuns: 300 },
  );
});

test("an instance that starts later meets the rest of what the clock says", () => {
  const container = {
    clock: [
      { fromMs: 100, toMs: 200, state: "hang" },
      { fromMs: 300, toMs: 400, state: "flap", okMs: 10, failingMs: 15 },
    ],
  } as const;
  const at = (startedAtMs: number, t: number): string =>
    attemptAt(
      { instance: {}, container, startedAtMs, horizonMs: 1000 },
      httpProbe,
      "readiness",
      t - startedAtMs,
      context,
    ).outcome;
  for (const startedAtMs of [0, 50, 150, 320, 330, 399]) {
    for (let t = startedAtMs; t < 500; t++) {
      const fails = t >= 300 && t < 400 && (t - 300) % 25 < 15;
      expect([startedAtMs, t, at(startedAtMs, t)]).toEqual([
        startedAtMs,
        t,
        t >= 100 && t < 200 ? "timeout" : fails ? "fail" : "ok",
      ]);
    }
  }
});

test("who consults a dependency waits for it, or says that it failed", () => {
  const seen = (segment: Omit<AppSegment, "fromMs">): string | undefined =>
    asSeenByConsumers(appSpansOf([{ fromMs: 0, ...segment }], 0, 100))[0]?.situation?.state;
  expect(
    STEADY.filter((state) => state !== "starve").map((state) => [state, seen({ state, ms: 5, okMs: 1, failingMs: 1 })]),
  ).toEqual([
    ["healthy", "healthy"],
    ["slow", "slow"],
    ["hang", "hang"],
    ["refuse", "error"],
    ["blackhole", "hang"],
    ["error", "error"],
    ["flap", "error"],
    ["warm-up", "error"],
  ]);
  expect(seen({ state: "crash" })).toBe("error");
});

test("only the probes that ask for a part meet its troubles", () => {
  const container = {
    parts: [
      { path: "/ready", dependsOn: ["database"] },
      { probe: "liveness", port: 9000, instance: 1, app: [{ fromMs: 0, state: "hang" }] },
    ],
  } as const;
  const dependencies = { database: [{ fromMs: 180, toMs: 220, state: "refuse" }] } as const;
  const seen = (probe: Probe, type: "liveness" | "readiness", number: number, atMs: number): string =>
    attemptAt({ instance: {}, number, container, dependencies, horizonMs: 1000 }, probe, type, atMs, context).outcome;
  expect([179, 180, 219, 220].map((t) => seen(httpProbe, "readiness", 0, t))).toEqual(["ok", "fail", "fail", "ok"]);
  expect(seen({ httpGet: { port: 8080, path: "/live" } }, "readiness", 0, 200)).toBe("ok");
  const live: Probe = { httpGet: { port: 9000, path: "/live" } };
  expect([0, 1, 2].map((number) => seen(live, "liveness", number, 5))).toEqual(["ok", "timeout", "ok"]);
  expect(seen(live, "readiness", 1, 5)).toBe("ok");
});

test("starving stretches the time an app needs to start", () => {
  const starved = (fromMs: number, toMs: number, factor: number) =>
    strongestSituations([appSpansOf([{ fromMs, toMs, state: "starve", factor }], 0, HORIZON_MS)]);
  expect(doneAfterMs(100, strongestSituations([]))).toBe(100);
  expect(doneAfterMs(100, starved(0, 1000, 4))).toBe(400);
  expect(doneAfterMs(100, starved(50, 90, 4))).toBe(130);
  expect(doneAfterMs(100, starved(200, 300, 4))).toBe(100);
  const life: AppLife = {
    instance: { startsMs: 100, app: [{ fromMs: 50, toMs: 90, state: "starve", factor: 4 }] },
    horizonMs: HORIZON_MS,
  };
  const schedule = compileSchedule(life, httpProbe, "startup", context);
  expect([129, 130].map((t) => schedule.outcome[rowAt(schedule, t)])).toEqual([1, 0]);
});
