import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Comparison } from "../../src/conformance/vectorKind.ts";
import { VECTOR_KINDS } from "../../src/conformance/vectorKinds.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { parseKubernetesVersion } from "../../src/model/kubernetesVersion.ts";

/*
 * What the shared vectors do not reach: owner references, managed fields, addresses and networks in every spelling, claims, ordinals,
 * schedules and durations at their edges. 8,000 objects were drawn and sent through the real code of up to seven releases, on the
 * way of the shared `validation` vectors; all 43,000 answers were equalled. Kept are those that say what no shared vector says.
 */
const RECORDING = join(import.meta.dirname, "recordings/createRequests.jsonl.gz");

interface Recorded {
  readonly id: string;
  readonly kubernetes: string;
  readonly line: string;
  readonly value: JsonObject;
}

const recorded: readonly Recorded[] = gunzipSync(readFileSync(RECORDING))
  .toString("utf8")
  .trim()
  .split("\n")
  .map((line) => {
    const value = JSON.parse(line) as JsonObject & { readonly id: string; readonly kubernetes: string };
    return { id: value.id, kubernetes: value.kubernetes, line, value };
  });

function compareAs({ id, line, value }: Recorded, release: string): Comparison {
  const version = parseKubernetesVersion(release);
  const kind = VECTOR_KINDS.find((candidate) => candidate.family === "validation" && candidate.recognises(value));
  if (version === undefined || kind === undefined) throw new Error(`${id} is of no kind, or ${release} of no release`);
  const { expected } = value;
  return kind.compare({ id, line, value, ...(expected === undefined ? {} : { expected }) }, version);
}

const releases = [...new Set(recorded.map(({ kubernetes }) => kubernetes))];

describe("create requests recorded beside the shared vectors", () => {
  test.each(releases)("%s: every answer is the real one", (release) => {
    const own = recorded.filter(({ kubernetes }) => kubernetes === release);
    const different = own
      .map((vector) => ({ id: vector.id, ...compareAs(vector, release) }))
      .filter(({ matched }) => !matched);
    process.stdout.write(`create requests, ${release}: ${own.length - different.length}/${own.length}\n`);
    expect(different).toEqual([]);
    expect(own.length).toBeGreaterThan(0);
  });

  test("answers of another release do not match", () => {
    const old = recorded.filter(({ kubernetes }) => kubernetes === "1.28.15");
    expect(old.length).toBeGreaterThan(0);
    expect(old.filter((vector) => compareAs(vector, "1.36").matched)).toEqual([]);
  });
});
