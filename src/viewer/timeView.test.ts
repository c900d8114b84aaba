import fc from "fast-check";
import { expect, test } from "vitest";
import { panBy, showInstant, ticksOf, timeAt, wholeView, xOf, zoomAt } from "./timeView.ts";

const UNTIL_MS = 480_000;
const WIDTH = 1000;

const moves = fc.array(
  fc.oneof(
    fc.record({ zoom: fc.double({ min: 0.05, max: 20, noNaN: true }), at: fc.integer({ min: 0, max: WIDTH }) }),
    fc.record({ pan: fc.integer({ min: -UNTIL_MS, max: UNTIL_MS }) }),
    fc.record({ show: fc.integer({ min: 0, max: UNTIL_MS }) }),
  ),
  { maxLength: 20 },
);

test("however one moves, the view is a part of the run, and pixels and instants agree", () => {
  fc.assert(
    fc.property(moves, (all) => {
      let view = wholeView(UNTIL_MS);
      for (const move of all) {
        if ("zoom" in move) view = zoomAt(view, WIDTH, move.at, move.zoom, UNTIL_MS);
        else if ("pan" in move) view = panBy(view, move.pan, UNTIL_MS);
        else {
          view = showInstant(view, move.show, UNTIL_MS);
          expect(move.show).toBeGreaterThanOrEqual(view.fromMs);
          expect(move.show).toBeLessThanOrEqual(view.toMs);
        }
        expect(view.fromMs).toBeGreaterThanOrEqual(0);
        expect(view.toMs).toBeLessThanOrEqual(wholeView(UNTIL_MS).toMs + 1e-6);
        expect(view.toMs - view.fromMs).toBeGreaterThan(0);
        expect(xOf(view, WIDTH, timeAt(view, WIDTH, 333))).toBeCloseTo(333, 3);
      }
    }),
    { seed: 20261121 },
  );
});

test("what is under the pointer stays there", () => {
  const near = zoomAt(wholeView(UNTIL_MS), WIDTH, 400, 0.5, UNTIL_MS);
  expect(timeAt(near, WIDTH, 400)).toBeCloseTo(timeAt(wholeView(UNTIL_MS), WIDTH, 400), 6);
});

test("ticks are round, within the view, and as far apart as asked", () => {
  const ticks = ticksOf({ fromMs: 12_345, toMs: 72_345 }, WIDTH, 90);
  expect(ticks).toEqual([20_000, 30_000, 40_000, 50_000, 60_000, 70_000]);
  expect(ticksOf(wholeView(30 * 86_400_000), WIDTH, 90).length).toBeLessThan(12);
});
