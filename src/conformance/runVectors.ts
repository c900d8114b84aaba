import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";
import { formatKubernetesVersion, parseKubernetesVersion, type KubernetesVersion } from "../model/kubernetesVersion.ts";
import {
  addToTally,
  createTally,
  type ConformanceSummary,
  type FamilyTally,
  type NotCovered,
} from "./conformanceSummary.ts";
import type { VectorFile, VectorPlan, VectorProblem, VectorRun } from "./planVectorRuns.ts";
import type { Comparison, Vector, VectorKind, VectorManifests } from "./vectorKind.ts";
import { type LastManifest, manifestOfVector, type ReadManifestText } from "./vectorManifest.ts";

/** Reads a file line by line, in batches; vector files are too large to be held. Rejects with an Error whose message says why it cannot be read. */
export type ReadLines = (file: VectorFile) => AsyncIterable<readonly string[]>;

/** Where vectors come from. */
export interface VectorSource {
  readonly readLines: ReadLines;
  readonly readManifestText: ReadManifestText;
}

/** Called as the work goes on; returns false to stop it. */
export type OnProgress = (doneFiles: number, totalFiles: number, file: VectorFile) => boolean;

/** Undefined: the vector is left out, and whoever left it out says so. */
export type CompareVector = (
  kind: VectorKind,
  vector: Vector,
  release: KubernetesVersion,
) => Comparison | undefined | Promise<Comparison | undefined>;

interface ParsedLine {
  readonly line: string;
  readonly number: number;
  readonly value: JsonObject;
  readonly id: string;
}

interface Bench {
  readonly source: VectorSource;
  readonly compare: CompareVector;
  readonly tallies: Map<string, FamilyTally>;
  readonly notCovered: Map<string, NotCovered>;
  readonly problems: VectorProblem[];
}

