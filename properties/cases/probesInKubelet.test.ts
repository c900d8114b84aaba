import { describe, expect, test } from "vitest";
import {
  attempts,
  attemptsWithOutcome,
  condition,
  eventTimes,
  messages,
  ofKind,
  shown,
  starts,
  stops,
} from "./readTrace.ts";
import type { CaseTrace } from "./recordedCase.ts";
import { kubeletCase, ours, RELEASES } from "./recordedCase.ts";

// Prober spec §10, cases of the harness HB (P28 … P53). The instants are those of a kubelet that relists at x.630 s and
// takes 1 ms for a status, not of the specification's instant one: the worker is created at 1, the container starts at
// 31 and is seen running at 32, or before 1.36, which does not relist on demand, by the relist at 630.

const SEEN_BY_RELIST = ["1.33", "1.34", "1.35"];
const SEEN_AT_ONCE = ["1.36", "1.37"];

const grid = (first: number, period: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => first + index * period);

describe("P27 jitter bounds", () => {
  kubeletCase(
    "P27 younger than a period",
    SEEN_AT_ONCE,
    (trace) => expect(attempts(trace, "readiness")).toEqual([3751, 3754, 13_754, 23_754, 33_754]),
    "X2jitter",
  );
  kubeletCase(
    "P27 one ms younger than a period",
    ["1.36"],
    (trace) => expect(attempts(trace, "liveness")).toEqual(grid(3751, 10_000, 4)),
    "P27younger",
  );
  kubeletCase(
    "P27 exactly a period old",
    ["1.36"],
    (trace) => expect(attempts(trace, "liveness")).toEqual(grid(10_001, 10_000, 3)),
    "P27exact",
  );
  test("P27 before 1.21 every worker sleeps", () =>
    expect(attempts(ours("P27exact", "1.20"), "liveness")).toEqual(grid(3751, 10_000, 4)));
});

kubeletCase("P28 grid not container start", RELEASES, (trace) => {
  expect(starts(trace)).toEqual([31]);
  expect(attempts(trace, "liveness")).toEqual(grid(10_001, 10_000, 4));
});

// The start at 31 is cut to -123 (wall clock x.123): the gate opens at 7877, not at 8031.
kubeletCase("P29 whole-second delay", RELEASES, (trace) => expect(attempts(trace, "liveness")[0]).toBe(8001));

kubeletCase("P30 slow probe", SEEN_AT_ONCE, (trace) => {
  // The trigger of the relist at 630 is pending at the first probe's end and sets the ticker anew there: grid 2432 + n.
  expect(attempts(trace, "readiness").slice(0, 8)).toEqual([32, 2432, 4832, 7232, 9632, 10_432, 11_432, 12_432]);
});

kubeletCase("P31 liveness kill cycle", SEEN_AT_ONCE, (trace) => {
  expect(eventTimes(trace, "Unhealthy").slice(0, 6)).toEqual([10_004, 20_004, 30_004, 40_004, 50_004, 60_004]);
  expect(stops(trace).slice(0, 2)).toEqual([
    [30_005, 30],
    [60_005, 30],
  ]);
  expect(messages(trace, "Killing")[0]).toBe("Container app failed liveness probe, will be restarted");
});

kubeletCase("P32 run carries over a crash", RELEASES, (trace) => {
  expect(attemptsWithOutcome(trace, "liveness").slice(0, 3)).toEqual([
    [10_001, "fail"],
    [20_001, "fail"],
    [30_001, "fail"],
  ]);
  expect(ofKind(trace, "stop")[0]).toMatchObject({ t: 30_005, n: 1 });
});

