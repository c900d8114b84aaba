import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Draw } from "../../scripts/oracle/draw.ts";
import { drawsOf, FAMILIES } from "../../scripts/oracle/draw.ts";
import { countAttempts, judgeRecording } from "../../scripts/oracle/judgeRecording.ts";
import type { Recording } from "../../scripts/oracle/recordings.ts";
import { emptySeries, missingSeeds, withJudgement, withSeeds } from "../../scripts/oracle/resultFile.ts";
import type { JsonObject } from "../../src/model/json.ts";

/** What the oracles of 1.36.3 answered once; chance had its say in two of the scenarios of probe workers. */
const CANNED = readFileSync(join(import.meta.dirname, "canned.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Recording & { readonly family: string });

function cannedOf(id: string): { readonly draw: Draw; readonly recording: Recording } {
  const canned = CANNED.find(({ vector }) => vector["id"] === id);
  const [draw] = drawsOf([canned?.family ?? ""], [36], "default");
  if (canned === undefined || draw === undefined) throw new Error(`${id} is not canned`);
  return { draw, recording: canned };
}

const traceKey = ({ vector }: Recording): string => ("expect" in vector ? "expect" : "events");

function withTrace(recording: Recording, change: (trace: readonly JsonObject[]) => readonly JsonObject[]): Recording {
  const key = traceKey(recording);
  const trace = change(recording.vector[key] as readonly JsonObject[]) as JsonObject[];
  return { ...recording, vector: { ...recording.vector, [key]: trace } };
}

/** The fourth event comes one millisecond later. */
const moved = (recording: Recording): Recording =>
  withTrace(recording, (trace) =>
    trace.map((event, index) => (index === 3 ? { ...event, t: Number(event["t"]) + 1 } : event)),
  );

const noMoreRuns = (): Promise<never> => Promise.reject(new Error("no more runs are needed"));

describe("comparing what an oracle answered", () => {
  test.each(["p100490", "basic-100004", "endpoints-3000057"])(
    "%s: an equal trace is equal without another run",
    async (id) => {
      const { draw, recording } = cannedOf(id);
      expect(await judgeRecording(draw, recording, noMoreRuns)).toEqual({ verdict: "matched" });
      expect(countAttempts(recording)).toBeGreaterThan(0);
    },
  );

  test.each([
    ["p101250", "stop or trigger of b/readiness at 28587 ms"],
    ["p100856", "trigger or tick of a/readiness at 33796 ms, trigger or tick of a/readiness at 36042 ms"],
  ])("%s: another order at named ties explains it", async (id, tie) => {
    const { draw, recording } = cannedOf(id);
    expect(await judgeRecording(draw, recording, noMoreRuns)).toEqual({ verdict: "tie", tie });
  });

  test.each(["p100490", "p101250", "basic-100004", "endpoints-3000057"])(
    "%s: moved by one millisecond it differs, unless another run says otherwise",
    async (id) => {
      const { draw, recording } = cannedOf(id);
      const wrong = moved(recording);
      expect(await judgeRecording(draw, wrong, () => Promise.resolve([wrong]))).toMatchObject({
        verdict: "different",
        difference: { at: expect.stringMatching(/^\d+ ms$/) },
      });
      expect(await judgeRecording(draw, wrong, () => Promise.resolve([wrong, recording]))).toEqual({
        verdict: "raced",
      });
    },
  );

  test("an event too few or too many differs", async () => {
    const { draw, recording } = cannedOf("basic-100004");
    const fewer = withTrace(recording, (trace) => trace.slice(1));
    const more = withTrace(recording, (trace) => [...trace, ...trace.slice(-1)]);
    for (const wrong of [fewer, more])
      expect(await judgeRecording(draw, wrong, () => Promise.resolve([wrong]))).toMatchObject({ verdict: "different" });
  });

  test("another release differs", async () => {
    const { recording } = cannedOf("basic-100004");
    const [older] = drawsOf(["basic"], [33], "default");
    expect(await judgeRecording(older as Draw, recording, () => Promise.resolve([]))).toMatchObject({
      verdict: "different",
    });
  });

  test("a run that failed, and what is no vector, is never equal", async () => {
    const { draw, recording } = cannedOf("basic-100004");
    const failed = { ...recording, error: "no result within the real-time limit" };
    expect(await judgeRecording(draw, failed, noMoreRuns)).toEqual({ verdict: "unusable", why: failed.error });
    const empty = { seed: 1, vector: {} };
    expect(await judgeRecording(draw, empty, () => Promise.resolve([]))).toMatchObject({ verdict: "different" });
  });

  test("after the oracle gave two sandboxes one ID a difference says nothing, before it does", async () => {
    const { draw, recording } = cannedOf("lifecycle-200142");
    const why = "equal until the oracle gave two sandboxes one ID at 75098 ms";
    expect(await judgeRecording(draw, recording, noMoreRuns)).toEqual({ verdict: "unusable", why });
    const early = moved(recording);
    expect(await judgeRecording(draw, early, () => Promise.resolve([early]))).toMatchObject({ verdict: "different" });
  });
});

describe("comparing what the oracle of clusters answered", () => {
  const { draw, recording } = cannedOf("endpoints-3000057");
  const judge = (first: Recording, ...others: readonly Recording[]) =>
    judgeRecording(draw, first, () => Promise.resolve(others));
  /** The last trace of the kind, a millisecond later. */
  const withLate = (kind: string): Recording =>
    withTrace(recording, (trace) => {
      const late = trace.findLastIndex((event) => event["kind"] === kind);
      return trace.map((event, index) => (index === late ? { ...event, t: Number(event["t"]) + 1 } : event));
    });

  test("what runs differ in and no user sees is a race", async () => {
    const first = withLate("api");
    const second = withLate("status");
    expect(await judge(first, second)).toEqual({ verdict: "raced" });
    expect(await judge(first, first)).toMatchObject({ verdict: "different" });
  });

  test("runs that differ before ours differs from the commonest are a race that was not met", async () => {
    const late = withLate("slice");
    const parted = moved(recording);
    expect(await judge(late, late, moved(late))).toMatchObject({ verdict: "unreached" });
    expect(await judge(late, late, recording)).toEqual({ verdict: "raced" });
    expect(await judge(parted, parted, moved(withLate("podGone")))).toMatchObject({ verdict: "different" });
  });

  test("runs that failed say nothing", async () => {
    const late = withLate("slice");
    const failed = { ...recording, error: "no result within the real-time limit" };
    expect(await judge(late, failed)).toMatchObject({ verdict: "different" });
    expect(await judge(failed)).toMatchObject({ verdict: "unusable" });
  });
});

describe("the result file", () => {
  const [draw] = drawsOf(["prober"], [36], "held");
  const empty = emptySeries(draw as Draw);

  test("counts every scenario once", () => {
    const difference = { at: "1 ms" };
    let series = withJudgement(empty, 7, 10, { verdict: "matched" });
    series = withJudgement(series, 8, 10, { verdict: "tie", tie: "stop or tick" });
    series = withJudgement(series, 9, 10, { verdict: "raced" });
    series = withJudgement(series, 10, 10, { verdict: "different", difference });
    series = withJudgement(series, 12, 10, { verdict: "unreached", difference });
    series = withJudgement(series, 11, 0, { verdict: "unusable", why: "it failed" });
    expect(series).toEqual({
      family: "prober",
      kubernetes: "1.36.3",
      weights: "held",
      seeds: [],
      scenarios: 6,
      attempts: 50,
      matched: 1,
      ties: [{ seed: 8, tie: "stop or tick" }],
      raced: [9],
      unreached: [{ seed: 12, ...difference }],
      differences: [{ seed: 10, ...difference }],
      unusable: [{ seed: 11, why: "it failed" }],
    });
  });

  test("leaves out the seeds that it has", () => {
    const series = [
      { first: 20, last: 24 },
      { first: 10, last: 14 },
      { first: 15, last: 16 },
    ].reduce(withSeeds, empty);
    expect(series.seeds).toEqual([
      { first: 10, last: 16 },
      { first: 20, last: 24 },
    ]);
    expect(missingSeeds(series, { first: 8, last: 30 }, 4)).toEqual([
      { first: 8, last: 9 },
      { first: 17, last: 19 },
      { first: 25, last: 28 },
      { first: 29, last: 30 },
    ]);
    expect(missingSeeds(series, { first: 11, last: 16 }, 4)).toEqual([]);
    expect(missingSeeds(series, { first: 12, last: 22 }, 4)).toEqual([{ first: 17, last: 19 }]);
    expect(missingSeeds(empty, { first: 1, last: 5 }, 2)).toHaveLength(3);
  });

  test("whole kubelets have oracles from 1.33 on, clusters of three releases", () => {
    expect(drawsOf(FAMILIES, [28], "default").map(({ family }) => family)).toEqual(["prober"]);
    expect(drawsOf(FAMILIES, [37], "default")).toHaveLength(FAMILIES.length);
    expect(drawsOf(["rollout"], [33, 34, 35, 36, 37], "default").map(({ version }) => version.minor)).toEqual([
      34, 36, 37,
    ]);
  });
});
