import type { CheckOptions as StoryOptions } from "../../analyze/checkFiles.ts";
import { isThriftyOnRollouts, storyTasks, witnessesOf, witnessScenario } from "../../analyze/checkFiles.ts";
import { rolloutWitnessId } from "../../analyze/checkRollout.ts";
import type { Findings } from "../../analyze/findings/findFindings.ts";
import { findFindings } from "../../analyze/findings/findFindings.ts";
import { witnessIdOf } from "../../analyze/findings/witnessId.ts";
import { openRolloutBook } from "../../analyze/rollout/rolloutBook.ts";
import type { StoryName } from "../../analyze/stories.ts";
import { STORY_NAMES } from "../../analyze/stories.ts";
import type { ReadManifestOptions } from "../../manifest/readManifest.ts";
import { formatKubernetesVersion } from "../../model/kubernetesVersion.ts";
import { nearestName } from "../../model/nearestName.ts";
import type { Scenario } from "../../model/scenario.ts";
import type { CheckResult } from "../../report/checkReport.ts";
import { printable } from "../../model/printable.ts";
import { writeBaseline } from "../baselineFile.ts";
import { CHECK_OPTIONS, type CheckOptions } from "../checkOptions.ts";
import { checkExitCode } from "../checkTally.ts";
import type { CommandContext, Output } from "../command.ts";
import { defineCommand } from "../command.ts";
import { EXIT_CODES, type ExitCode } from "../exitCode.ts";
import { platformContextOf } from "../platformOptions.ts";
import type { OpenReport } from "../openReports.ts";
import { openReports } from "../openReports.ts";
import type { GivenTexts, ReadManifests } from "../readManifests.ts";
import { fetchTexts, readManifests } from "../readManifests.ts";
import { type SettledCheck, settledText, settleCheck } from "../settleCheck.ts";
import type { StoryHelpers } from "../storyHelpers.ts";
import { helpersWorth, startHelpers } from "../storyHelpers.ts";
import { tellStories } from "../tellStories.ts";
import { UsageError } from "../usageError.ts";

type CheckContext = CommandContext & { readonly options: CheckOptions };

export const check = defineCommand({
  name: "check",
  summary: "validate manifests and tell when their containers get ready and restart",
  usage: "FILE|DIR|-…",
  operands: { minimum: 1, maximum: Number.POSITIVE_INFINITY },
  options: CHECK_OPTIONS,
  examples: [
    { command: "probewise check deployment.yaml", description: "what the probes of a manifest will do" },
    { command: "helm template CHART | probewise check -", description: "of what a template makes" },
    {
      command: "probewise check manifests/ --kubernetes 1.33 --exact",
      description: "of a whole folder, on an older release, with every interval",
    },
    {
      command: "probewise check web.yaml --html report.html",
      description: "with the timeline behind every number, to look at in a browser",
    },
    {
      command: "probewise check web.yaml --witness deployment/web/app/healthy/ready/latest > late.json",
      description: "the scenario behind a number, for probewise run late.json",
    },
    { command: "probewise check service.json --show pod", description: "the pod that a platform makes of its file" },
  ],
  notes: [
    "Of every container it says when it is ready, killed, restarted, in a restart loop, and when its endpoint leaves and returns. An instant that depends on what nobody controls (when the kubelet relists, the sub-second of the clock, how long a requeue is put off) is an interval; orders of things within a millisecond are the documented ones.",
    "Of a Deployment or StatefulSet with several pods it tells what a new revision does to them: a good one, and those that hurt of one that is slow, never ready, crashes after it was ready, or is bad in every other pod. Of more than four such workloads it does so with --story rollout.",
    "Findings are what rules say of a place: probewise explain RULE tells what is meant, and how to ignore it. Each names a fix that was tried; where it is about behaviour it shows the run, which --witness prints as a scenario.",
    "Exit code 1: the API server would refuse an object, an app that is healthy is not ready within the horizon or is restarted, or there is a finding of the gravity of --fail-on. 2: a file is no manifest. 3: there was no workload.",
  ],
  async run(context) {
    const { options, stderr, stdout } = context;
    const reports = await openReports(options, context);
    const settled = await settleCheck(context);
    if (settled === undefined) return EXIT_CODES.usage;
    if (options["print-config"]) {
      stdout.write(settledText(settled));
      return EXIT_CODES.ok;
    }
    const given = await fetchTexts(context, options["max-bytes"]);
    if (options.show === "pod") {
      const read = readManifests(given, readingOf(settled, options));
      tellProblems(read, stderr);
      return (await import("../showPods.ts")).showPods(read, context);
    }
    const helpers = startHelpers(helpersWorth(given.texts, options.exact));
    try {
      return await checkTexts(context, settled, given, helpers, reports);
    } finally {
      helpers.dismiss();
    }
  },
});