describe("P33 startup then readiness", () => {
  kubeletCase("P33 reset", RELEASES, (trace) => {
    expect(attemptsWithOutcome(trace, "startup")).toEqual([
      [5001, "fail"],
      [10_001, "fail"],
      [15_001, "ok"],
    ]);
    // The sync that the success asks for takes 1 ms; in it readiness is triggered.
    expect(attempts(trace, "readiness").slice(0, 3)).toEqual([15_005, 25_005, 35_005]);
    expect(attempts(trace, "liveness")[0]).toBe(20_001);
    expect(condition(trace, "Ready").at(-1)).toEqual([15_008, "True"]);
  });
  test("P33 no reset before 1.32", () =>
    expect(attempts(ours("P33", "1.31"), "readiness").slice(0, 3)).toEqual([15_005, 20_001, 30_001]));
});

describe("P34 double first readiness probe", () => {
  // Only of an instant kubelet: the second sync waits for a relist, and by then the container is ready (corrections.md 1.10).
  kubeletCase("P34 one probe", SEEN_AT_ONCE, (trace) =>
    expect(attempts(trace, "readiness")).toEqual([32, 10_032, 20_032, 30_032]),
  );
  kubeletCase("P34 one probe, seen by a relist", SEEN_BY_RELIST, (trace) =>
    expect(attempts(trace, "readiness")).toEqual(grid(631, 10_000, 4)),
  );
  test("P34 no reset before 1.32", () =>
    expect(attempts(ours("P34", "1.31"), "readiness")).toEqual([631, 10_001, 20_001, 30_001]));
});

kubeletCase("P35 same, L=0", SEEN_AT_ONCE, (trace) => {
  expect(attempts(trace, "readiness")).toEqual([32, 10_032, 20_032]);
  expect(condition(trace, "Ready").at(-1)).toEqual([32, "True"]);
});

// The second success is had at the next relist, not at the same instant (corrections.md 1.11).
kubeletCase("P36 ST=2 met at once", SEEN_AT_ONCE, (trace) => {
  expect(attempts(trace, "readiness").slice(0, 3)).toEqual([32, 631, 10_631]);
  expect(condition(trace, "Ready").at(-1)).toEqual([634, "True"]);
});

kubeletCase("P37 failing from start", SEEN_AT_ONCE, (trace) => {
  expect(attempts(trace, "readiness").slice(0, 4)).toEqual([32, 631, 10_631, 20_631]);
  expect(shown(trace).slice(1)).toEqual([[32, "running started #0"]]);
});

kubeletCase("P38 failure makes an extra probe", SEEN_AT_ONCE, (trace) => {
  expect(attemptsWithOutcome(trace, "readiness").slice(2, 8)).toEqual([
    [20_032, "ok"],
    [30_032, "fail"],
    [40_032, "fail"],
    [50_032, "fail"],
    [50_036, "fail"],
    [60_036, "fail"],
  ]);
  expect(shown(trace).at(-1)).toEqual([50_035, "running started #0"]);
});

describe("P39 runtime error discarded", () => {
  const error = "rpc error: code = Unknown desc = failed to exec in container: scripted error";
  kubeletCase("P39 thrown away", RELEASES, (trace) => {
    expect(attempts(trace, "liveness").slice(0, 4)).toEqual([10_001, 10_301, 10_601, 20_001]);
    expect(eventTimes(trace, "Unhealthy")).toEqual([10_901, 20_901, 30_901, 40_901]);
    expect(messages(trace, "Unhealthy")[0]).toBe(`Liveness probe errored and resulted in unknown state: ${error}`);
    expect(stops(trace)).toEqual([]);
  });
  test("P39 the words before 1.33", () =>
    expect(messages(ours("P39", "1.32"), "Unhealthy")[0]).toBe(`Liveness probe errored: ${error}`));
});

kubeletCase("P40 retry stops at a verdict", ["1.36"], (trace) => {
  expect(attemptsWithOutcome(trace, "liveness").slice(0, 2)).toEqual([
    [10_001, "error"],
    [10_301, "fail"],
  ]);
  expect(eventTimes(trace, "Unhealthy")[0]).toBe(10_304);
  expect(stops(trace)).toEqual([[10_305, 30]]);
});

