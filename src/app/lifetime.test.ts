import { expect, test } from "vitest";
import { exitOf, onTermOf } from "./lifetime.ts";

test("the process ends at the first of its ends", () => {
  expect(exitOf({})).toBeUndefined();
  expect(exitOf({ exit: { afterMs: 5, code: 0 } })).toEqual({ afterMs: 5, code: 0 });
  expect(
    exitOf({
      app: [
        { fromMs: 7, state: "hang" },
        { fromMs: 9, state: "exit" },
      ],
    }),
  ).toEqual({ afterMs: 9, code: 1 });
  expect(exitOf({ exit: { afterMs: 10, code: 0 }, app: [{ fromMs: 9, state: "exit", exitCode: 3 }] })).toEqual({
    afterMs: 9,
    code: 3,
  });
});

test("the stop signal ends a process at once, unless it says otherwise", () => {
  expect(onTermOf({})).toEqual({ afterMs: 0, code: 143 });
  expect(onTermOf({ onTerm: { afterMs: 8, code: 0 } })).toEqual({ afterMs: 8, code: 0 });
  expect(onTermOf({ onTerm: "ignore" })).toBeUndefined();
});
