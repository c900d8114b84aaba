import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { findVectorFiles, readVectorLines, VECTORS_ON_DISK } from "../../src/cli/vectorFiles.ts";
import type { FamilySummary } from "../../src/conformance/conformanceSummary.ts";
import { planVectorRuns, type VectorPlan, type VectorRun } from "../../src/conformance/planVectorRuns.ts";
import { runVectors, type VectorSource } from "../../src/conformance/runVectors.ts";
import type { VectorKind } from "../../src/conformance/vectorKind.ts";
import { VECTOR_KINDS } from "../../src/conformance/vectorKinds.ts";
import type { JsonObject, JsonValue } from "../../src/model/json.ts";
import { isJsonArray, isJsonObject } from "../../src/model/json.ts";
import { parseKubernetesVersion, type KubernetesVersion } from "../../src/model/kubernetesVersion.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const WHOLE = join(ROOT, "../shared/conformance");
const SAMPLE = join(ROOT, "properties/vectors");
const hasWhole = existsSync(join(WHOLE, "INDEX.json"));
const VECTORS = hasWhole ? WHOLE : SAMPLE;
const SET_NAME = hasWhole ? "the whole recording beside the checkout" : "the sample that ships";

const TIMEOUT_MS = 900_000;

async function planOf(family: string, kinds: readonly VectorKind[] = VECTOR_KINDS): Promise<VectorPlan> {
  const folder = join(VECTORS, family);
  const { files, problems } = await findVectorFiles([existsSync(folder) ? folder : `${folder}.jsonl.gz`], ROOT);
  expect(problems).toEqual([]);
  return planVectorRuns(files, kinds);
}

function lineOf({ release, matched, compared, raced, reached, ties }: FamilySummary): string {
  return `${release} ${matched}/${compared}, ${raced} raced (${reached} reached), ${ties.length} by ties`;
}

interface IndexedVectors {
  readonly folder: string;
  readonly file: string;
  readonly main?: string;
  readonly data?: boolean;
  readonly releases: Readonly<Record<string, { readonly recorded: boolean; readonly vectors?: number }>>;
}

/** How many vectors INDEX.json promises for the family: a release with only differences has as many as the main one. */
function countByIndex(family: string): number {
  const { files } = JSON.parse(readFileSync(join(VECTORS, "INDEX.json"), "utf8")) as {
    files: readonly IndexedVectors[];
  };
  let count = 0;
  for (const { folder, file, main, data, releases } of files) {
    if ((folder === "" ? file : folder) !== family || data === true) continue;
    for (const { recorded, vectors } of Object.values(releases)) {
      if (recorded) count += main === undefined ? (vectors ?? 0) : (releases[main]?.vectors ?? 0);
    }
  }
  return count;
}

/** Of what was recorded from one release only. */
const ONLY_RELEASE: Readonly<Record<string, string>> = { "corpus-api": "1.36" };

function newestReleaseOf({ family, platform }: VectorKind): string {
  return platform?.newest ?? ONLY_RELEASE[family] ?? "1.37";
}

/** A release of the kind's, old or new enough to differ. */
function releaseOf({ platform }: VectorKind, text: string): KubernetesVersion {
  const release = platform === undefined ? parseKubernetesVersion(text) : platform.parseRelease(text);
  if (release === undefined) throw new Error(`${text} is no release`);
  return release;
}

/** The parts of a plan that speak for the newest release: enough to see whether the comparison can fail. */
function newestRuns(plan: VectorPlan): readonly VectorRun[] {
  return plan.runs.flatMap((run): readonly VectorRun[] => {
    if (run.type === "main")
      return [
        { ...run, releases: run.releases.filter(({ release }) => release.startsWith(newestReleaseOf(run.kind))) },
      ];
    return [run.file.stem, ...run.file.folders].includes("1.37") ? [run] : [];
  });
}

/** The outcome of a vector with its first number one higher, or failing that its first other value changed. */
function altered(outcome: JsonValue): JsonValue {
  const state = { isDone: false };
  const change = (value: JsonValue, mayChange: (leaf: JsonValue) => boolean): JsonValue => {
    if (isJsonArray(value)) return value.map((item) => change(item, mayChange));
    if (isJsonObject(value))
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item ?? null, mayChange)]));
    if (state.isDone || !mayChange(value)) return value;
    state.isDone = true;
    if (typeof value === "number") return value + 1;
    return typeof value === "boolean" ? !value : `${value} `;
  };
  const moved = change(outcome, (leaf) => typeof leaf === "number");
  return state.isDone ? moved : change(outcome, () => true);
}

