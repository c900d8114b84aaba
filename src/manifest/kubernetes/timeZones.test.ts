import { expect, test } from "vitest";
import { timeZoneProblem } from "./timeZones.ts";

test.each(["", "UTC", "Local", "Factory", "EST5EDT", "America/Argentina/Buenos_Aires", "Etc/GMT+1"])(
  "%s is a zone of Go",
  (name) => {
    expect(timeZoneProblem(name)).toBeUndefined();
  },
);

test.each([
  ["europe/berlin", "unknown time zone europe/berlin"],
  ["Europe", "unknown time zone Europe"],
  ["toString", "unknown time zone toString"],
  ["a..b", "time: invalid location name"],
  ["/UTC", "time: invalid location name"],
  ["\\UTC", "time: invalid location name"],
])("%s is none", (name, problem) => {
  expect(timeZoneProblem(name)).toBe(problem);
});