describe("P44 exec timeout", () => {
  const timedOut = 'command timed out: "probe liveness" timed out after 1s';
  // The runtime notices a time-out 7 ms late.
  kubeletCase("P44 counts", RELEASES, (trace) => {
    expect(attemptsWithOutcome(trace, "liveness").slice(0, 3)).toEqual([
      [10_001, "timeout"],
      [20_001, "timeout"],
      [30_001, "timeout"],
    ]);
    expect(messages(trace, "Unhealthy")[0]).toBe(`Liveness probe failed: ${timedOut}`);
    expect(stops(trace)).toEqual([[31_009, 30]]);
  });
  test("P44 the words before 1.31", () =>
    expect(messages(ours("P44", "1.30"), "Unhealthy")[0]).toBe(
      'Liveness probe failed: command "probe liveness" timed out',
    ));
  kubeletCase(
    "P44 gate ExecProbeTimeout off",
    ["1.34"],
    (trace) => {
      expect(attempts(trace, "liveness").slice(0, 4)).toEqual([10_001, 11_008, 12_015, 20_001]);
      expect(messages(trace, "Unhealthy")[0]).toBe(`Liveness probe errored and resulted in unknown state: ${timedOut}`);
      expect(stops(trace)).toEqual([]);
    },
    "P44off",
  );
});

describe("P46 stop during probe", () => {
  kubeletCase("P46 the probe ends first", ["1.33", "1.34", "1.37"], (trace) =>
    expect(attemptsWithOutcome(trace, "liveness")).toEqual([
      [10_001, "ok"],
      [20_001, "ok"],
    ]),
  );
  // The workers run on the pod worker's context, which the deletion at 21 s cancels (corrections.md 1.8).
  kubeletCase("P46 the probe is cut off", ["1.35", "1.36"], (trace) => {
    expect(attemptsWithOutcome(trace, "liveness").slice(1)).toEqual([
      [20_001, "cancelled"],
      [21_000, "cancelled"],
      [21_000, "cancelled"],
    ]);
    expect(eventTimes(trace, "Unhealthy")).toEqual([21_000]);
  });
});

describe("P47 OnFailure exit 0", () => {
  const syncs = (trace: CaseTrace): number => ofKind(trace, "sync").length;
  kubeletCase("P47 the worker goes on", ["1.33", "1.34"], (trace) => expect(syncs(trace)).toBe(4));
  // It ends, is created again by each sync, publishes and ends again: one sync per second for ever (corrections.md 1.3).
  kubeletCase("P47 the worker ends", ["1.35", "1.36", "1.37"], (trace) => expect(syncs(trace)).toBe(64));
  kubeletCase("P47 Never, exit 1", RELEASES, (trace) => expect(syncs(trace)).toBe(64), "P47never");
});

describe("P48 kubelet restart", () => {
  const after = (trace: CaseTrace): [number, string][] => condition(trace, "Ready").filter(([t]) => t > 60_000);
  kubeletCase("P48 ready stays", ["1.35", "1.36", "1.37"], (trace) => expect(after(trace)).toEqual([[63_001, "True"]]));
  kubeletCase("P48 ready flaps", ["1.33", "1.34"], (trace) =>
    expect(after(trace)).toEqual([
      [63_001, "True"],
      [63_001, "False ContainersNotReady"],
      [63_004, "True"],
    ]),
  );
  test("P48 ready flaps with gate ChangeContainerStatusOnKubeletRestart", () => {
    expect(after(ours("P48", "1.36", { ChangeContainerStatusOnKubeletRestart: true })).map(([, said]) => said)).toEqual(
      ["True", "False ContainersNotReady", "True"],
    );
  });
});

describe("P49 restart of kubelet, backend dead", () => {
  const after = (trace: CaseTrace): [number, string][] => condition(trace, "Ready").filter(([t]) => t > 60_000);
  kubeletCase("P49 until the third failure", ["1.35", "1.36", "1.37"], (trace) => {
    expect(
      attempts(trace, "readiness")
        .filter((t) => t > 60_000)
        .slice(0, 3),
    ).toEqual([63_001, 73_001, 83_001]);
    expect(after(trace)).toEqual([
      [63_001, "True"],
      [83_004, "False ContainersNotReady"],
    ]);
  });
  kubeletCase("P49 at once", ["1.33", "1.34"], (trace) =>
    expect(after(trace)).toEqual([
      [63_001, "True"],
      [63_001, "False ContainersNotReady"],
    ]),
  );
});

