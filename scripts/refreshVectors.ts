/**
 * Makes `properties/vectors`, the sample of the recorded vectors that ships, from a whole recording:
 *
 *     node scripts/refreshVectors.ts [DIR]        DIR: default ../shared/conformance
 *
 * The same recording gives the same files. Families of functions are copied whole, but for the largest. Of those, and of the large
 * families where each release has whole files, every fourth vector is kept (of clusters every twelfth), the same ones in every
 * release, and all hand-written cases.
 */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";

const ROOT = resolve(import.meta.dirname, "..");
const TARGET = join(ROOT, "properties/vectors");

/** Those that the engine is compared with. */
const FAMILIES = [
  "prober",
  "kubelet",
  "validation",
  "defaults",
  "conditions",
  "restart",
  "endpoints",
  "backoff",
  "backends",
  "kserve",
  "knative",
  "rollout",
  "cluster",
];
const KEPT_OF = 4;
/** Its vectors are long: fewer are kept, and among them are all hand-written cases. */
const CLUSTER_KEPT_OF = 12;
/** Families of functions that are too large to be kept whole. */
const THINNED_FAMILIES = ["knative"];
const MAX_BYTES = 8 * 2 ** 20;

interface ReleaseEntry {
  readonly recorded: boolean;
  readonly file?: string;
  readonly vectors?: number;
  readonly raced?: number;
  readonly racedBy?: Readonly<Record<string, number>>;
}

interface FileEntry {
  readonly folder: string;
  readonly file: string;
  readonly main?: string;
  readonly data?: boolean;
  readonly releases: Readonly<Record<string, ReleaseEntry>>;
}

interface RecordedVector {
  readonly id?: string;
  readonly alsoSeen?: unknown;
  readonly stable?: string;
  readonly expected?: { readonly outputs?: unknown };
}

function readLines(path: string): string[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  return text.split("\n").filter((line) => line !== "");
}

/** Without time stamp and operating system, so that equal content is equal bytes. */
function compress(lines: readonly string[]): Uint8Array {
  const bytes = gzipSync(lines.map((line) => `${line}\n`).join(""), { level: 9 });
  bytes[9] = 255;
  return bytes;
}

/** The marks of a vector of which more than one outcome is known, in the words of the recording's INDEX.json. */
function raceMark({ alsoSeen, stable, expected }: RecordedVector): string | undefined {
  if (alsoSeen !== undefined) return "alsoSeen";
  if (expected?.outputs !== undefined) return "outputs";
  return stable === "no" || stable === "essential" ? `stable ${stable}` : undefined;
}

/** Writes the lines of a file that are kept, and what INDEX.json says of its races then. */
function writeSample(
  { folder }: FileEntry,
  whole: ReleaseEntry & { readonly file: string },
  lines: readonly string[],
  kept: readonly string[],
): ReleaseEntry {
  const { racedBy: _, ...entry } = whole;
  const path = `${entry.file.replace(/\.jsonl(\.gz)?$/, "")}.jsonl.gz`;
  mkdirSync(join(TARGET, dirname(path)), { recursive: true });
  writeFileSync(join(TARGET, path), compress(kept));
  const racedBy: Record<string, number> = {};
  for (const line of kept) {
    const mark = raceMark(JSON.parse(line) as RecordedVector);
    if (mark !== undefined) racedBy[mark] = (racedBy[mark] ?? 0) + 1;
  }
  const raced = Object.values(racedBy).reduce((sum, count) => sum + count, 0);
  process.stdout.write(`${folder}/${basename(path)}: ${kept.length} of ${lines.length}\n`);
  return { ...entry, file: path, raced, ...(raced === 0 ? {} : { racedBy }) };
}

function sampleRelease(source: string, file: FileEntry, entry: ReleaseEntry): ReleaseEntry {
  if (entry.file === undefined) return entry;
  const lines = readLines(join(source, entry.file));
  const keptOf = file.folder === "cluster" ? CLUSTER_KEPT_OF : KEPT_OF;
  const kept = file.file === "case" ? lines : lines.filter((_, index) => index % keptOf === 0);
  return { ...writeSample(file, { ...entry, file: entry.file }, lines, kept), vectors: kept.length };
}

