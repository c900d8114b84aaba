import { randomInt } from "node:crypto";
import { availableParallelism } from "node:os";
import { kindsOf, type FuzzPlan } from "../../analyze/fuzz/fuzzPlan.ts";
import type { FuzzTally } from "../../analyze/fuzz/fuzzTally.ts";
import { formatReplayToken, shortHash } from "../../analyze/fuzz/replayToken.ts";
import { shrinkRun } from "../../analyze/fuzz/shrinkRun.ts";
import { withoutIdleInstances } from "../../analyze/fuzz/withoutIdleInstances.ts";
import { traceHash } from "../../canonicalHash.ts";
import type { Scenario } from "../../model/scenario.ts";
import { type FuzzFailure, fuzzJson, fuzzReport, type FuzzSummary } from "../../report/fuzzReport.ts";
import { printable } from "../../model/printable.ts";
import { formatDuration } from "../../time/duration.ts";
import { TOOL_VERSION } from "../../toolVersion.ts";
import type { CommandContext } from "../command.ts";
import { defineCommand } from "../command.ts";
import { combineExitCodes, EXIT_CODES, type ExitCode } from "../exitCode.ts";
import { FUZZ_OPTIONS, type FuzzOptions, settingsArgs } from "../fuzz/fuzzOptions.ts";
import { type FuzzEnd, fuzzOnWorkers } from "../fuzz/fuzzOnWorkers.ts";
import { fuzzOthers } from "../fuzz/fuzzOthers.ts";
import { loadFuzz } from "../fuzz/loadFuzz.ts";
import { withRecord, writeCounterexample } from "../fuzz/writeCounterexample.ts";
import { listInputFiles } from "../inputFiles.ts";
import { createProgress } from "../progress.ts";
import { UsageError } from "../usageError.ts";

const RUNS_DEFAULT = 1_000;
const SEED_BELOW = 2 ** 31;
/** Each is shrunk, which takes seconds; who has more has other worries. */
const FAILURES_TOLD_MAX = 5;

type Context = CommandContext & { readonly options: FuzzOptions };

export const fuzz = defineCommand({
  name: "fuzz",
  summary: "look for the failures under which a workload does not do what is expected of it",
  usage: "[FILE|-]",
  operands: { minimum: 0, maximum: 1 },
  options: FUZZ_OPTIONS,
  examples: [
    { command: "probewise fuzz scenario.yaml", description: "1000 schedules of failures, judged by the file's expect" },
    {
      command: "probewise fuzz scenario.yaml --fail hang --fail slow --time 30s",
      description: "no other failures than these, for half a minute",
    },
    {
      command: "probewise fuzz --orchestrator kubelet:1.35,kubelet:1.37",
      description: "what a release of the real kubelet changed; needs Go",
    },
    {
      command: "probewise fuzz deployment.yaml --seed 7",
      description: "a manifest, judged by the properties of kubelets",
    },
  ],
  notes: [
    "FILE is a scenario, or a Kubernetes manifest. What it says stays; apps that hang, refuse, err, are slow, start late or die, and nodes that falter, are added, and what it leaves open (the kubelet's age and draws, ranges) is drawn. Each run is judged by what the file expects (expect), and by all properties, named or not; docs/properties.md lists them.",
    "What fails is made as simple as it gets, told as a timeline, and written as a scenario below reports/out. probewise replay makes it again.",
    "Exit code 0: all came out, in every run. 1: something did not. 3: a property that is expected to hold was never put to the test, or there was no run. Ctrl-C tells what was found until then (130).",
  ],
  async run(context) {
    const { options, stderr } = context;
    const seed = options.seed ?? randomInt(SEED_BELOW);
    if (context.operands.length === 0) {
      if (options.orchestrator.length > 0) return fuzzOthers({}, options.orchestrator, seed, context);
      throw new UsageError(
        "fuzz needs FILE",
        "without one it holds orchestrators to scenarios of its own: --orchestrator",
      );
    }
    const [entry, second] = listInputFiles(context.operands, context.cwd);
    if (
      entry === undefined ||
      second !== undefined ||
      entry.name !== (entry.kind === "stdin" ? "<stdin>" : context.operands[0])
    )
      throw new UsageError(`${context.operands[0]} is a folder`, "fuzz takes one file");
    const loaded = await loadFuzz(entry, options, options["max-bytes"], context);
    if (!("plan" in loaded)) return loaded.exitCode;
    const { plan, fileHash } = loaded;
    for (const note of loaded.notes) stderr.write(printable(`note: ${note}\n`));
    if (options.orchestrator.length > 0) {
      const exitCode = await fuzzOthers(plan, options.orchestrator, seed, context);
      return combineExitCodes([loaded.exitCode, exitCode]);
    }
    const { tally, end } = await makeRuns(plan, seed, context);
    const summary = { ...tellFailures(plan, seed, tally, fileHash, context), name: plan.base.id ?? entry.name };
    const ended = { ...summary, end: end === "interrupted" ? "interrupted" : undefined };
    context.stdout.write(
      options.json ? `${JSON.stringify(fuzzJson(ended), null, 2)}\n` : fuzzReport(ended, context.stdout),
    );
    if (end === "interrupted") return EXIT_CODES.interrupted;
    return combineExitCodes([loaded.exitCode, exitCodeOf(plan.base, tally)]);
  },
});

