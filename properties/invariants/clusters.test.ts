import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { checkEvents } from "../../src/properties/checkProperties.ts";
import { ENDPOINT_PROPERTIES } from "../../src/properties/invariants/invariants.ts";
import type { ClusterVector } from "./clusterRun.ts";
import { clusterRun } from "./clusterRun.ts";

const FOLDER = join(import.meta.dirname, "../../../shared/conformance/cluster");
const FILES = ["1.34", "1.36", "1.37"].flatMap((minor) =>
  ["endpoints", "outage"].map((family) => join(FOLDER, minor, `${family}.jsonl.gz`)),
);

function vectorsOf(file: string): readonly ClusterVector[] {
  const lines = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n");
  return lines
    .map((line) => JSON.parse(line) as ClusterVector)
    .filter(({ scenario }) => scenario.callMs === undefined && scenario.endpointBatchMs === undefined);
}

test("properties of endpoints hold on what real controllers did, where the recordings are", () => {
  const exercised = new Set<string>();
  const news: string[] = [];
  for (const file of FILES.filter(existsSync))
    for (const vector of vectorsOf(file)) {
      const { scenario, events } = clusterRun(vector);
      for (const { property, tried, violations } of checkEvents(scenario, events, ENDPOINT_PROPERTIES)) {
        if (tried > 0) exercised.add(property.id);
        for (const { atMs, explanation } of violations)
          news.push(`${vector.kubernetes} ${vector.id}: ${property.id} at ${atMs} ms: ${explanation}`);
      }
    }
  expect(news).toEqual([]);
  const expected = existsSync(FOLDER) ? ENDPOINT_PROPERTIES.map(({ id }) => id) : [];
  expect(expected.filter((id) => !exercised.has(id))).toEqual([]);
});
