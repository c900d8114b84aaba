import { expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { TOOL_VERSION } from "./toolVersion.ts";

test("traces carry the version of this package", () => {
  expect(TOOL_VERSION).toBe(packageJson.version);
});