/** The same vectors of each release: of a file that holds only what differs, those of them that are in it. */
function sampleFunctions(source: string, file: FileEntry): FileEntry {
  const mainFile = file.releases[file.main ?? ""]?.file;
  if (mainFile === undefined) throw new Error(`${file.folder}/${file.file} has no main file`);
  const ids = readLines(join(source, mainFile)).map((line) => (JSON.parse(line) as RecordedVector).id ?? "");
  const keptIds = new Set(ids.filter((_, index) => index % KEPT_OF === 0));
  const releases = Object.entries(file.releases).map(([release, entry]) => {
    if (entry.file === undefined) return [release, entry];
    const lines = readLines(join(source, entry.file));
    const kept = lines.filter((line) => keptIds.has((JSON.parse(line) as RecordedVector).id ?? ""));
    const count = release === file.main ? { vectors: kept.length } : { differ: kept.length };
    return [release, { ...writeSample(file, { ...entry, file: entry.file }, lines, kept), ...count }];
  });
  return { ...file, releases: Object.fromEntries(releases) as Record<string, ReleaseEntry> };
}

function sampleFile(source: string, entry: FileEntry): FileEntry {
  if (entry.main === undefined) {
    const releases = Object.entries(entry.releases).map(([release, whole]) => [
      release,
      sampleRelease(source, entry, whole),
    ]);
    return { ...entry, releases: Object.fromEntries(releases) as Record<string, ReleaseEntry> };
  }
  if (THINNED_FAMILIES.includes(entry.folder)) return sampleFunctions(source, entry);
  for (const { file } of Object.values(entry.releases)) {
    if (file === undefined) continue;
    mkdirSync(join(TARGET, dirname(file)), { recursive: true });
    writeFileSync(join(TARGET, file), readFileSync(join(source, file)));
  }
  return entry;
}

/** In the layout of the recording's own, which one can read and compare line by line. */
function formatIndex(files: readonly FileEntry[]): string {
  const note = `A sample of a recording, made by scripts/refreshVectors.ts: families of functions whole, but for ${THINNED_FAMILIES.join(" and ")}; of the others every ${KEPT_OF}th vector of each release (of clusters every ${CLUSTER_KEPT_OF}th), and all cases. The fields are those of the recording's INDEX.json.`;
  const entries = files.map(({ releases, ...head }) => {
    const rows = Object.entries(releases).map(
      ([release, entry]) => `  ${JSON.stringify(release)}: ${JSON.stringify(entry)}`,
    );
    return `${JSON.stringify(head).slice(0, -1)},"releases":{\n${rows.join(",\n")}\n}}`;
  });
  return `{"note":${JSON.stringify(note)},\n"files":[\n${entries.join(",\n")}\n]}\n`;
}

const source = resolve(process.argv[2] ?? join(ROOT, "../shared/conformance"));
const { files } = JSON.parse(readFileSync(join(source, "INDEX.json"), "utf8")) as {
  readonly files: readonly FileEntry[];
};
rmSync(TARGET, { recursive: true, force: true });
const sampled = files
  .filter(({ folder, data }) => FAMILIES.includes(folder) && data !== true)
  .map((entry) => sampleFile(source, entry));
writeFileSync(join(TARGET, "INDEX.json"), formatIndex(sampled));
const paths = sampled.flatMap(({ releases }) => Object.values(releases).flatMap(({ file }) => file ?? []));
const bytes = paths.reduce((sum, path) => sum + statSync(join(TARGET, path)).size, 0);
process.stdout.write(`${paths.length} files, ${bytes} bytes\n`);
if (bytes > MAX_BYTES) throw new Error(`the sample has ${bytes} bytes, more than ${MAX_BYTES}`);
