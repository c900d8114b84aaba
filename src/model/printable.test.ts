import { expect, test } from "vitest";
import { printable } from "./printable.ts";

test.each([
  ["plain, üñí, 日本, tab\tand\nline", "plain, üñí, 日本, tab\tand\nline"],
  ["\u001b[2Jgone", "\\u{1b}[2Jgone"],
  ["over\rwritten", "over\\u{d}written"],
  ["a\u202eb", "a\\u{202e}b"],
  ["zero\u200bwidth", "zero\\u{200b}width"],
])("%j is shown as %j", (text, shown) => {
  expect(printable(text)).toBe(shown);
});
