import { expect, test } from "vitest";
import type { Distribution } from "./distribution.ts";
import { drawFrom } from "./distribution.ts";
import { createRandomStream } from "./randomStream.ts";

const drawMany = (distribution: Distribution, count = 20_000): number[] =>
  Array.from({ length: count }, (_, index) => drawFrom(distribution, createRandomStream(7, `test ${index}`)));

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

test("uniform: whole numbers from the least to the greatest, each as often", () => {
  const drawn = drawMany({ draw: "uniform", min: 3, max: 7 });
  const counts = [3, 4, 5, 6, 7].map((number) => drawn.filter((one) => one === number).length);
  expect(counts.reduce((sum, count) => sum + count)).toBe(drawn.length);
  for (const count of counts) expect(Math.abs(count - 4000)).toBeLessThan(250);
});

test("normal: around the mean, two thirds within a deviation, nothing beyond the limits", () => {
  const drawn = drawMany({ draw: "normal", mean: 10_000, deviation: 1000, min: 7000, max: 13_000 });
  expect(Math.abs(mean(drawn) - 10_000)).toBeLessThan(40);
  const within = drawn.filter((number) => Math.abs(number - 10_000) <= 1000).length / drawn.length;
  expect(Math.abs(within - 0.683)).toBeLessThan(0.015);
  expect([Math.min(...drawn) >= 7000, Math.max(...drawn) <= 13_000]).toEqual([true, true]);
});

test("exponential: its mean, and the part that an exponential distribution has beyond each multiple of it", () => {
  const drawn = drawMany({ draw: "exponential", mean: 10_000, min: 0, max: 1_000_000 });
  expect(Math.abs(mean(drawn) - 10_000)).toBeLessThan(300);
  for (const times of [0.5, 1, 2, 3]) {
    const beyond = drawn.filter((number) => number > times * 10_000).length / drawn.length;
    expect(Math.abs(beyond - Math.exp(-times))).toBeLessThan(0.015);
  }
});

test("the same seed and name draw the same in every release", () => {
  const drawn = [
    { draw: "uniform", min: 20_000, max: 90_000 },
    { draw: "normal", mean: 5000, deviation: 1000, min: 1000, max: 9000 },
    { draw: "exponential", mean: 30_000, min: 0, max: 300_000 },
  ] as const satisfies readonly Distribution[];
  expect(drawn.map((distribution) => drawFrom(distribution, createRandomStream(42, "golden")))).toEqual([
    80_273, 5185, 25_831,
  ]);
});
