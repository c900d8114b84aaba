import { describe, expect, test } from "vitest";
import { backoffSeries } from "../../src/conformance/backoffVectors.ts";
import type { BackoffEntry } from "../../src/kubelet/backoff.ts";
import { CRASH_LOOP_BACKOFF, isInBackOff, nextBackoff } from "../../src/kubelet/backoff.ts";
import { simulate } from "../../src/simulate.ts";
import { eventTimes, exits, messages, phases, shown, starts, waits } from "./readTrace.ts";
import type { CaseTrace } from "./recordedCase.ts";
import { kubeletCase, RELEASES, scenarioOfCase } from "./recordedCase.ts";

// Lifecycle spec §11, B: CrashLoopBackOff. The specification's numbers are those of a kubelet that notices everything at
// once (`exact`); a real one sees a death at the next relist and tries again at a second of its own (`kubeletCase`).

const POLLING = ["1.33", "1.34"];
const REQUEUING = ["1.35", "1.36", "1.37"];

const seconds = (values: readonly number[]): number[] => values.map((ms) => ms / 1000);
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

function exact(
  lifetimesSeconds: readonly number[],
  kind: "exit" | "probe" = "exit",
  settings = CRASH_LOOP_BACKOFF,
): { starts: number[]; waits: number[] } {
  const { startsMs, waitsMs } = backoffSeries(
    lifetimesSeconds.map((value) => value * 1000),
    kind,
    settings,
    true,
  );
  return { starts: seconds(startsMs), waits: seconds(waitsMs) };
}

describe("the rule at one attempt", () => {
  const small = { ...CRASH_LOOP_BACKOFF, initialMs: 1000, maxMs: 60_000 };

  // A running container is not started, so its back-off is not asked: P28 and every other pod that runs shows that.
  kubeletCase("B1 container running", RELEASES, (trace) => expect(eventTimes(trace, "BackOff")).toEqual([]), "P28");

  test("B2 first death", () => {
    expect(isInBackOff(undefined, 5000, 5000, small)).toBe(false);
    expect(nextBackoff(undefined, 5000, 5000, small)).toEqual({ backoffMs: 1000, lastUpdateMs: 5000 });
  });

  test("B3 second death", () => {
    const entry = nextBackoff(undefined, 5000, 5000, small);
    expect(isInBackOff(entry, 5000, 5000, small)).toBe(true);
    // It ends a second after the death, and is over then.
    expect(isInBackOff(entry, 5999, 5000, small)).toBe(true);
    expect(isInBackOff(entry, 6000, 5000, small)).toBe(false);
  });
});

describe("crashes", () => {
  const everyFiveSeconds = [0, 5, 20, 45, 90, 175, 340, 645, 950, 1255];

  test("B4 exit 1 after five seconds", () => expect(exact(times(9, 5)).starts).toEqual(everyFiveSeconds));
  // The exit code plays no part: the rule does not even see it.
  kubeletCase("B5 exit 0 as exit 1", RELEASES, (trace, release) => {
    const expected = POLLING.includes(release) ? [0.61, 12, 23, 45, 89, 166, 309] : [0.61, 11, 21, 41, 81, 161, 301];
    expect(seconds(waits(trace))).toEqual(expected);
    expect(exits(trace).every(([, code]) => code === 0)).toBe(true);
  });

  const bounds = [0, 10, 20, 40, 80, 160, 300, 300, 300];
  function within(trace: CaseTrace, upper: (wait: number) => number): void {
    const got = seconds(waits(trace));
    expect(got.length).toBe(bounds.length);
    for (const [index, bound] of bounds.entries()) {
      expect(got[index]).toBeGreaterThanOrEqual(bound);
      expect(got[index]).toBeLessThanOrEqual(upper(bound));
    }
  }
  describe("B6 up to 1.34 it is asked every 10 to 15 s", () => {
    kubeletCase(
      "B6 smallest jitter",
      POLLING,
      (trace) => {
        within(trace, (wait) => wait + 16);
        expect(seconds(waits(trace)).slice(1, 7)).toEqual([12, 23, 45, 89, 166, 309]);
      },
      "B4",
    );
    kubeletCase("B6 largest jitter", POLLING, (trace) => within(trace, (wait) => wait + 16), "B4r");
  });
  // Detection and the second of the sync tick come on top of the text's bounds.
  describe("B7 from 1.35 on it is asked at its end", () => {
    kubeletCase(
      "B7 smallest jitter",
      REQUEUING,
      (trace) => {
        within(trace, (wait) => wait + 1);
        expect(seconds(waits(trace)).slice(1, 7)).toEqual([11, 21, 41, 81, 161, 301]);
      },
      "B4",
    );
    kubeletCase(
      "B7 largest jitter",
      REQUEUING,
      (trace) => within(trace, (wait) => (wait <= 40 ? wait * 1.5 + 1 : wait + 31)),
      "B4r",
    );
  });

  describe("B8 gate ReduceDefaultCrashLoopBackOffDecay", () => {
    test("B8 exact", () => {
      const fast = { ...CRASH_LOOP_BACKOFF, initialMs: 1000, maxMs: 60_000 };
      expect(exact(times(9, 5), "exit", fast).starts).toEqual([0, 5, 11, 18, 27, 40, 61, 98, 163, 228]);
    });
    kubeletCase("B8 at most a minute in 1.34", ["1.34"], (trace) => {
      expect(seconds(waits(trace)).slice(1, 3)).toEqual([12, 12]);
      expect(Math.max(...waits(trace))).toBe(67_000);
    });
    // From 1.35 on the other gate is on, and its default maximum of 300 s wins (corrections.md, §12.4).
    kubeletCase("B8 up to 300 s from 1.35 on", ["1.36"], (trace) =>
      expect(seconds(waits(trace)).slice(1)).toEqual([2, 3, 5, 9, 17, 33, 65, 129, 257]),
    );
  });

  test("B9 a maximum of one second", () =>
    expect(exact(times(5, 5), "exit", { ...CRASH_LOOP_BACKOFF, initialMs: 1000, maxMs: 1000 }).waits).toEqual([
      0, 1, 1, 1, 1,
    ]));
});

