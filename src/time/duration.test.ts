import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDuration, parseDuration } from "./duration.ts";

describe("parseDuration", () => {
  test.each([
    ["0", 0],
    ["0s", 0],
    ["1500ms", 1_500],
    ["42s", 42_000],
    ["5m", 300_000],
    ["1h30m", 5_400_000],
    ["1h0m0.25s", 3_600_250],
    ["1.1h", 3_960_000],
    ["0.001s", 1],
    ["720h", 2_592_000_000],
  ])("reads %s", (text, durationMs) => {
    expect(parseDuration(text)).toEqual({ durationMs });
  });

  test.each([
    ["", "30s"],
    ["-5s", "5s"],
    ["+1m30s", "1m30s"],
    ["42", "42s"],
    ["30d", "720h"],
    ["5min", "5m"],
    ["90sec", "90s"],
    ["5 m", "5m"],
    ["1H30M", "1h30m"],
    ["5 MIN", "5m"],
  ])("refuses %j and suggests %s", (text, suggestion) => {
    expect(parseDuration(text)).toEqual({ problem: expect.any(String), suggestion });
  });

  test.each([
    "-x",
    "5x",
    "1.5ms",
    "0.0001s",
    "30m1h",
    "5m5m",
    "s",
    ".5s",
    "5.s",
    "1e3s",
    "99999999999999h",
    "soon",
    "constructor",
    "1constructor",
  ])("refuses %j without a guess", (text) => {
    expect(parseDuration(text)).toEqual({ problem: expect.any(String) });
  });
});

describe("formatDuration", () => {
  test.each([
    [0, "0s"],
    [250, "250ms"],
    [1_500, "1.5s"],
    [60_000, "1m"],
    [61_001, "1m1.001s"],
    [5_400_000, "1h30m"],
    [3_600_250, "1h0.25s"],
  ])("writes %d ms as %s", (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });

  test("writes what parseDuration reads back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (durationMs) => {
        expect(parseDuration(formatDuration(durationMs))).toEqual({ durationMs });
      }),
    );
  });
});
