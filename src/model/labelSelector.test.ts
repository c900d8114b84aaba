import { expect, test } from "vitest";
import { matchesSelector } from "./labelSelector.ts";

test("a selector picks what meets all that it says", () => {
  const labels = { app: "web", tier: "front" };
  const asks = (operator: string, key: string, values?: readonly string[]): boolean =>
    matchesSelector({ matchExpressions: [{ key, operator, ...(values === undefined ? {} : { values }) }] }, labels);
  expect(["web", "api"].map((app) => matchesSelector({ matchLabels: { app } }, labels))).toEqual([true, false]);
  expect([asks("In", "app", ["web", "api"]), asks("In", "zone", ["a"])]).toEqual([true, false]);
  expect([asks("NotIn", "zone", ["a"]), asks("NotIn", "app", ["web"])]).toEqual([true, false]);
  expect([asks("Exists", "tier"), asks("DoesNotExist", "tier"), asks("Near", "tier")]).toEqual([true, false, false]);
  expect([asks("Exists", "constructor"), asks("DoesNotExist", "constructor")]).toEqual([false, true]);
  const both = { matchLabels: { app: "web" }, matchExpressions: [{ key: "tier", operator: "DoesNotExist" }] };
  expect([matchesSelector(both, labels), matchesSelector(both, { app: "web" })]).toEqual([false, true]);
  expect(matchesSelector({}, labels)).toBe(true);
});
