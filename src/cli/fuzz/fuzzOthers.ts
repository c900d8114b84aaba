import type { FuzzPlan } from "../../analyze/fuzz/fuzzPlan.ts";
import { kindsOf, scenarioAt, scenariosOf, seedOfRun, UNSHRUNK } from "../../analyze/fuzz/fuzzPlan.ts";
import type { Contender, OrchestratorFuzz } from "../../conformance/fuzzOrchestrators.ts";
import { fuzzOrchestrators, scenarioFor } from "../../conformance/fuzzOrchestrators.ts";
import { shrinkStory } from "../../conformance/shrinkStory.ts";
import { traceDifferences } from "../../conformance/traceDifferences.ts";
import { OrchestratorError } from "../../model/orchestrator.ts";
import type { Scenario } from "../../model/scenario.ts";
import type { Trace } from "../../model/trace.ts";
import type { FailureKind } from "../../properties/arbitraries/withFailures.ts";
import { checkProperties } from "../../properties/checkProperties.ts";
import { newViolations } from "../../properties/knownViolations.ts";
import { runFactsOf } from "../../properties/runFacts.ts";
import { orchestratorFuzzReport, type OrchestratorStory, whatText } from "../../report/orchestratorFuzzReport.ts";
import type { CommandContext } from "../command.ts";
import { EXIT_CODES, type ExitCode } from "../exitCode.ts";
import { chooseOrchestrator } from "../orchestrators/chooseOrchestrator.ts";
import type { OpenOrchestrator } from "../orchestrators/openOrchestrator.ts";
import { createProgress } from "../progress.ts";
import { UsageError } from "../usageError.ts";
import type { FuzzOptions } from "./fuzzOptions.ts";
import { withRecord, writeCounterexample } from "./writeCounterexample.ts";

/** The real ones need a tenth of a second for a run, and more. */
const RUNS_DEFAULT = 200;
/** Each is shrunk by asking again and again. */
const VIOLATIONS_TOLD_MAX = 2;
const DIFFERENCES_TOLD_MAX = 2;

type Context = CommandContext & { readonly options: FuzzOptions };

/** `kubelet:1.35,kubelet:1.37` are two; a command may have commas of its own. */
export function namesOfOrchestrators(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => {
    const parts = text.split(",").map((part) => part.trim());
    return parts.every((part) => /^(?:kubelet|engine):/.test(part)) ? parts : [text];
  });
}

/** Holds other orchestrators to the properties on scenarios that are drawn, and compares them with the first. */
export async function fuzzOthers(
  plan: FuzzPlan,
  texts: readonly string[],
  seed: number,
  context: Context,
): Promise<ExitCode> {
  const names = namesOfOrchestrators(texts);
  if (new Set(names).size < names.length)
    throw new UsageError(`--orchestrator ${names.join(",")}: one of them is there twice`, "name each once");
  const opened: OpenOrchestrator[] = [];
  try {
    for (const name of names) opened.push(await chooseOrchestrator(name, context.options.timeout, context));
    return await fuzzOpened(knownToAll(plan, opened), names, opened, seed, context);
  } finally {
    await Promise.all(opened.map((one) => one.close()));
  }
}

/** What the real kubelet's program does not know would only be left out, run by run. */
const NOT_OF_A_KUBELET_ALONE: ReadonlySet<FailureKind> = new Set(["disconnectNode", "suspendNode", "failExec"]);

function knownToAll(plan: FuzzPlan, opened: readonly Contender[]): FuzzPlan {
  if (plan.kinds !== undefined || !opened.some(({ isKubeletAlone }) => isKubeletAlone)) return plan;
  return { ...plan, kinds: kindsOf(plan).filter((kind) => !NOT_OF_A_KUBELET_ALONE.has(kind)) };
}

async function fuzzOpened(
  plan: FuzzPlan,
  names: readonly string[],
  opened: readonly OpenOrchestrator[],
  seed: number,
  context: Context,
): Promise<ExitCode> {
  const { options, stdout } = context;
  const scenarios = scenariosOf(plan);
  const scenarioOf = (run: number): Scenario => {
    const scenario = scenarioAt(scenarios, seedOfRun(seed, run), UNSHRUNK);
    if (scenario === undefined) throw new RangeError(`run ${run} of seed ${seed} draws no scenario`);
    return scenario;
  };
  const interrupt = context.catchInterrupt();
  let result: OrchestratorFuzz;
  try {
    const isOver = createEnd(context, interrupt.signal);
    result = await fuzzOrchestrators(opened, scenarioOf, (run) => !isOver(run));
  } finally {
    interrupt.release();
  }
  const isInterrupted = interrupt.signal.aborted || context.signal.aborted;
  const stories = isInterrupted ? [] : await storiesOf(result, { plan, names, opened, seed, context });
  const summary = { ...result, seed, isInterrupted, stories };
  if (options.json) {
    const { stories: told, ...numbers } = summary;
    const json = told.map(({ what, scenario, file, replay }) => ({ what, scenario, file, replay }));
    stdout.write(`${JSON.stringify({ schema: "probewise-orchestrators/1", ...numbers, stories: json }, null, 2)}\n`);
  } else stdout.write(orchestratorFuzzReport(summary, stdout));
  return isInterrupted ? EXIT_CODES.interrupted : exitCodeOf(result);
}

