import fc from "fast-check";
import { expect, test } from "vitest";
import { columnAt, drawTimeAxis, fitTimeAxis, partAt } from "./timeAxis.ts";

test("a short run is drawn whole and to scale", () => {
  const axis = fitTimeAxis([3000], 10_000, 60, 1000);
  expect(axis).toMatchObject({ msPerColumn: 200, columns: 51, parts: [{ isCut: false }] });
});

test("a long quiet time is cut short, what happens around it is not", () => {
  const axis = fitTimeAxis([5_000, 3_600_000], 3_630_000, 100, 1000);
  expect(axis.msPerColumn).toBe(1000);
  expect(drawTimeAxis(axis, 100)).toEqual([
    "0s         ⋯ 59m47s ⋯ 59m57s   ⋯ 26s ⋯",
    "├─────────┄┄┄┄┄┄┄┄┄┄┄┄┼──┼────┄┄┄┄┄┄┄┄┄",
  ]);
});

test("whatever happens when: it fits, time ascends, and moments are never in a cut", () => {
  const instants = fc.array(fc.integer({ min: 0, max: 90_000_000 }), { maxLength: 60 });
  fc.assert(
    fc.property(
      instants,
      fc.integer({ min: 0, max: 90_000_000 }),
      fc.integer({ min: 20, max: 240 }),
      (moments, untilMs, columns) => {
        const axis = fitTimeAxis(moments, untilMs, columns, 1000);
        expect(axis.columns).toBeLessThanOrEqual(columns);
        expect(axis.columns).toBe(axis.parts.reduce((sum, part) => sum + part.columns, 0));
        let previous = 0;
        for (const moment of [...moments.filter((t) => t <= untilMs), untilMs].sort((a, b) => a - b)) {
          const column = columnAt(axis, moment);
          expect(column).toBeGreaterThanOrEqual(previous);
          expect(column).toBeLessThan(axis.columns);
          previous = column;
          if (moment !== untilMs) expect(partAt(axis, moment).isCut).toBe(false);
        }
        for (const line of drawTimeAxis(axis, columns).slice(1)) expect([...line].length).toBe(axis.columns);
      },
    ),
    { seed: 20261121, numRuns: 500 },
  );
});