/** The run behind a number of a rollout, or behind a finding about one, is wanted of whichever workload it is. */
function wantsAllRollouts({ exact, story, witness }: CheckOptions): boolean {
  return exact || story.includes("rollout") || witness !== undefined;
}

async function checkTexts(
  context: CheckContext,
  settled: SettledCheck,
  given: GivenTexts,
  helpers: StoryHelpers,
  reports: readonly OpenReport[],
): Promise<ExitCode> {
  const { options, stderr } = context;
  const read = readManifests(given, readingOf(settled, options));
  tellProblems(read, stderr);
  const kubernetes = formatKubernetesVersion(settled.version);
  const behaviour = options.behaviour === undefined ? undefined : await behaviourOf(context, read, kubernetes);
  if (options.behaviour !== undefined && behaviour === undefined) return EXIT_CODES.usage;
  const storyOptions = storyOptionsOf(options, read, kubernetes);
  const tasks = storyTasks(read.files, storyOptions);
  helpers.give([...tasks.values()]);
  // While the helpers are at the stories.
  const findings = findFindings(read.files, {
    reading: readingOf(settled, options),
    kubeletAgeMs: options["kubelet-age"],
    horizonMs: options.horizon,
    ignoring: settled.ignoring,
    rollouts: storyOptions.rollouts,
    ...(behaviour === undefined ? {} : { behaviour }),
  });
  const checked = await tellStories(context, tasks, storyOptions, helpers);
  if (context.signal.aborted) return EXIT_CODES.interrupted;
  const result = { checked, findings };
  if (options["write-baseline"] !== undefined) return baseline(context, options["write-baseline"], findings);
  if (options.witness !== undefined) return printWitness(context, result, options.witness);
  const exitCode = checkExitCode(read, result, settled.failOn);
  const outcome = { read, result, stories: storyOptions.stories, kubernetes, options, exitCode };
  for (const { reporter, target, write, close } of reports) {
    for (const text of reporter.check(outcome, target)) write(text);
    close();
  }
  return exitCode;
}

function tellProblems({ problems }: ReadManifests, stderr: Output): void {
  for (const { name, problem, help } of problems) {
    stderr.write(printable(`error: ${name}: ${problem}\n${help === undefined ? "" : `help: ${help}\n`}`));
  }
}

function readingOf({ version }: SettledCheck, options: CheckOptions): ReadManifestOptions {
  return {
    version,
    platform: platformContextOf(options),
    ...(options.dialect === undefined ? {} : { dialect: options.dialect }),
  };
}

async function behaviourOf(
  context: CheckContext,
  { files }: ReadManifests,
  kubernetes: string,
): Promise<Scenario | undefined> {
  const { checkBehaviour } = await import("../checkBehaviour.ts");
  return checkBehaviour(context, context.options.behaviour as string, files, kubernetes);
}

function storyOptionsOf(options: CheckOptions, { files }: ReadManifests, kubernetes: string): StoryOptions {
  const stories: readonly StoryName[] =
    options.story.length === 0 ? STORY_NAMES : STORY_NAMES.filter((name) => options.story.includes(name));
  return {
    stories,
    kubeletAgeMs: options["kubelet-age"],
    kubernetes,
    horizonMs: options.horizon,
    isExact: options.exact || options.witness !== undefined,
    rollouts: openRolloutBook(kubernetes, !wantsAllRollouts(options) && isThriftyOnRollouts(files)),
  };
}

function baseline(context: CheckContext, name: string, findings: Findings): ExitCode {
  const count = writeBaseline(context, name, findings);
  context.stderr.write(printable(`${count} findings written to ${name}; --baseline ${name} ignores them\n`));
  return EXIT_CODES.ok;
}

function printWitness({ stdout, options }: CheckContext, { checked, findings }: CheckResult, id: string): ExitCode {
  const witnesses = new Map<string, () => Scenario>(
    [...checked.values()]
      .flatMap(witnessesOf)
      .map((one) => [one.id, () => witnessScenario(one, options["kubelet-age"])] as const),
  );
  for (const { workload, rollout } of checked.values()) {
    if (rollout === undefined || "untold" in rollout) continue;
    for (const { story } of rollout.stories)
      witnesses.set(rolloutWitnessId(workload, story.name), () => rollout.telling.scenario(story.name));
  }
  for (const finding of [...findings.values()].flat()) {
    const name = witnessIdOf(finding);
    const { witness } = finding;
    if (witness !== undefined) witnesses.set(name, () => ({ ...witness.scenario, id: name }));
  }
  const scenario = witnesses.get(id);
  if (scenario !== undefined) {
    stdout.write(`${JSON.stringify(scenario(), null, 2)}\n`);
    return EXIT_CODES.ok;
  }
  const near = nearestName(id, witnesses.keys());
  throw new UsageError(
    `--witness ${id}: there is no such end of an interval, and no such finding`,
    near === undefined ? "probewise check --json names them" : `did you mean ${near}?`,
  );
}
