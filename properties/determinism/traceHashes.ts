import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { simulate, traceHash } from "../../src/index.ts";
import type { JsonObject } from "../../src/model/json.ts";
import type { Scenario } from "../../src/model/scenario.ts";
import { scenarioFromVector } from "../../src/scenario/kubeletVector.ts";
import { scenarioOf } from "../bench/workload.ts";

const VECTORS = join(import.meta.dirname, "../vectors/kubelet/1.36");

/** Of each file of recordings the first so many: every kind of scenario, in about a second. */
const PER_FILE = 20;

/** Scenarios of every kind by name: recorded ones, and many pods with draws that are no whole milliseconds. */
export function sampleScenarios(): ReadonlyMap<string, Scenario> {
  const many = scenarioOf({ name: "many pods", podCount: 50, durationMs: 600_000 });
  return new Map([
    ...readdirSync(VECTORS).sort().flatMap(recordedScenarios),
    ["many pods", many],
    ["many pods, a young kubelet, fractional draws", { ...many, rand: 0.7123, kubeletUpMs: 4_321, wallMs: 987 }],
  ]);
}

function recordedScenarios(file: string): readonly (readonly [string, Scenario])[] {
  const lines = gunzipSync(readFileSync(join(VECTORS, file)))
    .toString("utf8")
    .trim()
    .split("\n");
  return lines.slice(0, PER_FILE).map((line) => {
    const vector = JSON.parse(line) as { id: string; kubernetes: string; scenario: JsonObject };
    const read = scenarioFromVector(vector);
    if ("problems" in read) throw new Error(`${vector.id}: ${JSON.stringify(read.problems)}`);
    return [vector.id, read.scenario];
  });
}

/** The trace hash of each scenario by its name. */
export function traceHashesOf(scenarios: ReadonlyMap<string, Scenario>): Readonly<Record<string, string>> {
  return Object.fromEntries([...scenarios].map(([name, scenario]) => [name, traceHash(simulate(scenario))]));
}