describe("reset", () => {
  describe("B10 a run of 601 s", () => {
    test("B10 exact", () =>
      expect(exact([...times(7, 5), 601, ...times(3, 5)]).waits.slice(7)).toEqual([0, 10, 20, 40]));
    kubeletCase("B10 begins anew", RELEASES, (trace, release) =>
      expect(seconds(waits(trace)).slice(6, 9)).toEqual(POLLING.includes(release) ? [309, 1, 12] : [301, 1, 11]),
    );
  });

  describe("B11 a run of 400 s", () => {
    test("B11 exact", () => expect(exact([...times(7, 5), 400, 5, 5]).waits.slice(7)).toEqual([201, 10, 20]));
    // The entry is gone then, but nothing asks (corrections.md 1.12): the next poll does.
    kubeletCase("B11 next hop of 61 s", REQUEUING, (trace) =>
      expect(seconds(waits(trace)).slice(7, 10)).toEqual([245, 11, 21]),
    );
    kubeletCase("B11 next poll of 11 s", POLLING, (trace) =>
      expect(seconds(waits(trace)).slice(7, 10)).toEqual([210, 12, 23]),
    );
  });

  test("B12 runs of 300 s: exact", () =>
    expect(exact(times(9, 300)).waits).toEqual([0, 10, 20, 40, 80, 160, 300, 300, 300]));
  kubeletCase("B12 runs of 300 s", REQUEUING, (trace) =>
    expect(seconds(waits(trace)).slice(1)).toEqual([11, 21, 41, 81, 161, 301]),
  );

  describe("B13 runs of 310 s", () => {
    test("B13 exact", () => expect(exact(times(10, 310)).waits).toEqual([0, 10, 20, 40, 80, 160, 292, 10, 20, 40]));
    kubeletCase("B13 next hop of 61 s", REQUEUING, (trace) =>
      expect(seconds(waits(trace)).slice(6, 10)).toEqual([301, 11, 21, 41]),
    );
    kubeletCase("B13 next poll of 11 s", POLLING, (trace) =>
      expect(seconds(waits(trace)).slice(6, 10)).toEqual([298, 12, 23, 45]),
    );
  });

  test("B14 runs of 601 s: exact", () => expect(exact(times(6, 601)).waits).toEqual(times(6, 0)));
  kubeletCase("B14 runs of 601 s", ["1.34", "1.36"], (trace) => {
    expect(waits(trace).slice(1)).toEqual(times(4, 1000));
    expect(eventTimes(trace, "BackOff")).toEqual([]);
  });

  // A changed image is another key (corrections.md, §2.2). Its entry is begun with the start that comes at once.
  test("B21 another image", () => {
    const scenario = scenarioOfCase("B4", "1.36");
    const actions = [{ atMs: 700_000, do: "setImage", container: "app", image: "example.com/image:2" }] as const;
    const { events } = simulate({ ...scenario, actions });
    const again = starts(events).indexOf(700_011);
    expect(again).toBeGreaterThan(0);
    expect(messages(events, "Pulled").filter((message) => message.includes("image:2")).length).toBeGreaterThan(0);
    expect(seconds(waits(events)).slice(again, again + 3)).toEqual([10.63, 21, 41]);
  });

  kubeletCase("B22 a new kubelet has forgotten it", RELEASES, (trace) => {
    const again = starts(trace).indexOf(701_011);
    expect(again).toBeGreaterThan(0);
    const next = seconds(waits(trace))[again];
    expect([11, 12]).toContain(next);
  });
});

