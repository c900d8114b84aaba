import { expect, test } from "vitest";
import { nearestName } from "./nearestName.ts";

const PROBE_KEYS = ["initialDelaySeconds", "periodSeconds", "timeoutSeconds", "successThreshold", "failureThreshold"];

test.each([
  ["initialDetaySeconds", "initialDelaySeconds"],
  ["preiodSeconds", "periodSeconds"],
  ["period-seconds", "periodSeconds"],
  ["PERIODSECONDS", "periodSeconds"],
  ["timeoutSecond", "timeoutSeconds"],
  ["success", "successThreshold"],
])("%s is meant to be %s", (name, candidate) => {
  expect(nearestName(name, PROBE_KEYS)).toBe(candidate);
});

test.each(["", "-", "foo", "seconds", "threshold", "x".repeat(100_000)])("%.20s is near nothing", (name) => {
  expect(nearestName(name, PROBE_KEYS)).toBeUndefined();
});

test("an unfinished word that several candidates continue is near none", () => {
  expect(nearestName("conf", ["conformance", "configure"])).toBeUndefined();
});

test("of equally near candidates the first wins", () => {
  expect(nearestName("bat", ["cat", "hat"])).toBe("cat");
});
