/**
 * Makes `properties/vectors`, the sample of the recorded vectors that ships, from a whole recording:
 *
 *     node scripts/refreshVectors.ts [DIR]        DIR: default ../shared/conformance
 *
 * The same recording gives the same files. Families of functions are copied whole, but for the largest. Of those, and of the large
 * families where each release has whole files, every fourth vector is kept (of clusters every twelfth), the same ones in every
 * release, and all hand-written cases. Of the vectors about real manifests those are kept whose manifests are small, and the manifests
 * with them: all that hold a document of Knative or KServe, or of which the API server has something to say, and every sixteenth of the others.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
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
/** Vectors about documents of real manifests, which lie beside the recording. */
const CORPORA = ["corpus-api", "corpus-dialects"];
const MANIFESTS = "manifests";
const MAX_MANIFEST_BYTES = 8_000;
const MANIFEST_KEPT_OF = 16;
const MAX_BYTES = 8e6;

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
  readonly manifests?: string;
  readonly releases: Readonly<Record<string, ReleaseEntry>>;
}

interface RecordedVector {
  readonly id?: string;
  /** Of a vector about a manifest. */
  readonly file?: string;
  readonly result?: { readonly errors?: readonly string[]; readonly warnings?: readonly string[] };
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

function compressedName(file: string): string {
  return `${file.replace(/\.jsonl(\.gz)?$/, "")}.jsonl.gz`;
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
  const path = compressedName(entry.file);
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
  const releases = Object.entries(entry.releases).map(([release, whole]) => {
    if (whole.file === undefined) return [release, whole];
    const path = compressedName(whole.file);
    mkdirSync(join(TARGET, dirname(path)), { recursive: true });
    const bytes = readFileSync(join(source, whole.file));
    writeFileSync(join(TARGET, path), path === whole.file ? bytes : compress(readLines(join(source, whole.file))));
    return [release, { ...whole, file: path }];
  });
  return { ...entry, releases: Object.fromEntries(releases) as Record<string, ReleaseEntry> };
}

/** Where the manifests come from, as the corpus tells. */
interface ManifestOrigin {
  readonly file: string;
  readonly repo: string;
  readonly path: string;
  readonly commit: string;
  readonly licence: string;
  readonly bytes: number;
  readonly sha256: string;
}

function keptManifests(source: string, corpus: string): readonly ManifestOrigin[] {
  const vectorsOf = (name: string): readonly RecordedVector[] =>
    readLines(join(source, `${name}.jsonl.gz`)).map((line) => JSON.parse(line) as RecordedVector);
  const remarked = vectorsOf("corpus-api").filter(
    ({ result: { errors = [], warnings = [] } = {} }) => errors.length + warnings.length > 0,
  );
  const wanted = new Set([...vectorsOf("corpus-dialects"), ...remarked].map(({ file }) => file));
  const { files } = JSON.parse(readFileSync(join(corpus, "INDEX.json"), "utf8")) as {
    readonly files: readonly ManifestOrigin[];
  };
  const small = files.filter(({ bytes }) => bytes <= MAX_MANIFEST_BYTES);
  const others = small.filter(({ file }) => !wanted.has(file));
  const kept = new Set(others.filter((_, index) => index % MANIFEST_KEPT_OF === 0));
  return small.filter((entry) => wanted.has(entry.file) || kept.has(entry));
}

/** With the manifests go the names of their authors, the texts of the licences and the notices. */
function formatOrigins(origins: readonly ManifestOrigin[]): string {
  const rows = origins.map(
    ({ file, repo, path, commit, licence, sha256 }) =>
      `| [${file}](https://github.com/${repo}/blob/${commit}/${path}) | ${licence} | ${sha256} |`,
  );
  return `# Real manifests that vectors are about

${origins.length} manifests as their projects publish them, unchanged; \`scripts/refreshVectors.ts\` puts them here. They belong to their authors; licence texts and notices are in \`LICENSES/\`.

| file and origin | licence | SHA-256 |
| --- | --- | --- |
${rows.join("\n")}
`;
}

function copyManifests(corpus: string, origins: readonly ManifestOrigin[]): void {
  const folders = new Set(origins.map(({ file }) => dirname(file)));
  const isNeeded = (name: string): boolean =>
    /^[\w.-]+-[\d.]+\.txt$/.test(name) || folders.has(name.replace(/\.\w+$/, ""));
  const licences = readdirSync(join(corpus, "LICENSES")).filter(isNeeded);
  for (const file of [...origins.map((origin) => origin.file), ...licences.map((name) => `LICENSES/${name}`)]) {
    mkdirSync(join(TARGET, MANIFESTS, dirname(file)), { recursive: true });
    writeFileSync(join(TARGET, MANIFESTS, file), readFileSync(join(corpus, file)));
  }
  writeFileSync(join(TARGET, MANIFESTS, "README.md"), formatOrigins(origins));
}

/** The vectors about the manifests that are kept. */
function sampleCorpus(source: string, file: FileEntry, origins: readonly ManifestOrigin[]): FileEntry {
  const kept = new Set(origins.map((origin) => origin.file));
  const releases = Object.entries(file.releases).map(([release, entry]) => {
    if (entry.file === undefined) return [release, entry];
    const lines = readLines(join(source, entry.file));
    const ofKept = lines.filter((line) => kept.has((JSON.parse(line) as RecordedVector).file ?? ""));
    return [release, { ...writeSample(file, { ...entry, file: entry.file }, lines, ofKept), vectors: ofKept.length }];
  });
  return { ...file, manifests: MANIFESTS, releases: Object.fromEntries(releases) as Record<string, ReleaseEntry> };
}

/** In the layout of the recording's own, which one can read and compare line by line. */
function formatIndex(files: readonly FileEntry[]): string {
  const note = `A sample of a recording, made by scripts/refreshVectors.ts: families of functions whole, but for ${THINNED_FAMILIES.join(" and ")}; of the others every ${KEPT_OF}th vector of each release (of clusters every ${CLUSTER_KEPT_OF}th), and all cases; of the corpora those about the manifests in ${MANIFESTS}/. The fields are those of the recording's INDEX.json.`;
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
const corpus = join(source, "../corpus");
const origins = keptManifests(source, corpus);
rmSync(TARGET, { recursive: true, force: true });
copyManifests(corpus, origins);
const sampled = files
  .filter(({ folder, file, data }) => (FAMILIES.includes(folder) || CORPORA.includes(file)) && data !== true)
  .map((entry) => (CORPORA.includes(entry.file) ? sampleCorpus(source, entry, origins) : sampleFile(source, entry)));
writeFileSync(join(TARGET, "INDEX.json"), formatIndex(sampled));
const paths = sampled.flatMap(({ releases }) => Object.values(releases).flatMap(({ file }) => file ?? []));
const manifestBytes = origins.reduce((sum, origin) => sum + origin.bytes, 0);
const bytes = manifestBytes + paths.reduce((sum, path) => sum + statSync(join(TARGET, path)).size, 0);
process.stdout.write(`${paths.length} files and ${origins.length} manifests, ${bytes} bytes\n`);
if (bytes > MAX_BYTES) throw new Error(`the sample has ${bytes} bytes, more than ${MAX_BYTES}`);
