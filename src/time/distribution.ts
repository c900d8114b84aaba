import type { RandomStream } from "./randomStream.ts";
import { nextUint32, nextUnit } from "./randomStream.ts";

/** How a whole number is drawn; `min` and `max` are the least and the greatest that can come. */
export type Distribution =
  /** Each as likely as any other. */
  | { readonly draw: "uniform"; readonly min: number; readonly max: number }
  /** Around `mean`, seldom further away than twice the `deviation`; what falls outside counts as the nearest limit. */
  | {
      readonly draw: "normal";
      readonly mean: number;
      readonly deviation: number;
      readonly min: number;
      readonly max: number;
    }
  /** `min` is likeliest, and the longer the less likely; without the upper limit the mean would be `mean`. */
  | { readonly draw: "exponential"; readonly mean: number; readonly min: number; readonly max: number };

/**
 * Draws a whole number. A stream is meant for one number only: how many draws that takes differs.
 * Nothing but sums, products and comparisons, so that every machine draws the same.
 */
export function drawFrom(distribution: Distribution, stream: RandomStream): number {
  const { min, max } = distribution;
  switch (distribution.draw) {
    case "uniform":
      return min + Math.floor(nextUnit(stream) * (max - min + 1));
    case "normal":
      return clamp(distribution.mean + distribution.deviation * standardNormal(stream), min, max);
    case "exponential":
      return clamp(min + (distribution.mean - min) * standardExponential(stream), min, max);
  }
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, Math.round(value)));
}

const SUMMANDS = 12;

/** The sum of twelve uniform numbers less six: mean 0, deviation 1, never beyond 6 (Irwin and Hall). */
function standardNormal(stream: RandomStream): number {
  let sum = 0;
  for (let count = 0; count < SUMMANDS; count++) sum += nextUnit(stream);
  return sum - SUMMANDS / 2;
}

/** Mean 1, by comparing uniform numbers only (von Neumann 1951): a falling run of odd length gives its first number. */
function standardExponential(stream: RandomStream): number {
  for (let whole = 0; ; whole++) {
    const first = nextUint32(stream);
    let last = first;
    let length = 1;
    for (let next = nextUint32(stream); next < last; next = nextUint32(stream)) {
      last = next;
      length++;
    }
    if (length % 2 === 1) return whole + first / 2 ** 32;
  }
}