/** Whether it is enough, with progress as a side of it. */
function createEnd(context: Context, interrupt: AbortSignal): (run: number) => boolean {
  const { options, nowMs, signal } = context;
  const runs = options.runs ?? (options.time === undefined ? RUNS_DEFAULT : Infinity);
  const progress = createProgress(context, "asking");
  const startedMs = nowMs();
  return (run) => {
    const tookMs = nowMs() - startedMs;
    const rate = `${Math.round((1000 * run) / Math.max(1, tookMs))} runs/s`;
    progress.update(run, runs === Infinity ? undefined : runs, rate);
    const isTimeUp = run > 0 && options.time !== undefined && tookMs >= options.time;
    const isOver = run >= runs || isTimeUp || interrupt.aborted || signal.aborted;
    if (isOver) progress.finish();
    return isOver;
  };
}

function exitCodeOf({ scores }: OrchestratorFuzz): ExitCode {
  const isBroken = scores.some(
    ({ failures, properties, expectations }) =>
      failures.some(({ failure }) => failure !== "unsupported") ||
      properties.some(({ result }) => result === "violated") ||
      expectations.length > 0,
  );
  if (isBroken) return EXIT_CODES.failed;
  return scores.every(({ answered }) => answered > 0) ? EXIT_CODES.ok : EXIT_CODES.inconclusive;
}

interface Telling {
  readonly plan: FuzzPlan;
  readonly names: readonly string[];
  readonly opened: readonly Contender[];
  readonly seed: number;
  readonly context: Context;
}

/** The simplest stories of what is violated, then of what one does and another does not. */
async function storiesOf({ scores, differences }: OrchestratorFuzz, telling: Telling): Promise<OrchestratorStory[]> {
  const { opened, context } = telling;
  const stories: OrchestratorStory[] = [];
  const progress = createProgress(context, "making stories simple:");
  const tell = async (what: string, index: number, run: number, isSo: IsSo): Promise<void> => {
    progress.update(stories.length, undefined, what);
    const story = await storyOf(what, index, run, isSo, telling);
    if (story !== undefined) stories.push(story);
  };
  for (const [index, { properties, name }] of scores.entries()) {
    const contender = opened[index] as Contender;
    for (const { property, counterexamples } of properties.slice().filter(({ result }) => result === "violated")) {
      const [first] = counterexamples;
      if (first === undefined || stories.length >= VIOLATIONS_TOLD_MAX) continue;
      const run = Number(first.id.replace("run ", ""));
      await tell(`${name} breaks ${property}`, index, run, async (scenario) =>
        breaks(scenarioFor(contender, scenario), await traceOf(contender, scenario), property),
      );
    }
  }
  for (const [place, { differences: all, name }] of differences.entries()) {
    const [first, other] = [opened[0] as Contender, opened[place + 1] as Contender];
    for (const { difference, first: run } of all.filter((one) => one.difference.isDeed).slice(0, DIFFERENCES_TOLD_MAX))
      await tell(
        `${first.name} and ${name}: ${whatText(difference, first.name, name)}`,
        place + 1,
        run,
        async (scenario) => {
          const [one, two] = await Promise.all([traceOf(first, scenario), traceOf(other, scenario)]);
          return one !== undefined && two !== undefined && isDifferentBy(one, two, difference.what);
        },
      );
  }
  progress.finish();
  return stories;
}

type IsSo = (scenario: Scenario) => Promise<boolean>;

async function storyOf(
  what: string,
  index: number,
  run: number,
  isSo: IsSo,
  { plan, names, opened, seed, context }: Telling,
): Promise<OrchestratorStory | undefined> {
  const contender = opened[index] as Contender;
  const shrunk = await shrinkStory(scenariosOf(plan), seedOfRun(seed, run), isSo);
  const trace = shrunk === undefined ? undefined : await traceOf(contender, shrunk.scenario);
  if (shrunk === undefined || trace === undefined) return undefined;
  const name = names[index] ?? "";
  const described = { ...scenarioFor(contender, shrunk.scenario), description: `fuzz: ${what}` };
  const scenario = withRecord(described, trace, name);
  const file = writeCounterexample(scenario, what, context);
  // A file that names a command does not run it.
  const asked = isNamed(name) ? "" : ` --orchestrator ${JSON.stringify(name)}`;
  return { what, scenario, trace, file, replay: `npx probewise replay ${file ?? "FILE"}${asked}` };
}

/** Ours to run, rather than somebody's command. */
export function isNamed(orchestrator: string): boolean {
  return /^(?:kubelet|engine):/.test(orchestrator);
}

async function traceOf(contender: Contender, scenario: Scenario): Promise<Trace | undefined> {
  try {
    return await contender.run(scenarioFor(contender, scenario));
  } catch (error) {
    if (error instanceof OrchestratorError) return undefined;
    throw error;
  }
}

function breaks(scenario: Scenario, trace: Trace | undefined, property: string): boolean {
  if (trace === undefined) return false;
  const { version } = runFactsOf(scenario);
  return checkProperties(scenario, trace).some(
    (judged) => judged.property.id === property && newViolations(judged, version).length > 0,
  );
}

function isDifferentBy(one: Trace, other: Trace, what: string): boolean {
  return traceDifferences(one, other).some((difference) => difference.what === what);
}
