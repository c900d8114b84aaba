import { askedService } from "../../analyze/rollout/rolloutBook.ts";
import { isRolledOut } from "../../analyze/rollout/rolloutScenario.ts";
import { rolloutStories } from "../../analyze/rollout/rolloutStories.ts";
import { judgeScenario } from "../../analyze/judgeScenario.ts";
import { parseKubernetesVersion } from "../../model/kubernetesVersion.ts";
import type { Scenario } from "../../model/scenario.ts";
import type { Service } from "../../model/service.ts";
import { printable } from "../../model/printable.ts";
import type { Workload } from "../../model/workload.ts";
import { FAILURE_SYNTAX } from "../../scenario/failureText.ts";
import { mayBeScenario } from "../../scenario/readScenario.ts";
import { formatDuration } from "../../time/duration.ts";
import { trafficOf } from "../../traffic.ts";
import type { CommandContext, Output } from "../command.ts";
import { defineCommand } from "../command.ts";
import { combineExitCodes, type ExitCode } from "../exitCode.ts";
import { type InputEntry, listInputFiles } from "../inputFiles.ts";
import { type LoadContext, loadScenario } from "../loadScenario.ts";
import { openReports } from "../openReports.ts";
import { readInputText } from "../readInput.ts";
import { RUN_OPTIONS, type RunOptions } from "../runOptions.ts";
import { type ManifestText, runRollout } from "../runRollout.ts";
import { exitCodeOf, runScenarios, writeFailures } from "../runScenarios.ts";
import { simulateLoaded } from "../simulateLoaded.ts";
import { UsageError } from "../usageError.ts";

export const run = defineCommand({
  name: "run",
  summary: "simulate one workload and print its timeline, or many scenarios and print a line each",
  usage: "FILE|DIR|-…",
  operands: { minimum: 1, maximum: Number.POSITIVE_INFINITY },
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
    {
      command: "probewise run deployment.yaml --guest health.ts",
      description: "HTTP probes are answered by the msw handlers, or functions, of a module",
    },
    { command: "probewise run old.yaml new.yaml", description: "the second manifest is rolled out over the first" },
    { command: "probewise run scenario.yaml --json", description: "a scenario file; its trace for other programs" },
    { command: "probewise run scenario.yaml --html report.html", description: "a timeline to look at in a browser" },
    { command: "probewise run sims", description: "all scenarios of a folder: does each come out as it expects?" },
  ],
  notes: [
    "Of a Deployment or StatefulSet with replicas it also tells what becomes of it under a new revision: one that is good, slow, never ready, crashes after it was ready, or is bad in every other pod. Two manifests of the same workload are a rollout: --starts and --fail tell of the second one's pods; exit code 1 if it does not get done.",
    `FILE is a Kubernetes manifest or a scenario file; which of them, its content tells. --fail is written ${FAILURE_SYNTAX}. FROM counts from the container's first start; a restart mends the failure. Without CONTAINER all containers but the init containers are meant. For all else write a scenario file: schema/scenario.json describes it.`,
    "A scenario may say what must come out (expect), and what makes that fail (failsWhen); sims/README.md lists the words. Of a folder, or of several files, each scenario gets one line: pass or FAIL, its virtual time, its description.",
    "Exit code 1: the API server would refuse the manifest, or something did not come out as the scenario expects. 3: none of several scenarios expects anything, or a property that is expected to hold was not put to the test.",
  ],
  async run(context) {
    const { options } = context;
    const version = options.kubernetes === undefined ? undefined : parseKubernetesVersion(options.kubernetes);
    if (options.kubernetes !== undefined && version === undefined) {
      throw new UsageError(
        `--kubernetes ${options.kubernetes}: there is no such release`,
        "write 1.36 or 1.35.4; known are 1.12 to 1.37",
      );
    }
    const entries = listInputFiles(context.operands, context.cwd);
    const [entry, second] = entries;
    const isOne = second === undefined && (entry?.name === context.operands[0] || entry?.kind === "stdin");
    if (isOne && entry !== undefined) return runOne(entry, context);
    const [older, newer, third] = await manifestsOf(entries, context);
    if (older !== undefined && newer !== undefined && third === undefined) return runRollout(older, newer, context);
    if (options.guest !== undefined) throw new UsageError("--guest is for one file", "run the files one by one");
    return runScenarios(entries, context);
  },
});

/** The manifests, where two files are given and both of them are some. */
async function manifestsOf(entries: readonly InputEntry[], context: RunContext): Promise<readonly ManifestText[]> {
  if (entries.length !== 2) return [];
  const texts: ManifestText[] = [];
  for (const entry of entries) {
    if (entry.kind !== "file") return [];
    const read = await readInputText(entry, context.options["max-bytes"], context);
    if ("problem" in read || mayBeScenario(read.text)) return [];
    texts.push({ entry, text: read.text });
  }
  return texts;
}

/** More replicas than these take seconds, which nobody asked for. */
const TOLD_REPLICAS_MAX = 100;

function rolloutsOf(
  workload: Workload,
  services: readonly Service[],
  kubernetes: string | undefined,
  stderr: Output,
): ReturnType<typeof rolloutStories> | undefined {
  if (!isRolledOut(workload)) return undefined;
  const { replicas } = workload;
  if (replicas <= TOLD_REPLICAS_MAX)
    return rolloutStories(workload, { kubernetes, service: askedService(workload, services) });
  const how = "give a second manifest to see one rolled out";
  stderr.write(`note: what becomes of ${replicas} replicas under a new revision is not told unasked: ${how}\n`);
  return undefined;
}

type RunContext = CommandContext & LoadContext & { readonly options: RunOptions };

async function runOne(entry: InputEntry, context: RunContext): Promise<ExitCode> {
  const { stderr, options } = context;
  const reports = await openReports(options, context);
  const loaded = await loadScenario(entry, context);
  if (!("scenario" in loaded)) return loaded.exitCode;
  for (const note of loaded.notes) stderr.write(printable(`note: ${note}\n`));
  const startedMs = context.nowMs();
  const { scenario, trace } = await simulateLoaded(loaded.scenario, { guest: options.guest, cwd: context.cwd });
  const judgement = judgeScenario(scenario.guest === undefined ? scenario : withoutFlips(scenario, stderr), trace);
  const clients = scenario.traffic === undefined ? undefined : trafficOf(scenario, trace);
  const { workload } = loaded;
  const rollouts =
    workload === undefined ? undefined : rolloutsOf(workload, loaded.services ?? [], options.kubernetes, stderr);
  for (const { reporter, target, write } of reports)
    for (const text of reporter.run(
      { name: entry.name, scenario, trace, judgement, placeOf: loaded.placeOf, clients, rollouts },
      target,
    ))
      write(text);
  const tookMs = context.nowMs() - startedMs;
  stderr.write(
    `simulated ${formatDuration(trace.header.untilMs)} and ${trace.header.attempts} probe attempts in ${Math.max(1, Math.round(tookMs))} ms\n`,
  );
  for (const { close } of reports) close();
  if (judgement === undefined || loaded.placeOf === undefined) return loaded.exitCode;
  writeFailures(entry.name, judgement, loaded.placeOf, stderr);
  return combineExitCodes([loaded.exitCode, exitCodeOf(judgement)]);
}

/** A flip is another scenario, and needs a run with guests of its own. */
function withoutFlips({ failsWhen, ...scenario }: Scenario, stderr: Output): Scenario {
  if (failsWhen !== undefined && failsWhen.length > 0)
    stderr.write("note: failsWhen is not looked at where apps are code\n");
  return scenario;
}
