import { describe, expect, test } from "vitest";
import { eventTimes, exits, messages, ofKind, phases, shown, starts, stops } from "./readTrace.ts";
import { kubeletCase, ours, RELEASES } from "./recordedCase.ts";

// Lifecycle spec §11, C: when and how containers are killed. The verdict is published at 100.004, the sync that follows
// decides at 100.005; a process is gone 7 ms after SIGKILL; create and start take 5 ms each.

kubeletCase("C1 grace 30, stop signal ignored", RELEASES, (trace) => {
  expect(eventTimes(trace, "Killing")).toEqual([100_005]);
  expect(stops(trace)).toEqual([[100_005, 30]]);
  expect(exits(trace)).toEqual([[130_012, 137]]);
  expect(starts(trace)).toEqual([31, 130_022]);
});

kubeletCase("C2 exits two seconds after the stop signal", RELEASES, (trace) => {
  expect(exits(trace)).toEqual([[102_005, 0]]);
  expect(starts(trace)).toEqual([31, 102_015]);
});

kubeletCase("C3 preStop takes its whole seconds off the grace", RELEASES, (trace) => {
  expect(stops(trace)).toEqual([[103_905, 7]]);
  expect(exits(trace)).toEqual([[110_912, 137]]);
});

kubeletCase("C4 preStop never returns", RELEASES, (trace) => {
  expect(stops(trace)).toEqual([[110_005, 2]]);
  expect(exits(trace)).toEqual([[112_012, 137]]);
  // Its own end is still told, after the container's death (corrections.md 1.9).
  expect(eventTimes(trace, "FailedPreStopHook")).toEqual([112_012]);
});

kubeletCase("C5 the liveness probe's own grace", RELEASES, (trace) => {
  expect(stops(trace)).toEqual([[100_005, 5]]);
  expect(exits(trace)).toEqual([[105_012, 137]]);
});

test("C5 before 1.25 the pod's grace counts", () => expect(exits(ours("C5", "1.24"))[0]).toEqual([130_012, 137]));

kubeletCase("C6 the probe's grace may be longer than the pod's", RELEASES, (trace) =>
  expect(exits(trace)).toEqual([[160_012, 137]]),
);

kubeletCase("C7 a startup probe without a grace of its own", RELEASES, (trace) => {
  expect(messages(trace, "Killing")[0]).toBe("Container app failed startup probe, will be restarted");
  expect(exits(trace)[0]).toEqual([60_012, 137]);
});

describe("C8 grace 0 or 1", () => {
  kubeletCase(
    "C8 with 0 there is no preStop, and a floor of two seconds",
    RELEASES,
    (trace) => {
      expect(ofKind(trace, "hook")).toEqual([]);
      expect(stops(trace)).toEqual([[100_005, 2]]);
      expect(exits(trace)).toEqual([[102_012, 137]]);
    },
    "C8a",
  );
  kubeletCase(
    "C8 with 1 the floor is two seconds",
    RELEASES,
    (trace) => expect(exits(trace)).toEqual([[102_012, 137]]),
    "C8b",
  );
});

kubeletCase("C9 a deletion's grace wins over the probe's", RELEASES, (trace) => {
  expect(stops(trace)).toEqual([[100_001, 20]]);
  expect(exits(trace)).toEqual([[120_008, 137]]);
});

// Go's map decides who is first: the recordings that came most often have c0 first.
kubeletCase("C10 two kills of one sync come one after the other", RELEASES, (trace) => {
  const deaths = [exits(trace, "c0"), exits(trace, "c1")].flat().map(([t]) => t);
  expect(deaths.toSorted((a, b) => a - b)).toEqual([130_012, 160_019]);
  const restarted = [starts(trace, "c0")[1] ?? 0, starts(trace, "c1")[1] ?? 0];
  expect(restarted.toSorted((a, b) => a - b)).toEqual([160_029, 160_039]);
});

describe("C11 deletion during a liveness kill", () => {
  // The running sync starts the next instance all the same; its termination gets the whole grace again.
  kubeletCase("C11 relist on demand", ["1.36", "1.37"], (trace) => {
    expect(starts(trace)).toEqual([31, 130_022]);
    expect(stops(trace)).toEqual([
      [100_005, 30],
      [130_023, 30],
    ]);
    expect(exits(trace)[1]).toEqual([160_030, 137]);
  });
  kubeletCase("C11 next relist", ["1.33", "1.34", "1.35"], (trace) => {
    expect(stops(trace)).toEqual([
      [100_005, 30],
      [130_631, 30],
    ]);
    expect(exits(trace)[1]).toEqual([160_638, 137]);
  });
});

kubeletCase("C12 a postStart hook holds up the containers after it", RELEASES, (trace) => {
  expect(starts(trace, "c0")).toEqual([31]);
  expect(starts(trace, "c1")).toEqual([20_041]);
  const seen = shown(trace, "c0")[1]?.[0] ?? 0;
  expect(seen).toBeGreaterThan(20_041);
  expect(shown(trace, "c1")[1]?.[0]).toBe(seen);
});

describe("C13 a postStart hook fails", () => {
  kubeletCase("C13 killed, shown, started again", RELEASES, (trace) => {
    expect(eventTimes(trace, "FailedPostStartHook")[0]).toBe(3031);
    expect(messages(trace, "Killing")[0]).toBe("FailedPostStartHook");
    expect(exits(trace)[0]).toEqual([33_038, 137]);
    expect(shown(trace)[1]).toEqual([33_631, "waiting PostStartHookError #0"]);
    expect(starts(trace)[1]).toBe(33_641);
    // Not Pending: the container ran (corrections.md 1.13).
    expect(phases(trace).at(-1)).toEqual([33_631, "Running"]);
  });
  kubeletCase("C13 back-off from the second failure on", RELEASES, (trace) => {
    expect(shown(trace).slice(2, 4)).toEqual([
      [67_631, "waiting PostStartHookError #1"],
      [68_631, "waiting CrashLoopBackOff #1"],
    ]);
    expect(eventTimes(trace, "BackOff").slice(0, 2)).toEqual([67_631, 68_631]);
  });
});

kubeletCase("C14 sidecars stop after the main container, in reverse order", RELEASES, (trace) => {
  expect(stops(trace, "m")).toEqual([[20_001, 30]]);
  expect(stops(trace, "s2")).toEqual([[21_001, 29]]);
  expect(stops(trace, "s1")).toEqual([[22_001, 28]]);
  expect(exits(trace, "s1")).toEqual([[23_001, 0]]);
});

kubeletCase("C15 the main container ignores the stop signal", RELEASES, (trace) => {
  expect(exits(trace, "m")).toEqual([[50_008, 137]]);
  expect(stops(trace, "s1")).toEqual([[50_001, 2]]);
  expect(stops(trace, "s2")).toEqual([[50_001, 2]]);
  expect(exits(trace, "s1")).toEqual([[51_001, 0]]);
});

kubeletCase("C16 a sidecar's preStop begins at once", RELEASES, (trace) => {
  expect(ofKind(trace, "hook")).toMatchObject([{ c: "s1", t: 20_001, end: 25_001, out: 0 }]);
  expect(stops(trace, "s1")).toEqual([[25_001, 25]]);
  expect(exits(trace, "s1")).toEqual([[26_001, 0]]);
});
