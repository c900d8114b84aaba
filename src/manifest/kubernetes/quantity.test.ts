import { describe, expect, test } from "vitest";
import { addQuantities, compareQuantities, formatQuantity, parseQuantity, roundQuantityUpToMilli } from "./quantity.ts";

function canonical(text: string): string {
  const quantity = parseQuantity(text);
  return typeof quantity === "string" ? `error: ${quantity}` : formatQuantity(quantity);
}

// What resource.ParseQuantity and String of apimachinery 0.36.3 answer.
describe("texts as Kubernetes writes them", () => {
  test.each([
    ["1", "1"],
    ["0.5", "500m"],
    ["1.500", "1.500"],
    ["1.5", "1500m"],
    ["0100m", "0100m"],
    ["+1Mi", "+1Mi"],
    ["1024Mi", "1Gi"],
    ["1.5Gi", "1536Mi"],
    ["0.5Ki", "512"],
    ["1000k", "1M"],
    ["1e3", "1e3"],
    ["10E2", "1e3"],
    ["0.0000000001", "1n"],
    ["-0.0000000001", "-1n"],
    ["9223372036854775808Ki", "9223372036854775807"],
    [".", "0"],
    ["0", "0"],
    ["1e999999999", "1e999999999"],
  ])("%s", (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  test.each(["", "lots", "1 Gi", "1x"])("%j is none", (text) => {
    expect(canonical(text)).toMatch(/^error: quantities must match the regular expression/);
  });

  test.each([
    ["1K", "unable to parse quantity's suffix"],
    ["--1", "unable to parse quantity's suffix"],
    ["Pi", "unable to parse numeric part of quantity"],
  ])("%s: %s", (text, error) => {
    expect(canonical(text)).toBe(`error: ${error}`);
  });
});

test("resource lists are rounded up to thousandths", () => {
  expect(["0.0001", "1.0001", "-0.0001", "1Gi", "1.500", "lots"].map(roundQuantityUpToMilli)).toEqual([
    "1m",
    "1001m",
    "-1m",
    "1Gi",
    "1.500",
    "lots",
  ]);
});

test("sums and order", () => {
  const [half, one] = [parseQuantity("500m"), parseQuantity("1")];
  if (typeof half === "string" || typeof one === "string") throw new Error("both are quantities");
  expect(formatQuantity(addQuantities(half, one))).toBe("1500m");
  expect(Math.sign(compareQuantities(half, one))).toBe(-1);
  expect(compareQuantities(one, addQuantities(half, half))).toBe(0);
});
