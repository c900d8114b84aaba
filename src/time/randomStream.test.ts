import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandomStream, nextBelow, nextUint32, nextUnit } from "./randomStream.ts";

function draw(seed: number, name: string, count: number): readonly number[] {
  const stream = createRandomStream(seed, name);
  return Array.from({ length: count }, () => nextUint32(stream));
}

describe("createRandomStream", () => {
  // A contract: a change here changes what every printed seed means.
  test("gives these numbers for ever", () => {
    expect(draw(42, "pleg", 4)).toEqual([2_788_381_460, 3_254_514_810, 2_043_370_344, 461_054_185]);
    expect(draw(-1, "jitter/web/liveness", 4)).toEqual([3_302_747_255, 215_091_048, 22_254_415, 2_015_166_143]);
    expect(draw(Number.MAX_SAFE_INTEGER, "", 4)).toEqual([3_334_451_770, 1_908_336_927, 3_999_113_960, 674_892_728]);
  });

  test("tells names and seeds apart", () => {
    const names = ["pleg", "plef", "gelp", "", "pleg/", "pleg "];
    const seeds = [0, 1, -1, 2 ** 32, 2 ** 52];
    const firsts = seeds.flatMap((seed) => names.map((name) => draw(seed, name, 2).join()));
    expect(new Set(firsts).size).toBe(names.length * seeds.length);
  });

  test("is continued exactly by a copy", () => {
    const stream = createRandomStream(7, "copy");
    nextUint32(stream);
    const copy = structuredClone(stream);
    expect(nextUint32(copy)).toBe(nextUint32(stream));
  });

  test.each([0.5, Number.NaN, 2 ** 53])("refuses %d as a seed", (seed) => {
    expect(() => createRandomStream(seed, "")).toThrow(RangeError);
  });
});

test("nextUnit stays in [0, 1) and fills it", () => {
  const stream = createRandomStream(1, "unit");
  const counts = Array.from({ length: 10 }, () => 0);
  for (let index = 0; index < 100_000; index++) {
    const bucket = Math.floor(nextUnit(stream) * 10);
    counts[bucket] = (counts[bucket] ?? Number.NaN) + 1;
  }
  expect(counts).toHaveLength(10);
  // Five standard deviations of a binomial with n = 100,000 and p = 1/10.
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt(9_000));
});

test("nextBelow stays below its bound and reaches both ends", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 6 }), (seed, bound) => {
      const stream = createRandomStream(seed, "below");
      const drawn = Array.from({ length: 200 }, () => nextBelow(stream, bound));
      expect([Math.min(...drawn), Math.max(...drawn)]).toEqual([0, bound - 1]);
    }),
  );
});

test.each([0, -1, 1.5, 2 ** 32 + 1, Number.NaN])("nextBelow refuses the bound %d", (bound) => {
  expect(() => nextBelow(createRandomStream(1, "bound"), bound)).toThrow(RangeError);
});
