import { expect, test } from "vitest";
import { parseKserveVersion } from "./kserveVersion.ts";

test("releases of KServe are read with and without v and patch", () => {
  expect(["0.12", "v0.18", "0.15.2"].map(parseKserveVersion)).toEqual([{ minor: 12 }, { minor: 18 }, { minor: 15 }]);
});

test("what is none, or not known here, is not guessed", () => {
  expect(["0.11", "0.21", "1.18", "", "0.x"].map(parseKserveVersion)).toEqual(Array(5).fill(undefined));
});
