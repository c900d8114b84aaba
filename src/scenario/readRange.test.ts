import fc from "fast-check";
import { expect, test } from "vitest";
import { countRangeText, timeRangeText } from "../properties/expect/range.ts";
import { readCountRange, readTimeRange } from "./readRange.ts";

test.each([
  ["2", { atLeast: 2, atMost: 2 }],
  ["0", { atLeast: 0, atMost: 0 }],
  ["2..3", { atLeast: 2, atMost: 3 }],
  ["3..", { atLeast: 3 }],
  ["..3", { atLeast: 0, atMost: 3 }],
  ["3..2", { problem: "3..2 is upside down", suggestion: "2..3" }],
  [">=3", { problem: '">=3" is no count such as 2, 2..3, 3.. or ..3', suggestion: "3.." }],
  ["..", { problem: '".." is no count such as 2, 2..3, 3.. or ..3' }],
  ["", { problem: '"" is no count such as 2, 2..3, 3.. or ..3' }],
  ["-1", { problem: '"-1" is no count such as 2, 2..3, 3.. or ..3' }],
  ["1.5", { problem: '"1.5" is no count such as 2, 2..3, 3.. or ..3' }],
])("the count %j", (text, range) => expect(readCountRange(text)).toEqual(range));

test.each([
  ["46s", { fromMs: 46_000, toMs: 46_000 }],
  ["1.5s..1m", { fromMs: 1500, toMs: 60_000 }],
  ["41s..", { fromMs: 41_000 }],
  ["..46s", { fromMs: 0, toMs: 46_000 }],
  ["0..46s", { fromMs: 0, toMs: 46_000 }],
  ["46s..41s", { problem: "46s..41s is upside down", suggestion: "41s..46s" }],
  ["..", { problem: "a range without ends says nothing", suggestion: "41s..46s" }],
  ["46", { problem: "46 has no unit", suggestion: "46s" }],
  ["41..46s", { problem: "41 has no unit", suggestion: "41s" }],
  ["41s...46s", { problem: '".46s" is no duration such as 1500ms, 42s, 5m or 1h30m' }],
])("the time %j", (text, range) => expect(readTimeRange(text, "exactly")).toEqual(range));

test("a lone time is the latest where that is meant", () =>
  expect(readTimeRange("46s", "atTheLatest")).toEqual({ fromMs: 0, toMs: 46_000 }));

test("a range that is told reads back as itself", () => {
  const number = fc.nat({ max: 1e8 });
  fc.assert(
    fc.property(number, fc.option(number, { nil: undefined }), (low, more) => {
      const counts = more === undefined ? { atLeast: low } : { atLeast: low, atMost: low + more };
      expect(readCountRange(countRangeText(counts))).toEqual(counts);
      const times = more === undefined ? { fromMs: low } : { fromMs: low, toMs: low + more };
      expect(readTimeRange(timeRangeText(times), "exactly")).toEqual(times);
    }),
  );
});

test("whatever the text, there is an answer", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."0123.smh-> e") }), (text) => {
      for (const read of [readCountRange(text), readTimeRange(text, "exactly")])
        expect("problem" in read || Object.values(read).every(Number.isSafeInteger)).toBe(true);
    }),
  );
});
