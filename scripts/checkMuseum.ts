import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { JsonObject } from "../src/model/json.ts";
import { parseKubernetesVersion } from "../src/model/kubernetesVersion.ts";
import type { KubernetesVersion } from "../src/model/kubernetesVersion.ts";
import type { Draw } from "./oracle/draw.ts";
import { countAttempts, judgeRecording } from "./oracle/judgeRecording.ts";
import type { Judgement } from "./oracle/judgeRecording.ts";
import { openOraclePrograms } from "./oracle/recordings.ts";
import type { Recording } from "./oracle/recordings.ts";
import { recordedAttempts } from "./oracle/workerScenario.ts";
import { listOf } from "../src/conformance/recordedObjects.ts";
import { MUSEUM, museumEntries, withChecked } from "./museum/museumEntries.ts";
import { withIndex } from "./museum/museumIndex.ts";
import type { ComparedRun, EntryResults, MuseumResults } from "./museum/museumResults.ts";
import { checkedText, isEqual, readMuseumResults, writeMuseumResults } from "./museum/museumResults.ts";
import type { AskableRun } from "./museum/museumRuns.ts";
import { runsOf, sidesOf } from "./museum/museumRuns.ts";

const HELP = `Compares the entries of the museum with what the real kubelet makes of them.

usage: node scripts/checkMuseum.ts [--oracle DIR] [--all]

Each entry, as written and under each of its flips, is put into the words of the kubelet oracle and run by the real kubelet of its release;
the whole traces are compared as "probewise conformance" compares recorded ones. What sims/museum/oracle.jsonl has already, and is
the same still, is left out. Then writes that file, the heads of the entries and the table of sims/museum/README.md.
Needs Go 1.26 if anything is to be run; the first use of a release builds its oracle, which takes minutes.

  --oracle DIR   the oracles (default: ../shared/oracle). A copy whose module files name other patch releases runs those
  --all          run everything anew
  --help

Exit code 0: everything that can be compared was, and is equal; 1: not so; 2: wrong use, or an oracle cannot run.
`;

type Run = AskableRun & { readonly entry: string };

function verdictOf(judgement: Judgement): string {
  switch (judgement.verdict) {
    case "matched":
      return "equal";
    case "tie":
      return `equal by another order of ${judgement.tie}`;
    case "raced":
      return "equal by another run of the real one";
    case "unreached":
    case "different":
      return `different at ${judgement.difference.at}`;
    case "unusable":
      return `unusable: ${judgement.why}`;
  }
}

/** Whether real workers, told what our kubelet knows, ask when ours do. */
function asks({ code, attempts, scripted }: Run, { vector }: Recording): boolean {
  const real = recordedAttempts(listOf(vector["expect"]), scripted.untilMs - 1);
  return code === "kubelet" || real.join("\n") === attempts.join("\n");
}

/** Runs of a release that the oracle does not have are left out; which patch releases it has, its traces tell. */
async function compareRuns(oracle: string, runs: readonly Run[]): Promise<ReadonlyMap<Run, ComparedRun>> {
  const compared = new Map<Run, ComparedRun>();
  const programs = openOraclePrograms(oracle);
  try {
    // Gates stay set in a process of the oracle, so each set of them has its own.
    const groups = Map.groupBy(runs, ({ kubernetes, scripted }) => {
      return `${kubernetes} ${JSON.stringify("gates" in scripted ? scripted.gates : {})}`;
    });
    for (const these of groups.values()) {
      const release = these[0]?.kubernetes ?? "";
      const version = parseKubernetesVersion(release) as KubernetesVersion;
      const isWhole = these[0]?.code === "kubelet";
      const draw: Draw = {
        oracle: isWhole ? "kubelet" : "prober",
        family: "museum",
        release,
        version,
        weights: "default",
      };
      const scenarios = these.map(({ scripted }) => scripted as unknown as JsonObject);
      const recordings = isWhole ? programs.recordThese(draw, scenarios) : programs.recordWorkers(draw, scenarios);
      for await (const recording of recordings) {
        const run = these[recording.seed] as Run;
        if (recording.vector["kubernetes"] !== release) continue;
        const again = async (): Promise<readonly Recording[]> => (isWhole ? programs.recordAgain(draw, recording) : []);
        const judgement = await judgeRecording(draw, recording, again);
        const verdict = asks(run, recording) ? verdictOf(judgement) : "different attempts";
        const { side, pod, kubernetes, code, trace } = run;
        compared.set(run, { side, pod, kubernetes, code, verdict, attempts: countAttempts(recording), trace });
        process.stderr.write(`${run.entry}, ${kubernetes}, ${side}: ${verdict}\n`);
      }
    }
  } finally {
    programs.close();
  }
  return compared;
}

const isSame = (run: AskableRun, other: ComparedRun): boolean =>
  run.side === other.side && run.pod === other.pod && run.kubernetes === other.kubernetes && run.trace === other.trace;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      oracle: { type: "string", default: resolve(import.meta.dirname, "../../shared/oracle") },
      all: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const entries = museumEntries();
  const before = values.all ? {} : readMuseumResults();
  const wanted = entries.map(({ id, scenario }) => ({ id, runs: sidesOf(scenario).flatMap(runsOf) }));
  const askable = wanted.flatMap(({ id, runs }) =>
    runs.flatMap((run): Run[] => ("scripted" in run ? [{ ...run, entry: id }] : [])),
  );
  const kept = (run: Run): ComparedRun | undefined =>
    before[run.entry]?.compared.find((other) => isEqual(other) && isSame(run, other));
  const missing = askable.filter((run) => kept(run) === undefined);
  const compared =
    missing.length === 0 ? new Map<Run, ComparedRun>() : await compareRuns(resolve(values.oracle), missing);
  const found = (run: Run): ComparedRun[] => [kept(run) ?? compared.get(run)].filter((one) => one !== undefined);
  const results: MuseumResults = Object.fromEntries(
    wanted.map(({ id, runs }): [string, EntryResults] => [
      id,
      {
        compared: askable.filter(({ entry }) => entry === id).flatMap(found),
        notRun: runs.flatMap((run) => ("why" in run ? [run] : [])),
      },
    ]),
  );
  writeMuseumResults(results);
  for (const { id, path, text } of entries)
    writeFileSync(path, withChecked(text, checkedText(results[id] as EntryResults)));
  const readme = join(MUSEUM, "README.md");
  writeFileSync(readme, withIndex(readFileSync(readme, "utf8"), entries, results));
  const all = Object.values(results).flatMap((one) => one.compared);
  const equal = all.filter(isEqual).length;
  process.stdout.write(`${equal} of ${askable.length} runs equal, ${askable.length - all.length} not run\n`);
  return equal > 0 && equal === askable.length ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