/** Where each family keeps its outcome; in traces the instants come first, so that a vector is moved by one millisecond. */
function withAlteredOutcome(value: JsonObject): JsonObject {
  for (const key of ["events", "expect"]) {
    const [first, ...rest] = isJsonArray(value[key]) ? value[key] : [];
    if (isJsonObject(first) && typeof first["t"] === "number")
      return { ...value, [key]: [{ ...first, t: first["t"] + 1 }, ...rest] };
  }
  if (value["expected"] !== undefined) return { ...value, expected: altered(value["expected"]) };
  const { id: _id, file: _file, document: _document, doc: _doc, ...outcome } = value;
  return { ...value, ...(altered(outcome) as JsonObject) };
}

function isPlain(value: JsonObject): boolean {
  const { expected } = value;
  const hasContent = !isJsonObject(expected) || JSON.stringify(expected) !== '{"errors":[]}';
  return hasContent && value["alsoSeen"] === undefined && (value["stable"] === undefined || value["stable"] === "yes");
}

/** The first vector of a run that has one outcome, as it is and altered. */
async function plainAndAltered({ file }: VectorRun): Promise<[string, string] | undefined> {
  for await (const lines of readVectorLines(file)) {
    for (const line of lines) {
      const value = JSON.parse(line) as JsonObject;
      if (isPlain(value)) return [line, JSON.stringify(withAlteredOutcome(value))];
    }
  }
  return undefined;
}

/** Families whose functions answer alike in every recorded release, or were recorded of one: their flags cannot be wrong. */
const ALIKE_IN_ALL_RELEASES = ["backoff", "corpus-dialects"];

/** Of the raced vectors this share must come out as one of the outcomes that were seen. */
const REACHED_SHARE = 0.9;

/** The tests of one family: everything matches, and it would be seen if it did not. */
export function describeConformance(family: string): void {
  describe(`the family ${family}`, () => {
    test(`every vector matches, of ${SET_NAME}`, { timeout: TIMEOUT_MS }, async () => {
      const plan = await planOf(family);
      expect(plan.notGiven).toEqual([]);
      const { families, problems, total } = await runVectors(plan, VECTORS_ON_DISK);
      process.stdout.write(`${family}, ${SET_NAME}:\n${families.map((summary) => `  ${lineOf(summary)}\n`).join("")}`);
      expect(problems).toEqual([]);
      const missed = families.flatMap(({ release, mismatches }) =>
        mismatches.filter(({ raced }) => !raced).map((mismatch) => ({ release, ...mismatch })),
      );
      expect(missed).toEqual([]);
      expect(total.matched).toBe(total.compared);
      expect(families.filter(({ compared }) => compared === 0)).toEqual([]);
      expect(total.compared).toBeGreaterThan(0);
      expect(total.compared + total.raced).toBe(countByIndex(family));
      expect(total.reached).toBeGreaterThanOrEqual(REACHED_SHARE * total.raced);
      const ties = families.reduce((sum, summary) => sum + summary.ties.length, 0);
      // Of a sample a single one may be more than its share.
      expect(ties).toBeLessThanOrEqual(Math.max(1, total.compared / 1000));
    });

    test("a vector moved by one millisecond or changed in one place does not match", {
      timeout: TIMEOUT_MS,
    }, async () => {
      const plan = await planOf(family);
      const seen = new Set<VectorKind>();
      for (const run of plan.runs) {
        if (seen.has(run.kind)) continue;
        const pair = await plainAndAltered(run);
        if (pair === undefined) continue;
        const source: VectorSource = { ...VECTORS_ON_DISK, readLines: () => Readable.from([pair]) };
        const ofMain = run.type === "main" ? { ...run, releases: run.releases.slice(0, 1) } : run;
        const { families, total } = await runVectors({ ...plan, runs: [ofMain] }, source);
        expect({ ...total, named: families[0]?.mismatches.length }, pair[1].slice(0, 200)).toEqual({
          matched: 1,
          compared: 2,
          raced: 0,
          reached: 0,
          named: 1,
        });
        seen.add(run.kind);
      }
      expect(seen.size).toBe(new Set(VECTOR_KINDS.filter((kind) => kind.family === family)).size);
    });

    if (ALIKE_IN_ALL_RELEASES.includes(family)) return;
    test("the flags of another release do not match", { timeout: TIMEOUT_MS }, async () => {
      const wrongKinds = VECTOR_KINDS.map((kind) => ({
        ...kind,
        compare: (...[vector]: Parameters<VectorKind["compare"]>) =>
          kind.compare(vector, releaseOf(kind, kind.platform?.oldest ?? "1.28")),
      }));
      const plan = await planOf(family, wrongKinds);
      const { total } = await runVectors({ ...plan, runs: newestRuns(plan) }, VECTORS_ON_DISK);
      expect(total.compared).toBeGreaterThan(0);
      expect(total.matched).toBeLessThan(total.compared);
    });
  });
}