describe("P50 inherited started", () => {
  // No release has the fix: 1.37.1 inherits too (corrections.md 1.1).
  kubeletCase("P50 by container name", SEEN_AT_ONCE, (trace) => {
    expect(shown(trace).find(([, said]) => said.endsWith("#1"))).toEqual([32_016, "running started ready #1"]);
    expect(stops(trace).map(([t]) => t)).toEqual([31_005, 33_005, 35_005]);
  });
  kubeletCase("P50 not at all", ["1.33", "1.34"], (trace) => {
    expect(shown(trace).find(([, said]) => said.endsWith("#1"))).toEqual([32_631, "running #1"]);
    expect(stops(trace).map(([t]) => t)).toEqual([31_005]);
  });
});

describe("P51 termination", () => {
  const ended = (trace: CaseTrace, type: "liveness" | "readiness", container: string): [number, string][] =>
    attemptsWithOutcome(trace, type, container).filter(([t]) => t > 50_001);
  kubeletCase("P51 readiness and sidecars go on", ["1.33", "1.34", "1.37"], (trace) => {
    expect(ended(trace, "liveness", "app")).toEqual([]);
    expect(ended(trace, "liveness", "side")).toEqual([
      [55_001, "ok"],
      [60_001, "ok"],
      [65_001, "ok"],
      [70_001, "ok"],
    ]);
    expect(
      ended(trace, "readiness", "app")
        .slice(0, 4)
        .map(([, out]) => out),
    ).toEqual(["ok", "ok", "ok", "ok"]);
  });
  // Without sidecars P51's own pod would never begin: a deletion at 100 s, and a container that ignores its stop signal.
  test("P51 before 1.22 liveness goes on too", () =>
    expect(attempts(ours("C9", "1.21"), "liveness").filter((t) => t > 100_001)).toEqual([110_001, 120_001]));
  kubeletCase("P51 they are cancelled", ["1.35", "1.36"], (trace) => {
    expect(ended(trace, "liveness", "app")).toEqual([]);
    expect(new Set(ended(trace, "liveness", "side").map(([, out]) => out))).toEqual(new Set(["cancelled"]));
    expect(ended(trace, "liveness", "side").length).toBe(12);
  });
});

kubeletCase("P52 gates", RELEASES, (trace) => {
  const said = ofKind(trace, "status").flatMap(({ conditions }) => conditions?.["Ready"]?.message ?? []);
  const isNot = (type: string, status: string): string =>
    `the status of pod readiness gate "${type}" is not "True", but ${status}`;
  const isMissing = (type: string): string => `corresponding condition of pod readiness gate "${type}" does not exist.`;
  // x missing and y False; then x is set.
  expect(said.slice(-2)).toEqual([`${isMissing("x")}, ${isNot("y", "False")}`, isNot("y", "False")]);
  expect(condition(trace, "Ready").at(-1)).toEqual([40_001, "True"]);
  expect(condition(trace, "ContainersReady").at(-1)?.[1]).toBe("True");
});

kubeletCase("P53 transition time", ["1.36"], (trace) => {
  const said = ofKind(trace, "status").flatMap(({ t, conditions }) => {
    const ready = conditions?.["ContainersReady"];
    return ready !== undefined && ready !== null && t > 10_000
      ? [[t, ready.status, ready.message ?? "", ready.since]]
      : [];
  });
  // Whole seconds of a wall clock that shows x.123 at 0.
  expect(said).toEqual([
    [10_045, "False", "containers with unready status: [a]", 9877],
    [10_045, "False", "containers with unready status: [a b]", 9877],
    [20_634, "False", "containers with unready status: [b]", 9877],
    [30_638, "True", "", 29_877],
  ]);
});
