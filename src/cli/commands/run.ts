import { parseKubernetesVersion } from "../../model/kubernetesVersion.ts";
import type { Scenario } from "../../model/scenario.ts";
import type { Trace } from "../../model/trace.ts";
import { printable } from "../../report/printable.ts";
import { reportRun, summarizeRun } from "../../report/runReport.ts";
import { traceLines } from "../../report/traceLines.ts";
import { FAILURE_SYNTAX } from "../../scenario/failureText.ts";
import { simulate } from "../../simulate.ts";
import { formatDuration } from "../../time/duration.ts";
import type { Output } from "../command.ts";
import { defineCommand } from "../command.ts";
import { loadScenario } from "../loadScenario.ts";
import { RUN_OPTIONS, type RunOptions } from "../runOptions.ts";
import { UsageError } from "../usageError.ts";

export const run = defineCommand({
  name: "run",
  summary: "simulate one workload and print its timeline",
  usage: "FILE|-",
  operands: { minimum: 1, maximum: 1 },
  options: RUN_OPTIONS,
  examples: [
    { command: "probewise run deployment.yaml", description: "a healthy start" },
    {
      command: "probewise run deployment.yaml --starts 42s --fail hang@5m+30s",
      description: "a slow start, and later a hang of 30 s",
    },
    {
      command: "probewise run all.yaml --workload deployment/web --fail app:exit=1@2m",
      description: "one of several workloads, one of its containers",
    },
    { command: "probewise run scenario.yaml --json", description: "a scenario file; its trace for other programs" },
  ],
  notes: [
    `FILE is a Kubernetes manifest or a scenario file; which of them, its content tells. --fail is written ${FAILURE_SYNTAX}. FROM counts from the container's first start; a restart mends the failure. Without CONTAINER all containers but the init containers are meant. For all else write a scenario file: schema/scenario.json describes it.`,
    "Exit code 1: the API server would refuse the manifest.",
  ],
  async run(context) {
    const { options, stderr } = context;
    const version = options.kubernetes === undefined ? undefined : parseKubernetesVersion(options.kubernetes);
    if (options.kubernetes !== undefined && version === undefined) {
      throw new UsageError(
        `--kubernetes ${options.kubernetes}: there is no such release`,
        "write 1.36 or 1.35.4; known are 1.12 to 1.37",
      );
    }
    const loaded = await loadScenario(context);
    if (!("scenario" in loaded)) return loaded.exitCode;
    for (const note of loaded.notes) stderr.write(printable(`note: ${note}\n`));
    const startedMs = context.nowMs();
    const trace = simulate(loaded.scenario, { recorder: "full" });
    writeResult(context, loaded.scenario, trace);
    const tookMs = context.nowMs() - startedMs;
    stderr.write(
      `simulated ${formatDuration(trace.header.untilMs)} and ${trace.header.attempts} probe attempts in ${Math.max(1, Math.round(tookMs))} ms\n`,
    );
    return loaded.exitCode;
  },
});

function writeResult(
  { options, stdout }: { readonly options: RunOptions; readonly stdout: Output },
  scenario: Scenario,
  trace: Trace,
): void {
  if (!options.json) {
    stdout.write(reportRun(scenario, trace, { columns: stdout.columns, color: stdout.color }));
    return;
  }
  for (const line of traceLines(trace, summarizeRun(scenario, trace))) stdout.write(line);
}