function parseLine(line: string): JsonObject | undefined {
  try {
    const value = JSON.parse(line) as JsonValue;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The vectors of a file in order; lines that are none are named as problems, empty ones are nothing. */
async function* readVectors(
  file: VectorFile,
  kind: VectorKind,
  { source: { readLines }, problems }: Bench,
): AsyncGenerator<readonly ParsedLine[]> {
  let number = 0;
  try {
    for await (const lines of readLines(file)) {
      const parsed: ParsedLine[] = [];
      for (const line of lines) {
        number += 1;
        if (line.trim() === "") continue;
        const value = parseLine(line);
        const id = value === undefined ? undefined : (kind.manifests?.idOf(value) ?? value["id"]);
        if (value === undefined || typeof id !== "string")
          problems.push({ name: `${file.name}:${number}`, problem: "the line is no vector" });
        else parsed.push({ line, number, value, id });
      }
      yield parsed;
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    problems.push({ name: file.name, problem: error.message });
  }
}

/** Compares, and calls a crash of the engine a difference: it is one like any other, and the rest is still compared. */
export function compareSafely(kind: VectorKind, vector: Vector, release: KubernetesVersion): Comparison {
  try {
    return kind.compare(vector, release);
  } catch (error) {
    return {
      matched: false,
      difference: {
        at: "an error was thrown",
        got: error instanceof Error ? (error.stack ?? error.message) : String(error),
      },
    };
  }
}

function tallyOf(bench: Bench, family: string, release: string): FamilyTally {
  const key = `${family} ${release}`;
  const tally = bench.tallies.get(key) ?? createTally(family, release);
  bench.tallies.set(key, tally);
  return tally;
}

async function addComparison(
  tally: FamilyTally,
  kind: VectorKind,
  vector: Vector,
  release: KubernetesVersion,
  { compare }: Bench,
): Promise<void> {
  const comparison = await compare(kind, vector, release);
  if (comparison !== undefined) addToTally(tally, vector.id, comparison);
}

async function readDifferences(
  file: VectorFile,
  kind: VectorKind,
  bench: Bench,
): Promise<Map<string, JsonValue | undefined>> {
  const expected = new Map<string, JsonValue | undefined>();
  for await (const vectors of readVectors(file, kind, bench)) {
    for (const { id, value } of vectors) expected.set(id, value["expected"]);
  }
  return expected;
}

function usableRelease(
  { platform }: VectorKind,
  text: string,
  file: VectorFile,
  bench: Bench,
): KubernetesVersion | undefined {
  const release = platform === undefined ? parseKubernetesVersion(text) : platform.parseRelease(text);
  if (release === undefined)
    bench.problems.push({ name: file.name, problem: `it speaks for ${text}, which is no release that is known here` });
  return release;
}

function isExpectedKind(kind: VectorKind, file: VectorFile, { value, number }: ParsedLine, bench: Bench): boolean {
  if (kind.recognises(value)) return true;
  bench.problems.push({
    name: `${file.name}:${number}`,
    problem: `the line is no vector of the family ${kind.family}, as the first one is`,
  });
  return false;
}

interface ReleaseOnBench {
  readonly release: KubernetesVersion;
  readonly tally: FamilyTally;
  /** Expected outcomes of this release by id, emptied as they are met. */
  readonly differences: Map<string, JsonValue | undefined>;
  /** Where the differences come from. */
  readonly file?: VectorFile;
}

async function runMain(run: Extract<VectorRun, { type: "main" }>, bench: Bench): Promise<void> {
  const releases: ReleaseOnBench[] = [];
  for (const { release: text, differences: file } of run.releases) {
    const release = usableRelease(run.kind, text, file ?? run.file, bench);
    if (release === undefined) continue;
    const label = run.kind.platform === undefined ? formatKubernetesVersion(release) : text;
    const tally = tallyOf(bench, run.kind.family, label);
    const differences =
      file === undefined ? new Map<string, JsonValue>() : await readDifferences(file, run.kind, bench);
    releases.push({ release, tally, differences, ...(file === undefined ? {} : { file }) });
  }
  let last: LastManifest | undefined;
  for await (const vectors of readVectors(run.file, run.kind, bench)) {
    for (const parsed of vectors) {
      if (!isExpectedKind(run.kind, run.file, parsed, bench)) continue;
      const { id, value, line } = parsed;
      for (const { release, tally, differences } of releases) {
        const expected = differences.has(id) ? differences.get(id) : value["expected"];
        differences.delete(id);
        const vector = { id, value, line, ...(expected === undefined ? {} : { expected }) };
        if (run.kind.manifests === undefined) {
          await addComparison(tally, run.kind, vector, release, bench);
          continue;
        }
        last = openManifest(run, run.kind.manifests, value, release, last, bench);
        if (last !== undefined)
          await addComparison(tally, run.kind, { ...vector, manifest: last.manifest }, release, bench);
      }
    }
  }
  for (const { differences, file } of releases) {
    const [orphan] = differences.keys();
    if (orphan !== undefined && file !== undefined) {
      bench.problems.push({
        name: file.name,
        problem: `${differences.size} of its vectors are not in ${run.file.name}, ${orphan} first`,
      });
    }
  }
}

async function runWhole(run: Extract<VectorRun, { type: "whole" }>, bench: Bench): Promise<void> {
  const releases = new Map<string, KubernetesVersion | undefined>();
  for await (const vectors of readVectors(run.file, run.kind, bench)) {
    for (const parsed of vectors) {
      if (!isExpectedKind(run.kind, run.file, parsed, bench)) continue;
      const { id, value, line } = parsed;
      const text = typeof value["kubernetes"] === "string" ? value["kubernetes"] : "no release";
      if (!releases.has(text)) releases.set(text, usableRelease(run.kind, text, run.file, bench));
      const release = releases.get(text);
      if (release !== undefined)
        await addComparison(tallyOf(bench, run.kind.family, text), run.kind, { id, value, line }, release, bench);
    }
  }
}

/** The manifest that a vector is about; undefined where it is not there, which is counted. */
function openManifest(
  { kind: { family }, file }: VectorRun,
  manifests: VectorManifests,
  value: JsonObject,
  release: KubernetesVersion,
  last: LastManifest | undefined,
  { source, notCovered }: Bench,
): LastManifest | undefined {
  const found = manifestOfVector(value, manifests, release, (name) => source.readManifestText(file, name), last);
  if (!("missing" in found)) return found;
  const { vectors, missing } = notCovered.get(family) ?? { vectors: 0, missing: `${file.manifests}/${found.missing}` };
  notCovered.set(family, { family, vectors: vectors + 1, missing });
  return undefined;
}

function compareReleases(left: string, right: string): number {
  return left.localeCompare(right, "en", { numeric: true });
}

/**
 * Compares everything that the plan names, one file after the other, each vector once for every release that it speaks for.
 * @param compare how; by default with the engine.
 */
export async function runVectors(
  plan: VectorPlan,
  source: VectorSource,
  onProgress: OnProgress = () => true,
  compare: CompareVector = compareSafely,
): Promise<ConformanceSummary> {
  const bench: Bench = { source, compare, tallies: new Map(), notCovered: new Map(), problems: [...plan.problems] };
  for (const [index, run] of plan.runs.entries()) {
    if (!onProgress(index, plan.runs.length, run.file)) break;
    if (run.type === "main") await runMain(run, bench);
    else await runWhole(run, bench);
  }
  const families = [...bench.tallies.values()].filter(
    ({ family, compared, raced }) => compared + raced > 0 || !bench.notCovered.has(family),
  );
  const order = [...new Set(families.map(({ family }) => family))];
  const sum = (key: "matched" | "compared" | "raced" | "reached"): number =>
    families.reduce((total, tally) => total + tally[key], 0);
  return {
    families: families.toSorted(
      (left, right) =>
        order.indexOf(left.family) - order.indexOf(right.family) || compareReleases(left.release, right.release),
    ),
    notCovered: [...bench.notCovered.values()],
    problems: bench.problems,
    total: { matched: sum("matched"), compared: sum("compared"), raced: sum("raced"), reached: sum("reached") },
  };
}
