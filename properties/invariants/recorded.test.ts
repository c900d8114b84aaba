import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { Scenario } from "../../src/model/scenario.ts";
import { parseKubernetesVersion } from "../../src/model/kubernetesVersion.ts";
import type { TraceEvent } from "../../src/model/trace.ts";
import { checkEvents } from "../../src/properties/checkProperties.ts";
import { ENDPOINT_PROPERTIES, PROPERTIES, ROLLOUT_PROPERTIES } from "../../src/properties/invariants/invariants.ts";
import type { KnownViolation } from "../../src/properties/knownViolations.ts";
import { KNOWN_VIOLATIONS, knownViolationOf } from "../../src/properties/knownViolations.ts";

interface RecordedRun {
  readonly id: string;
  readonly kubernetes: string;
  readonly scenario: Scenario;
  readonly events: TraceEvent[];
}

const WHOLE = join(import.meta.dirname, "../../../shared/conformance/kubelet");
const SAMPLE = join(import.meta.dirname, "../vectors/kubelet");
const isWhole = existsSync(WHOLE);
const FOLDER = isWhole ? WHOLE : SAMPLE;

function readRuns(path: string): readonly RecordedRun[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as RecordedRun);
}

function recordedRuns(minor: string): readonly RecordedRun[] {
  const folder = join(FOLDER, minor);
  return readdirSync(folder)
    .filter((name) => /\.jsonl(\.gz)?$/.test(name))
    .flatMap((name) => readRuns(join(folder, name)));
}

const NOT_OF_KUBELETS: ReadonlySet<string> = new Set(
  [...ENDPOINT_PROPERTIES, ...ROLLOUT_PROPERTIES].map(({ id }) => id),
);
const MINORS = readdirSync(FOLDER).filter((name) => /^1\.\d+$/.test(name));
const occurred = new Set<KnownViolation>();
const exercised = new Set<string>();

/** What is not known of the runs' releases. */
function newsOf(runs: readonly RecordedRun[]): string[] {
  const news: string[] = [];
  for (const { id, kubernetes, scenario, events } of runs) {
    const version = parseKubernetesVersion(kubernetes) ?? { minor: 0, patch: 0 };
    const numbered = events.map((event, index) => Object.assign(event, { step: index + 1 }));
    for (const { property, result, violations } of checkEvents({ ...scenario, kubernetes }, numbered)) {
      if (result === "held" || result === "violated") exercised.add(property.id);
      for (const violation of violations) {
        const known = knownViolationOf(property.id, violation, version);
        if (known === undefined) news.push(`${id}: ${property.id} at ${violation.atMs} ms: ${violation.explanation}`);
        else occurred.add(known);
      }
    }
  }
  return news;
}

test.each(MINORS)("properties hold on what the real kubelet of %s did, but for what is known of it", (minor) => {
  const runs = recordedRuns(minor);
  expect(newsOf(runs)).toEqual([]);
  expect(runs.length).toBeGreaterThan(0);
});

test("they hold on what real kubelets did in generated scenarios that once told them apart from the model", () => {
  const runs = readRuns(join(import.meta.dirname, "../oracle/found.jsonl.gz"));
  expect(newsOf(runs)).toEqual([]);
  expect(runs.length).toBeGreaterThan(10);
});

test("what is known of real kubelets still occurs, and nothing was vacuous throughout", () => {
  // The sample that ships has not all of it.
  const expected = isWhole ? KNOWN_VIOLATIONS : [];
  expect(expected.filter((known) => !occurred.has(known))).toEqual([]);
  // What is about endpoints was recorded with whole clusters.
  const ofKubelets = PROPERTIES.map(({ id }) => id).filter((id) => !NOT_OF_KUBELETS.has(id));
  expect(ofKubelets.filter((id) => !exercised.has(id))).toEqual([]);
});
