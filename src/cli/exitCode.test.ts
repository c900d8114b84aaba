import { expect, test } from "vitest";
import { combineExitCodes, type ExitCode } from "./exitCode.ts";

test.each<[readonly ExitCode[], ExitCode]>([
  [[], 3],
  [[0], 0],
  [[0, 3], 3],
  [[3, 1, 0], 1],
  [[1, 2, 3], 2],
  [[2, 4, 1], 4],
  [[4, 130, 2], 130],
])("parts that end with %j end with %d together", (codes, combined) => {
  expect(combineExitCodes(codes)).toBe(combined);
});
