import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { VECTOR_KINDS } from "../../src/conformance/vectorKinds.ts";
import { describeConformance } from "./describeConformance.ts";

/** These have test files of their own, so that they run beside each other. */
const LARGE_FAMILIES = ["prober", "kubelet", "cluster"];

const families = [...new Set(VECTOR_KINDS.map(({ family }) => family))];

for (const family of families.filter((name) => !LARGE_FAMILIES.includes(name))) describeConformance(family);

test.each(families.filter((name) => LARGE_FAMILIES.includes(name)))("the family %s has its test file", (family) => {
  expect(existsSync(join(import.meta.dirname, `${family}.test.ts`))).toBe(true);
});
