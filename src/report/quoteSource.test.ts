import { expect, test } from "vitest";
import { createPaint } from "./paint.ts";
import { quoteSource } from "./quoteSource.ts";

const plain = createPaint(false);

test("the mark stands below the place", () => {
  expect(
    quoteSource(
      "web.yaml",
      { line: 12, column: 3, message: 'unknown key "foo"', help: "did you mean for?", quotedLine: "\t foo: bar" },
      plain,
    ),
  ).toBe(
    [
      'error: web.yaml:12:3: unknown key "foo"',
      "  12 │   foo: bar",
      "     │   ^",
      "  help: did you mean for?",
      "",
    ].join("\n"),
  );
});

test("of a long line the part around the place is shown; nothing steers the terminal", () => {
  const text = quoteSource(
    "a\u001bb",
    { line: 1, column: 5001, message: "no", quotedLine: `${" ".repeat(5000)}\u001b[2J!${"x".repeat(5000)}` },
    plain,
  );
  const [, line = "", mark = ""] = text.split("\n");
  expect(text).not.toContain("\u001b");
  expect(line.length).toBeLessThan(200);
  expect(line.slice(mark.indexOf("^"))).toMatch(/^\\u\{1b\}\[2J!x/);
});
