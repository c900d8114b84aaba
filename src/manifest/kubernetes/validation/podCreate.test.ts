import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../model/json.ts";
import { parseKubernetesVersion } from "../../../model/kubernetesVersion.ts";
import { createObject } from "../createObject.ts";

/*
 * Parts of a pod that the recorded vectors leave alone: volumes, affinity, topology, name resolution, claims, Windows. What the
 * real code of the release answers (1.28.15, 1.30.14, 1.33.13, 1.34.4, 1.36.3, 1.37.1) stands in testdata/pods.jsonl.
 */

interface RecordedPod {
  readonly name: string;
  readonly spec: JsonObject;
  /** By minor release. */
  readonly errors: Readonly<Record<string, readonly string[]>>;
}

const POD = { group: "", version: "v1", kind: "Pod" };

const recorded = readFileSync(join(import.meta.dirname, "testdata/pods.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as RecordedPod)
  .flatMap(({ name, spec, errors }) =>
    Object.entries(errors).map(([release, expected]) => ({ name, release, spec, expected })),
  );

describe("a pod as the real API server judges it", () => {
  test("there is something to compare", () => {
    expect(recorded.length).toBeGreaterThan(20);
    expect(recorded.some(({ expected }) => expected.length > 0)).toBe(true);
  });

  test.each(recorded)("$name, in $release", ({ release, spec, expected }) => {
    const version = parseKubernetesVersion(release);
    if (version === undefined) throw new Error(`no release: ${release}`);
    const text = JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata: { name: "p" }, spec });
    expect(createObject({ text, format: "json", expected: POD }, version).verdict?.errors).toEqual(expected);
  });
});
