import { expect, test } from "vitest";
import { createProgress } from "./progress.ts";
import { createTestEnvironment } from "./testEnvironment.ts";

/** What progress writes when 100 parts take `partMs` each. */
function progressOf(
  partMs: number,
  options: { isTTY: boolean; env?: Record<string, string>; columns?: number },
): string {
  let nowMs = 0;
  const { environment, stderr, stdout } = createTestEnvironment({ ...options, nowMs: () => nowMs });
  const progress = createProgress(environment, "checking");
  for (let done = 1; done <= 100; done++) {
    nowMs += partMs;
    progress.update(done, 100, "web.yaml");
  }
  progress.finish();
  expect(stdout()).toBe("");
  return stderr();
}

test("says nothing of short work", () => {
  expect([progressOf(0.9, { isTTY: true }), progressOf(49, { isTTY: false })]).toEqual(["", ""]);
});

test("writes whole lines, few, where there is no terminal", () => {
  const lines = "checking 50/100, web.yaml\nchecking 100/100, web.yaml\n";
  expect(progressOf(100, { isTTY: false })).toBe(lines);
  expect(progressOf(100, { isTTY: true, env: { TERM: "dumb" } })).toBe(lines);
});

test("rewrites one line of a terminal, cut to its width, and clears it", () => {
  const clear = "\r\u001b[2K";
  expect(progressOf(2, { isTTY: true, columns: 12 })).toBe(`${clear}checking 50${clear}checking 10${clear}`);
});
