import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { compareSafely } from "../src/conformance/runVectors.ts";
import { textOf } from "../src/conformance/recordedObjects.ts";
import type { Difference, VectorKind } from "../src/conformance/vectorKind.ts";
import { VECTOR_KINDS } from "../src/conformance/vectorKinds.ts";
import type { JsonObject, JsonValue } from "../src/model/json.ts";
import type { DialectDraw, DialectSeries } from "./oracle/dialectSeries.ts";
import { keyOf, readDialectSeries, saveDialectSeries } from "./oracle/dialectSeries.ts";
import { packKservePod } from "./oracle/packDialects.ts";

const ROOT = resolve(import.meta.dirname, "..");
const HELP = `Compares fresh objects of Knative and KServe with what the platforms' real code makes of them.

usage: node scripts/compareWithDialectOracle.ts [options]

The oracle draws objects from a seed and sends them through the real code of a release; what comes of each is compared with ours exactly
as "probewise conformance" compares recorded ones. What a result file has of a draw already is not run again. Needs Go 1.26; the first
use of a release builds its oracle, which takes minutes.

  --family NAME     knative/defaults-validation, knative/deployment, kserve/pod, kserve/validation (repeatable; default: the two of KServe)
  --release 1.N     release of the platform, 1.23 or 0.20 (repeatable; default: the newest)
  --seed N          seed (default: 100000; the shared vectors are from 1, 2 and 42)
  --count N         random objects; without --held those that are listed one by one come on top (default: 500)
  --held            the generators' other set of weights
  --oracle DIR      the oracle (default: ../shared/oracle/dialects)
  --programs DIR    where it is built, and kept (default: probewise-dialects below the folder for temporary files)
  --result FILE     result file, one line of JSON for each draw (default: properties/oracle/dialects.jsonl)
  --help

Exit code 0: something was compared, and nothing is different; 1: it is, or nothing was; 2: wrong use, or the oracle cannot run.
`;

class UsageError extends Error {}

interface Build {
  /** The module's own version. */
  readonly module: string;
  readonly tags: string;
}

/** What builds the oracle of a release. [oracle/dialects/run.sh] */
const KNATIVE_BUILDS: Readonly<Record<string, Build>> = {
  "1.23": { module: "0.50.0", tags: "" },
  "1.22": { module: "0.49.0", tags: "" },
  "1.21": { module: "0.48.0", tags: "" },
  "1.18": { module: "0.45.0", tags: "oldobs" },
  "1.17": { module: "0.44.0", tags: "oldobs" },
  "1.15": { module: "0.42.2", tags: "oldobs" },
  "1.14": { module: "0.41.0", tags: "oldobs" },
  "1.12": { module: "0.39.0", tags: "oldobs" },
};
const KSERVE_BUILDS: Readonly<Record<string, Build>> = {
  "0.20": { module: "0.20.0", tags: "k20" },
  "0.17": { module: "0.17.0", tags: "k17" },
  "0.15": { module: "0.15.2", tags: "k15" },
  "0.14": { module: "0.14.1", tags: "k14" },
  "0.13": { module: "0.13.1", tags: "k13" },
  "0.12": { module: "0.12.1", tags: "k12" },
};

interface Family {
  readonly platform: "knative" | "kserve";
  readonly file: string;
  readonly builds: Readonly<Record<string, Build>>;
}

const FAMILIES: readonly Family[] = [
  { platform: "knative", file: "defaults-validation", builds: KNATIVE_BUILDS },
  { platform: "knative", file: "deployment", builds: KNATIVE_BUILDS },
  { platform: "kserve", file: "pod", builds: KSERVE_BUILDS },
  { platform: "kserve", file: "validation", builds: KSERVE_BUILDS },
];
const nameOf = ({ platform, file }: Family): string => `${platform}/${file}`;

const KEPT_DIFFERENCES = 5;

interface Settings {
  readonly draws: readonly { readonly draw: DialectDraw; readonly family: Family; readonly build: Build }[];
  readonly oracle: string;
  readonly programs: string;
  readonly result: string;
}

function wholeNumber(text: string, option: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`--${option} ${text}: not a whole number`);
  return Number(text);
}

function parseSettings(args: readonly string[]): Settings | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      family: { type: "string", multiple: true, default: ["kserve/pod", "kserve/validation"] },
      release: { type: "string", multiple: true },
      seed: { type: "string", default: "100000" },
      count: { type: "string", default: "500" },
      held: { type: "boolean", default: false },
      oracle: { type: "string", default: join(ROOT, "../shared/oracle/dialects") },
      programs: { type: "string", default: join(tmpdir(), "probewise-dialects") },
      result: { type: "string", default: join(ROOT, "properties/oracle/dialects.jsonl") },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  if (!existsSync(join(values.oracle, "run.sh"))) throw new UsageError(`--oracle ${values.oracle}: no oracle there`);
  const seed = wholeNumber(values.seed, "seed");
  const count = wholeNumber(values.count, "count");
  const weights = values.held ? "held" : "default";
  const draws = values.family.flatMap((name) => {
    const family = FAMILIES.find((candidate) => nameOf(candidate) === name);
    if (family === undefined) throw new UsageError(`--family ${name}: families are ${FAMILIES.map(nameOf).join(", ")}`);
    const [newest = ""] = Object.keys(family.builds);
    return (values.release ?? [newest]).map((release) => {
      const build = family.builds[release];
      if (build === undefined)
        throw new UsageError(`--release ${release}: of ${name} there are ${Object.keys(family.builds).join(", ")}`);
      return { draw: { family: name, release, seed, count, weights } as const, family, build };
    });
  });
  return { draws, oracle: resolve(values.oracle), programs: resolve(values.programs), result: resolve(values.result) };
}

