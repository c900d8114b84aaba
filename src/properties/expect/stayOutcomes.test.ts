import fc from "fast-check";
import { expect, test } from "vitest";
import type { TracedStay } from "../staysOf.ts";
import { judgeDuring, judgeNotDuring, judgeStays } from "./stayOutcomes.ts";

// Goal: a list of stays says neither more nor less than what came. Method: expect the stays themselves, then move one end.
test("stays are met by themselves, and by nothing else", () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(gaps, fc.nat(), (lengths, choice) => {
      let now = 0;
      const times = lengths.map((length) => (now += length));
      const stays: TracedStay[] = [];
      for (let index = 0; index < times.length; index += 2) {
        const [fromMs = 0, toMs] = times.slice(index, index + 2);
        stays.push(
          toMs === undefined ? { fromMs, fromStep: index } : { fromMs, fromStep: index, toMs, toStep: index + 1 },
        );
      }
      const at = (ms: number, shiftMs: number) => ({ fromMs: ms + shiftMs, toMs: ms + shiftMs });
      const expected = (shiftMs: number) =>
        stays.map(({ fromMs, toMs }, index) => ({
          from: at(fromMs, index === choice % stays.length ? shiftMs : 0),
          ...(toMs === undefined ? {} : { to: at(toMs, 0) }),
        }));
      expect(judgeStays(expected(0), stays).holds).toBe(true);
      expect(judgeStays(expected(1), stays).holds).toBe(false);
      expect(judgeStays(expected(0).slice(1), stays).holds).toBe(false);
      expect(judgeStays("never", stays).holds).toBe(false);
      const last = stays.at(-1) as TracedStay;
      const isOpen = last.toMs === undefined;
      const opened = [
        ...expected(0).slice(0, -1),
        { from: at(last.fromMs, 0), ...(isOpen ? { to: at(last.fromMs, 5) } : {}) },
      ];
      expect(judgeStays(opened, stays).holds).toBe(false);
    }),
  );
});

// Goal: "all the time" and "at no moment" agree with looking at every millisecond.
test("during and not during say what every instant of the window says", () => {
  const instant = fc.integer({ min: 0, max: 12 });
  fc.assert(
    fc.property(fc.uniqueArray(instant, { maxLength: 6 }), instant, instant, (times, one, other) => {
      const sorted = times.toSorted((a, b) => a - b);
      const stays = sorted.flatMap((fromMs, index): TracedStay[] => {
        const toMs = sorted[index + 1];
        if (index % 2 === 1) return [];
        return [toMs === undefined ? { fromMs, fromStep: 1 } : { fromMs, fromStep: 1, toMs, toStep: 2 }];
      });
      const window = { fromMs: Math.min(one, other), toMs: Math.max(one, other) };
      const instants = Array.from({ length: window.toMs - window.fromMs + 1 }, (_, index) => window.fromMs + index);
      const isSo = (ms: number): boolean => stays.some(({ fromMs, toMs = Infinity }) => fromMs <= ms && ms < toMs);
      expect(judgeDuring(window, stays, 20).holds).toBe(instants.every(isSo));
      expect(judgeNotDuring(window, stays).holds).toBe(!instants.some(isSo));
    }),
  );
});