describe("probe kills", () => {
  /** Deaths in seconds, and whether the sync that killed may start again at once; a refused start comes when it may. */
  function decisions(deaths: readonly number[], refusedUntil: Readonly<Record<number, number>>): string[] {
    let entry: BackoffEntry | undefined;
    let previous: number | undefined;
    return deaths.map((death) => {
      const before = previous;
      previous = death;
      if (before === undefined) return "immediate";
      if (entry !== undefined && isInBackOff(entry, death * 1000, before * 1000, CRASH_LOOP_BACKOFF)) {
        const startedAt = refusedUntil[death] ?? death + entry.backoffMs / 1000;
        const refused = `refused ${death - before}<${entry.backoffMs / 1000}`;
        entry = nextBackoff(entry, startedAt * 1000, death * 1000, CRASH_LOOP_BACKOFF);
        return refused;
      }
      entry = nextBackoff(entry, death * 1000, before * 1000, CRASH_LOOP_BACKOFF);
      return "immediate";
    });
  }

  test("B15 every 33 s: exact", () => {
    const { starts: begun, waits: waited } = exact(times(11, 33), "probe");
    expect(begun).toEqual([0, 33, 66, 99, 132, 205, 318, 511, 844, 877, 1210, 1243]);
    expect(waited).toEqual([0, 0, 0, 0, 40, 80, 160, 300, 0, 300, 0]);
  });
  kubeletCase("B15 every 33 s", ["1.36", "1.37"], (trace) =>
    expect(waits(trace)).toEqual([10, 10, 10, 10, 40_629, 80_629, 160_629, 300_629, 10, 300_629, 10]),
  );

  // Deaths and restarts that a user published (#103257): started at 208 and 332.
  test("B16 a real cluster, 31 s", () =>
    expect(decisions([34, 66, 99, 132, 163, 239, 364], { 163: 208, 239: 332 })).toEqual([
      "immediate",
      "immediate",
      "immediate",
      "immediate",
      "refused 31<40",
      "refused 76<80",
      "refused 125<160",
    ]));

  test("B17 every 70 s: exact", () =>
    expect(exact(times(11, 70), "probe").starts).toEqual([
      0, 70, 140, 210, 280, 350, 500, 730, 1100, 1170, 1540, 1610,
    ]));
  kubeletCase("B17 every 70 s", ["1.36"], (trace) => {
    expect(waits(trace).map((wait) => Math.floor(wait / 1000))).toEqual([0, 0, 0, 0, 0, 80, 160, 300, 0, 300, 0]);
    expect(
      shown(trace)
        .filter(([, said]) => said.includes("CrashLoopBackOff"))
        .map(([t]) => Math.floor(t / 1000)),
    ).toEqual([420, 570, 800, 1240, 1680]);
  });

  // Deaths and restarts that a user published (#99697); 160 s after the death before, a wait of 160 s is over.
  test("B18 a real cluster, 70 s", () =>
    expect(
      decisions([67, 137, 206, 276, 346, 416, 576, 646, 1025, 1095, 1465, 1535], { 416: 511 }).map(
        (said) => said.split(" ")[0],
      ),
    ).toEqual([
      "immediate",
      "immediate",
      "immediate",
      "immediate",
      "immediate",
      "refused",
      "immediate",
      "refused",
      "immediate",
      "refused",
      "immediate",
      "refused",
    ]));

  test("B19 every 300 s or more: exact", () => expect(exact(times(9, 300), "probe").waits).toEqual(times(9, 0)));
  kubeletCase("B19 every 330 s", ["1.36"], (trace) => {
    expect(waits(trace)).toEqual(times(7, 10));
    expect(eventTimes(trace, "BackOff")).toEqual([]);
  });

  kubeletCase("B20 OnFailure, and the app exits 0 on the stop signal", RELEASES, (trace) => {
    expect(starts(trace).length).toBe(5);
    expect(phases(trace).at(-1)?.[1]).toBe("Succeeded");
    expect(shown(trace).at(-1)?.[1]).toBe("terminated Completed #4");
    expect(eventTimes(trace, "BackOff").length).toBe(1);
  });
});
