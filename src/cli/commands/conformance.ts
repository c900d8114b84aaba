import { join } from "node:path";
import { verdictOf, type ConformanceVerdict } from "../../conformance/conformanceSummary.ts";
import { planVectorRuns } from "../../conformance/planVectorRuns.ts";
import { runVectors } from "../../conformance/runVectors.ts";
import { UNCOVERED_FAMILIES, VECTOR_KINDS } from "../../conformance/vectorKinds.ts";
import { printable } from "../../report/printable.ts";
import { defineCommand } from "../command.ts";
import { formatConformance } from "../conformanceText.ts";
import { EXIT_CODES, type ExitCode } from "../exitCode.ts";
import { PACKAGE_FOLDER } from "../packageFolder.ts";
import { createProgress } from "../progress.ts";
import { findVectorFiles, readVectorLines } from "../vectorFiles.ts";

const SHIPPED_VECTORS = join(PACKAGE_FOLDER, "properties/vectors");

const EXIT_CODE_OF: Readonly<Record<ConformanceVerdict, ExitCode>> = {
  conforms: EXIT_CODES.ok,
  differs: EXIT_CODES.failed,
  unusable: EXIT_CODES.usage,
  inconclusive: EXIT_CODES.inconclusive,
};

export const conformance = defineCommand({
  name: "conformance",
  summary: "compare the engine with what the real Kubernetes code did",
  usage: "",
  operands: { minimum: 0, maximum: 0 },
  options: {
    vectors: {
      kind: "text",
      placeholder: "FILE|DIR",
      repeatable: true,
      description: "vector files (.jsonl, .jsonl.gz) or folders of them, instead of those that ship",
    },
    json: { kind: "flag", description: "print the result as JSON" },
  },
  examples: [
    { command: "probewise conformance", description: "with the vectors that ship" },
    {
      command: "probewise conformance --vectors ../shared/conformance",
      description: "with a whole recording, by its INDEX.json",
    },
    { command: "probewise conformance --vectors endpoints/services.jsonl.gz --json", description: "with one file" },
  ],
  notes: [
    "One line for each family and release: matched/compared. A release whose file holds only differences counts its whole family. Vectors of which several outcomes were seen count apart, as raced, and as reached when ours is one of them.",
    "Exit code 0: something was compared, all of it matched, and at least 9 of 10 raced vectors were reached.",
  ],
  async run(context) {
    const { options, stdout, stderr, cwd, signal } = context;
    const progress = createProgress(context, "comparing");
    const found = await findVectorFiles(options.vectors.length === 0 ? [SHIPPED_VECTORS] : options.vectors, cwd);
    const plan = planVectorRuns(found.files, VECTOR_KINDS, UNCOVERED_FAMILIES);
    const complete = { ...plan, problems: [...found.problems, ...plan.problems] };
    const summary = await runVectors(complete, readVectorLines, (done, total, { name }) => {
      progress.update(done, total, name);
      return !signal.aborted;
    });
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
    for (const { name, problem, help } of summary.problems) {
      stderr.write(printable(`error: ${name}: ${problem}\n${help === undefined ? "" : `help: ${help}\n`}`));
    }
    if (summary.total.compared + summary.total.raced === 0) stderr.write("error: nothing was compared\n");
    return EXIT_CODE_OF[verdict];
  },
});
