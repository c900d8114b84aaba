import { describe, expect, test } from "vitest";
import { parseKubernetesVersion } from "../../model/kubernetesVersion.ts";
import type { Decoded } from "./decode.ts";
import { decode, decodeValue } from "./decode.ts";
import { imageTag } from "./imageTag.ts";
import { parseGoTime } from "./goTime.ts";

// The recorded texts (conformance, validation/strict) are compared elsewhere; here stands what no vector shows.

const version = parseKubernetesVersion("1.36");
if (version === undefined) throw new Error("1.36 is a release");

function decodeJson(text: string): Decoded {
  if (version === undefined) throw new Error("1.36 is a release");
  return decode(text, "json", version);
}

describe("the decoded object holds what is not Go's zero value", () => {
  test("zero values go, pointers to them stay, as do empty collections", () => {
    const { object } = decodeValue(
      {
        kind: "Deployment",
        apiVersion: "apps/v1",
        metadata: { name: "", labels: {} },
        spec: {
          replicas: 0,
          minReadySeconds: 0,
          paused: false,
          selector: {},
          template: { spec: { containers: [{ name: "", args: [], command: null, livenessProbe: {}, resources: {} }] } },
        },
        status: {},
      },
      version,
    );
    expect(object).toEqual({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { labels: {} },
      spec: { replicas: 0, selector: {}, template: { spec: { containers: [{ args: [], livenessProbe: {} }] } } },
    });
  });

  test("null elements are zero values", () => {
    const { object } = decodeValue(
      {
        kind: "Pod",
        apiVersion: "v1",
        metadata: { labels: { a: null } },
        spec: { containers: [null, { name: "c", args: [null] }] },
      },
      version,
    );
    expect(object).toMatchObject({
      metadata: { labels: { a: "" } },
      spec: { containers: [{}, { name: "c", args: [""] }] },
    });
  });

  test("fields stand in Go's order", () => {
    const { object } = decodeValue(
      { spec: { containers: [{ image: "x", name: "c" }] }, kind: "Pod", apiVersion: "v1" },
      version,
    );
    expect(JSON.stringify(object)).toBe(
      '{"kind":"Pod","apiVersion":"v1","spec":{"containers":[{"name":"c","image":"x"}]}}',
    );
  });

  test("a number of a size that no double holds", () => {
    const { object, decodeError } = decodeJson(
      '{"kind":"Pod","apiVersion":"v1","spec":{"terminationGracePeriodSeconds":9223372036854775807}}',
    );
    expect(decodeError).toBeUndefined();
    expect(object).toMatchObject({ spec: { terminationGracePeriodSeconds: 2 ** 63 } });
  });
});

describe("JSON with duplicates", () => {
  test("structs and lists are read into what is there already, as Go does", () => {
    const { object, strictErrors } = decodeJson(
      '{"kind":"Pod","apiVersion":"v1","spec":{"containers":[{"name":"a","image":"x"}],"containers":[{"name":"b"}]},"spec":{"hostname":"h"}}',
    );
    expect(strictErrors).toEqual(['duplicate field "spec.containers"', 'duplicate field "spec"']);
    expect(object).toMatchObject({ spec: { containers: [{ name: "b", image: "x" }], hostname: "h" } });
  });

  test("at most a hundred problems are told", () => {
    const fields = Array.from({ length: 150 }, (_, index) => `"x${index}":1`).join(",");
    expect(decodeJson(`{"kind":"Pod","apiVersion":"v1",${fields}}`).strictErrors).toHaveLength(100);
  });
});

test("apiVersion and kind are found in any capitals, and then unknown", () => {
  expect(decodeJson('{"KIND":"Pod","APIVersion":"v1"}').strictErrors).toEqual([
    'unknown field "KIND"',
    'unknown field "APIVersion"',
  ]);
});

test.each([
  ["nginx", "latest"],
  ["nginx:1.25", "1.25"],
  ["registry:5000/a/b", "latest"],
  [`nginx@sha256:${"a".repeat(64)}`, undefined],
  [`nginx:latest@sha256:${"a".repeat(64)}`, "latest"],
  ["Nginx", undefined],
  ["", undefined],
])("the tag of %j is %j", (image, tag) => {
  expect(imageTag(image)).toBe(tag);
});

test.each([
  ["2024-02-29T23:30:00+01:30", { time: "2024-02-29T22:00:00Z" }],
  ["2023-02-29T00:00:00Z", { error: 'parsing time "2023-02-29T00:00:00Z": day out of range' }],
  ["2023-02-28", { error: 'parsing time "2023-02-28" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"' }],
  ["0001-01-01T00:00:00Z", { time: "0001-01-01T00:00:00Z" }],
  ["2023-02-28T00:00:00Zx", { error: 'parsing time "2023-02-28T00:00:00Zx": extra text: "x"' }],
])("the time %s", (text, outcome) => {
  expect(parseGoTime(text)).toEqual(outcome);
});
