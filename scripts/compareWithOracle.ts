import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Draw, SeedRange } from "./oracle/draw.ts";
import { CLUSTER_FAMILIES, drawsOf, FAMILIES, MINORS } from "./oracle/draw.ts";
import { countAttempts, judgeRecording } from "./oracle/judgeRecording.ts";
import type { OraclePrograms } from "./oracle/recordings.ts";
import { openOraclePrograms } from "./oracle/recordings.ts";
import type { Series } from "./oracle/resultFile.ts";
import { missingSeeds, readResults, saveSeries, seriesOf, withJudgement, withSeeds } from "./oracle/resultFile.ts";
import { parseKubernetesVersion } from "../src/model/kubernetesVersion.ts";

const ROOT = resolve(import.meta.dirname, "..");
const HELP = `Compares fresh scenarios with what the real Kubernetes code makes of them.

usage: node scripts/compareWithOracle.ts [options]

The oracles draw scenarios from seeds and run the real probe workers (family prober), the real kubelet whole, or kubelets with the
real controllers (${CLUSTER_FAMILIES.join(", ")}) on virtual time; each trace is compared with ours
exactly as "probewise conformance" compares recorded ones. Seeds that the result file already has are left out, so an interrupted run goes on where it was, and a file that is removed begins anew.
Needs Go 1.26, for the prober's oracle Python 3; the first use of a release builds its oracle, which takes minutes.

  --family NAME     ${FAMILIES.join(", ")} (repeatable; default: all)
  --release 1.N     Kubernetes release (repeatable; default: all that have an oracle: 1.${MINORS.join(", 1.")};
                    whole kubelets from 1.33 on, clusters in 1.34, 1.36 and 1.37)
  --seed N          first seed (default: 100000; the shared vectors are from 1 on)
  --count N         scenarios of each family and release (default: 100)
  --held            the generators' other set of weights
  --oracle DIR      the oracles (default: ../shared/oracle)
  --result FILE     result file, one line of JSON for each family and release (default: properties/oracle/results.jsonl)
  --help

Exit code 0: something was compared, and the result file has no difference for what was asked; 1: it has some, or nothing; 2: wrong use,
or an oracle cannot run.
`;

/** Scenarios of one process: an oracle of whole kubelets grows by some MB with each, one of clusters by more. */
const CHUNK = { prober: 2000, kubelet: 200, cluster: 40 } as const;

interface Settings {
  readonly draws: readonly Draw[];
  readonly wanted: SeedRange;
  readonly oracle: string;
  readonly result: string;
}

class UsageError extends Error {}

function wholeNumber(text: string, option: string, least: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least)
    throw new UsageError(`--${option} ${text}: not a whole number from ${least} on`);
  return value;
}

function minorOf(text: string): number {
  const minor = parseKubernetesVersion(text)?.minor;
  if (minor === undefined || !MINORS.includes(minor))
    throw new UsageError(`--release ${text}: there are oracles for 1.${MINORS.join(", 1.")}`);
  return minor;
}

function parseSettings(args: readonly string[]): Settings | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      family: { type: "string", multiple: true },
      release: { type: "string", multiple: true },
      seed: { type: "string", default: "100000" },
      count: { type: "string", default: "100" },
      held: { type: "boolean", default: false },
      oracle: { type: "string", default: join(ROOT, "../shared/oracle") },
      result: { type: "string", default: join(ROOT, "properties/oracle/results.jsonl") },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const families = values.family ?? FAMILIES;
  const unknown = families.find((family) => !FAMILIES.includes(family));
  if (unknown !== undefined) throw new UsageError(`--family ${unknown}: families are ${FAMILIES.join(", ")}`);
  const draws = drawsOf(families, values.release?.map(minorOf) ?? MINORS, values.held ? "held" : "default");
  if (draws.length === 0) throw new UsageError("no oracle of that release draws such a family");
  const first = wholeNumber(values.seed, "seed", 0);
  const last = first + wholeNumber(values.count, "count", 1) - 1;
  if (!existsSync(join(values.oracle, "prober/oracle")))
    throw new UsageError(`--oracle ${values.oracle}: no oracles there`);
  return { draws, wanted: { first, last }, oracle: resolve(values.oracle), result: resolve(values.result) };
}

async function compareChunk(programs: OraclePrograms, draw: Draw, range: SeedRange, before: Series): Promise<Series> {
  let series = before;
  for await (const recording of programs.record(draw, range)) {
    const judgement = await judgeRecording(draw, recording, () => programs.recordAgain(draw, recording));
    series = withJudgement(series, recording.seed, countAttempts(recording), judgement);
  }
  return withSeeds(series, range);
}

function summaryOf({
  family,
  kubernetes,
  weights,
  scenarios,
  attempts,
  matched,
  ties,
  raced,
  unreached = [],
  differences,
  unusable,
}: Series): string {
  const parts = [
    `${matched}/${scenarios} matched`,
    `${ties.length} by a named tie`,
    `${raced.length} raced`,
    ...(unreached.length > 0 ? [`${unreached.length} raced elsewhere`] : []),
    `${differences.length} different`,
    ...(unusable.length > 0 ? [`${unusable.length} unusable`] : []),
  ];
  return `${family} ${kubernetes} ${weights}: ${parts.join(", ")} (${attempts} probe executions)`;
}

async function compareAll({ draws, wanted, result }: Settings, programs: OraclePrograms): Promise<readonly Series[]> {
  const results = readResults(result);
  for (const draw of draws) {
    for (const range of missingSeeds(seriesOf(results, draw), wanted, CHUNK[draw.oracle])) {
      const series = await compareChunk(programs, draw, range, seriesOf(results, draw));
      saveSeries(result, results, series);
      process.stderr.write(`seeds ${range.first} to ${range.last}; ${summaryOf(series)}\n`);
    }
  }
  return draws.map((draw) => seriesOf(results, draw));
}

async function main(args: readonly string[]): Promise<number> {
  const settings = parseSettings(args);
  if (settings === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  const programs = openOraclePrograms(settings.oracle);
  try {
    const all = await compareAll(settings, programs);
    process.stdout.write(all.map((series) => `${summaryOf(series)}\n`).join(""));
    const sum = (count: (series: Series) => number): number => all.reduce((total, series) => total + count(series), 0);
    const different = sum(({ differences }) => differences.length);
    const compared = sum(({ scenarios, unusable }) => scenarios - unusable.length);
    process.stdout.write(
      `${compared} scenarios compared, ${different} different; ${relative(process.cwd(), settings.result)}\n`,
    );
    return compared > 0 && different === 0 ? 0 : 1;
  } finally {
    programs.close();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