/** A copy of the oracle's sources, where Go may complete its files; each state of the sources has its own. */
function openWorkshop({ oracle, programs }: Settings): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(oracle, { recursive: true, encoding: "utf8" }).toSorted()) {
    const path = join(oracle, name);
    if (statSync(path).isFile()) hash.update(name).update(readFileSync(path));
  }
  const folder = join(programs, hash.digest("hex").slice(0, 12));
  if (existsSync(join(folder, "run.sh"))) return folder;
  mkdirSync(programs, { recursive: true });
  cpSync(oracle, folder, { recursive: true });
  execFileSync("chmod", ["-R", "u+w", folder]);
  return folder;
}

function go(workshop: string, args: readonly string[]): string {
  return execFileSync("go", args, { cwd: workshop, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

function buildProgram(workshop: string, name: string, module: string, tags: string, source: string): string {
  const path = join(workshop, "bin", name);
  if (existsSync(path)) return path;
  process.stderr.write(`building ${name} of ${module}\n`);
  const modules = ["-mod=mod", `-modfile=mods/${module}.mod`];
  go(workshop, ["build", ...modules, ...(tags === "" ? [] : ["-tags", tags]), "-o", path, source]);
  return path;
}

/** Runs the real code; the recorded lines. */
function record(
  workshop: string,
  { platform, file }: Family,
  { module, tags }: Build,
  draw: DialectDraw,
): readonly string[] {
  const { seed, count, weights } = draw;
  const name = `${platform}-${module}`;
  const program = buildProgram(workshop, name, `${platform}-v${module}`, tags, `./cmd/${platform}`);
  buildProgram(workshop, "k8sdefault", "kubernetes-v1.36", "", "./cmd/k8sdefault");
  const more: string[] = [];
  if (platform === "kserve") {
    const knative = buildProgram(workshop, "knative50", "knative-v0.50.0", "", "./cmd/knative");
    const list = ["list", "-mod=mod", `-modfile=mods/kserve-v${module}.mod`, "-m", "-f", "{{.Dir}}"];
    more.push("-module", go(workshop, [...list, "github.com/kserve/kserve"]).trim(), "-knative", knative);
  }
  if (weights === "held") more.push("-held", "-prefix", "h/");
  const out = mkdtempSync(join(tmpdir(), "probewise-draw-"));
  try {
    execFileSync(program, ["-family", file, "-seed", `${seed}`, "-n", `${count}`, "-out", out, ...more], {
      cwd: workshop,
      stdio: ["ignore", "ignore", "inherit"],
    });
    return readFileSync(join(out, `${file}.jsonl`), "utf8")
      .split("\n")
      .filter((line) => line !== "");
  } finally {
    rmSync(out, { recursive: true });
  }
}

/** The inputs of the shared vectors; none where they are not beside the oracle. */
function recordedInputs(oracle: string, family: string): ReadonlySet<string> {
  const path = join(oracle, "../../conformance", `${family}.jsonl.gz`);
  if (!existsSync(path)) return new Set();
  const lines = gunzipSync(readFileSync(path)).toString("utf8").trim().split("\n");
  return new Set(lines.map((line) => JSON.stringify((JSON.parse(line) as JsonObject)["input"])));
}

function kindOf({ platform, file }: Family): VectorKind {
  const kind = VECTOR_KINDS.find((candidate) => candidate.family === platform && candidate.file === file);
  if (kind === undefined) throw new Error(`${platform}/${file} is no kind of vectors`);
  return kind;
}

function judge(lines: readonly string[], family: Family, draw: DialectDraw, known: ReadonlySet<string>): DialectSeries {
  const kind = kindOf(family);
  const release = kind.platform?.parseRelease(draw.release);
  if (release === undefined) throw new Error(`${draw.release} is no release of ${family.platform}`);
  const differences: ({ readonly id: string } & Difference)[] = [];
  let [fresh, matched] = [0, 0];
  for (const line of lines) {
    const value = JSON.parse(line) as JsonObject & { readonly expected: JsonValue };
    const expected = family.file === "pod" ? packKservePod(value.expected) : value.expected;
    const id = textOf(value["id"]) ?? "";
    const { matched: isMatched, difference } = compareSafely(kind, { id, value, line, expected }, release);
    fresh += Number(!known.has(JSON.stringify(value["input"])));
    matched += Number(isMatched);
    if (!isMatched && differences.length < KEPT_DIFFERENCES) differences.push({ id, ...(difference ?? { at: "" }) });
  }
  return { ...draw, compared: lines.length, fresh, matched, differences };
}

function main(args: readonly string[]): number {
  const settings = parseSettings(args);
  if (settings === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  const workshop = openWorkshop(settings);
  const known = new Map(readDialectSeries(settings.result).map((one) => [keyOf(one), one]));
  const asked = settings.draws.map(({ draw, family, build }) => {
    const key = keyOf(draw);
    const one =
      known.get(key) ??
      judge(record(workshop, family, build, draw), family, draw, recordedInputs(settings.oracle, draw.family));
    saveDialectSeries(settings.result, one);
    process.stdout.write(`${key}: ${one.matched}/${one.compared} matched, ${one.fresh} of them in no shared vector\n`);
    return one;
  });
  const sum = (count: (one: DialectSeries) => number): number => asked.reduce((total, one) => total + count(one), 0);
  const compared = sum((one) => one.compared);
  const different = compared - sum(({ matched }) => matched);
  process.stdout.write(
    `${compared} objects compared, ${different} different; ${relative(process.cwd(), settings.result)}\n`,
  );
  return compared > 0 && different === 0 ? 0 : 1;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