async function makeRuns(plan: FuzzPlan, seed: number, context: Context): Promise<FuzzEnd> {
  const { options, nowMs, stderr } = context;
  const runs = options.runs ?? (options.time === undefined ? RUNS_DEFAULT : Infinity);
  const progress = createProgress(context, "fuzzing");
  const startedMs = nowMs();
  const rate = (tally: FuzzTally): string =>
    `${Math.round((1000 * tally.runs) / Math.max(1, nowMs() - startedMs))} runs/s, ${formatDuration(tally.virtualMs)} simulated`;
  const interrupt = context.catchInterrupt();
  try {
    const made = await fuzzOnWorkers(
      { plan, seed },
      {
        runs,
        timeMs: options.time ?? Infinity,
        workers: options.workers ?? availableParallelism(),
        signal: AbortSignal.any([context.signal, interrupt.signal]),
        nowMs,
        onTally: (tally) =>
          progress.update(tally.runs, runs === Infinity ? undefined : runs, `${rate(tally)}, ${failuresText(tally)}`),
      },
    );
    progress.finish();
    const failures = kindsOf(plan).length === 0 ? "none" : kindsOf(plan).join(", ");
    stderr.write(`${made.tally.runs} runs, ${rate(made.tally)}; failures drawn: ${failures}\n`);
    return made;
  } finally {
    // From here on Ctrl-C ends it at once.
    interrupt.release();
  }
}

function failuresText({ failedRuns }: FuzzTally): string {
  return `${failedRuns} ${failedRuns === 1 ? "failure" : "failures"}`;
}

/** Shrinks what failed, and writes it down. */
function tellFailures(
  plan: FuzzPlan,
  seed: number,
  tally: FuzzTally,
  fileHash: string,
  context: Context,
): Omit<FuzzSummary, "name" | "end"> {
  const failing = Object.entries(tally.failing).sort(
    ([one, a], [other, b]) => a.first - b.first || (one < other ? -1 : 1),
  );
  const failures = failing.slice(0, FAILURES_TOLD_MAX).map(([what, { runs, first }]): FuzzFailure => {
    const found = shrinkRun(plan, seed, first, what);
    // A run that fails once and not again: nothing that we say of it can be trusted.
    if (found === undefined)
      throw new Error(`run ${first} of seed ${seed} failed (${what}), and made again it does not`);
    const scenario: Scenario = {
      ...withoutIdleInstances(found.scenario, found.trace),
      description: `fuzz: ${what}, ${found.failure.text}`,
    };
    const recorded = withRecord(scenario, found.trace);
    const token = formatReplayToken({
      tool: TOOL_VERSION,
      seed: found.seed,
      path: found.path,
      file: shortHash(fileHash),
      trace: shortHash(traceHash(found.trace)),
      settings: settingsArgs(context.options),
    });
    const counterexample = { ...found, scenario: recorded };
    return { what, runs, first, counterexample, file: writeCounterexample(recorded, what, context), token };
  });
  const untold = failing.slice(FAILURES_TOLD_MAX).map(([what]) => what);
  return { seed, tally, failures, untold };
}

function exitCodeOf({ expect }: Scenario, tally: FuzzTally): ExitCode {
  if (tally.failedRuns > 0) return EXIT_CODES.failed;
  const isOpen = (expect?.holds ?? []).some((_, index) => tally.tested[`expect.holds[${index}]`] === undefined);
  return isOpen || Object.keys(tally.tested).length === 0 ? EXIT_CODES.inconclusive : EXIT_CODES.ok;
}
