import { expect, test } from "vitest";
import { formatGoDuration } from "./goDuration.ts";

test.each([
  [0, "0s"],
  [7, "7ms"],
  [1500, "1.5s"],
  [60_000, "1m0s"],
  [90_001, "1m30.001s"],
  [300_000, "5m0s"],
  [3_600_000, "1h0m0s"],
  [90_061_000, "25h1m1s"],
])("%i ms is %s", (durationMs, text) => {
  expect(formatGoDuration(durationMs)).toBe(text);
});
