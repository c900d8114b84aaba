import { expect, test } from "vitest";
import { readCronSchedule } from "./cronSchedule.ts";

// Texts as robfig/cron v3.0.1 gives them, asked through the real validation (oracle/functions).

test.each([
  "*/5 * * * *",
  "0 9-17 * * MON-fri",
  "? * * jan *",
  "1,,2 * * * *",
  "0\u20030 * * *",
  "@every 1h30m",
  "CRON_TZ=UTC @daily",
])("%s is a schedule", (schedule) => {
  expect(readCronSchedule(schedule)).toEqual({});
});

test.each([
  ["", "empty spec string"],
  ["* * * * * *", "expected exactly 5 fields, found 6: [* * * * * *]"],
  ["-1 * * * *", 'failed to parse int from : strconv.Atoi: parsing "": invalid syntax'],
  ["*/-1 * * * *", "negative number (-1) not allowed: -1"],
  ["5/70 9-8 * * *", "beginning of range (9) beyond end of range (8): 9-8"],
  ["1-2-3 * * * *", "too many hyphens: 1-2-3"],
  ["@every 5", 'failed to parse duration @every 5: time: missing unit in duration "5"'],
  [
    "@every 5constructor",
    'failed to parse duration @every 5constructor: time: unknown unit "constructor" in duration "5constructor"',
  ],
  [
    "@every 9223372036854775808ns",
    'failed to parse duration @every 9223372036854775808ns: time: invalid duration "9223372036854775808ns"',
  ],
  ["TZ=Nope 0 0 * * *", "provided bad location Nope: unknown time zone Nope"],
])("%s is none", (schedule, problem) => {
  expect(readCronSchedule(schedule)).toEqual({ problem });
});

test("a zone with nothing behind it makes the library panic", () => {
  expect(readCronSchedule("TZ=UTC")).toEqual({ panic: "runtime error: slice bounds out of range [:-1]" });
});
