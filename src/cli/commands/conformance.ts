import { join } from "node:path";
import { verdictOf, type ConformanceSummary, type ConformanceVerdict } from "../../conformance/conformanceSummary.ts";
import type { VectorPlan } from "../../conformance/planVectorRuns.ts";
import { planVectorRuns } from "../../conformance/planVectorRuns.ts";
import type { OnProgress } from "../../conformance/runVectors.ts";
import { runVectors } from "../../conformance/runVectors.ts";
import { VECTOR_KINDS } from "../../conformance/vectorKinds.ts";
import { scoreOrchestrator } from "../../conformance/scoreOrchestrator.ts";
import { printable } from "../../model/printable.ts";
import type { CommandContext } from "../command.ts";
import { defineCommand } from "../command.ts";
import { formatConformance, formatScore } from "../conformanceText.ts";
import { EXIT_CODES, type ExitCode } from "../exitCode.ts";
import { chooseOrchestrator } from "../orchestrators/chooseOrchestrator.ts";
import { PACKAGE_FOLDER } from "../packageFolder.ts";
import { createProgress } from "../progress.ts";
import { findVectorFiles, VECTORS_ON_DISK } from "../vectorFiles.ts";

const SHIPPED_VECTORS = join(PACKAGE_FOLDER, "properties/vectors");

const EXIT_CODE_OF: Readonly<Record<ConformanceVerdict, ExitCode>> = {
  conforms: EXIT_CODES.ok,
  differs: EXIT_CODES.failed,
  unusable: EXIT_CODES.usage,
  inconclusive: EXIT_CODES.inconclusive,
};

const OPTIONS = {
  vectors: {
    kind: "text",
    placeholder: "FILE|DIR",
    repeatable: true,
    description: "vector files (.jsonl, .jsonl.gz) or folders of them, instead of those that ship",
  },
  orchestrator: {
    kind: "text",
    placeholder: "CMD|kubelet:1.N|recorded:DIR",
    description: "score this program, the real kubelet of a release, or recorded traces, instead of the engine",
  },
  timeout: { kind: "duration", description: "real time that the orchestrator has for one scenario (default: 10s)" },
  json: { kind: "flag", description: "print the result as JSON" },
} as const;

export const conformance = defineCommand({
  name: "conformance",
  summary: "compare the engine, or another orchestrator, with what the real Kubernetes code did",
  usage: "",
  operands: { minimum: 0, maximum: 0 },
  options: OPTIONS,
  examples: [
    { command: "probewise conformance", description: "with the vectors that ship" },
    {
      command: "probewise conformance --vectors ../shared/conformance",
      description: "with a whole recording, by its INDEX.json",
    },
    { command: "probewise conformance --vectors endpoints/services.jsonl.gz --json", description: "with one file" },
    { command: 'probewise conformance --orchestrator "node mine.mjs"', description: "another orchestrator" },
    { command: "probewise conformance --orchestrator kubelet:1.36", description: "the real kubelet; needs Go" },
  ],
  notes: [
    "One line for each family and release: matched/compared. A release whose file holds only differences counts its whole family. Vectors of which several outcomes were seen count apart, as raced, and as reached when ours is one of them.",
    "An orchestrator is a program that reads a scenario as one line of JSON and writes its trace as one line, or says what it does not know; docs/orchestrators.md says how. It is compared on the recorded scenarios of whole kubelets.",
    "Exit code 0: something was compared, all of it matched, and at least 9 of 10 raced vectors were reached.",
  ],
  async run(context) {
    const { options, stdout, stderr, cwd, signal } = context;
    const progress = createProgress(context, "comparing");
    const found = await findVectorFiles(options.vectors.length === 0 ? [SHIPPED_VECTORS] : options.vectors, cwd);
    const plan = planVectorRuns(found.files, VECTOR_KINDS);
    const complete = { ...plan, problems: [...found.problems, ...plan.problems] };
    const onProgress: OnProgress = (done, total, { name }) => {
      progress.update(done, total, name);
      return !signal.aborted;
    };
    if (options.orchestrator !== undefined) return score(options.orchestrator, complete, onProgress, context);
    const summary = await runVectors(complete, VECTORS_ON_DISK, onProgress);
    progress.finish();
    if (signal.aborted) return EXIT_CODES.interrupted;
    const verdict = verdictOf(summary);
    stdout.write(
      options.json
        ? `${JSON.stringify({ schema: "probewise-conformance/1", verdict, ...summary, notGiven: plan.notGiven }, null, 2)}\n`
        : formatConformance(summary),
    );
    for (const { release, path } of plan.notGiven)
      stderr.write(printable(`note: ${release} was left out: ${path} was not given\n`));
    reportProblems(summary, context);
    return EXIT_CODE_OF[verdict];
  },
});

function reportProblems({ problems, total }: ConformanceSummary, { stderr }: CommandContext): void {
  for (const { name, problem, help } of problems)
    stderr.write(printable(`error: ${name}: ${problem}\n${help === undefined ? "" : `help: ${help}\n`}`));
  if (total.compared + total.raced === 0) stderr.write("error: nothing was compared\n");
}

async function score(
  text: string,
  plan: VectorPlan,
  onProgress: OnProgress,
  context: CommandContext<typeof OPTIONS>,
): Promise<ExitCode> {
  const { options, stdout, signal } = context;
  const orchestrator = await chooseOrchestrator(text, options.timeout, context);
  try {
    const result = await scoreOrchestrator(orchestrator, plan, VECTORS_ON_DISK, onProgress);
    if (signal.aborted) return EXIT_CODES.interrupted;
    stdout.write(
      options.json ? `${JSON.stringify({ schema: "probewise-score/1", ...result }, null, 2)}\n` : formatScore(result),
    );
    reportProblems(result.vectors, context);
    return EXIT_CODE_OF[result.verdict];
  } finally {
    await orchestrator.close();
  }
}
