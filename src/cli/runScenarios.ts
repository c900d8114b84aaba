import type { Judgement } from "../analyze/judgeScenario.ts";
import { judgeScenario } from "../analyze/judgeScenario.ts";
import type { SourcePlace } from "../model/diagnostic.ts";
import type { Scenario } from "../model/scenario.ts";
import { failureNotes } from "../report/judgementText.ts";
import { createPaint } from "../report/paint.ts";
import { printable } from "../model/printable.ts";
import { quoteSource } from "../report/quoteSource.ts";
import type { RunTally } from "../report/scenarioLine.ts";
import type { Path } from "../scenario/shapeProblem.ts";
import { mayBeScenario } from "../scenario/readScenario.ts";
import { simulate } from "../simulate.ts";
import { trafficOf } from "../traffic.ts";
import type { CommandContext, Output } from "./command.ts";
import { combineExitCodes, EXIT_CODES, type ExitCode } from "./exitCode.ts";
import type { InputEntry } from "./inputFiles.ts";
import { type LoadContext, loadScenarioFile } from "./loadScenario.ts";
import { openReports } from "./openReports.ts";
import { readInputText } from "./readInput.ts";
import type { RunOptions } from "./runOptions.ts";
import { missingGuest } from "./simulateLoaded.ts";

type Context = CommandContext & LoadContext & { readonly options: RunOptions };
type PlaceOf = (path: Path) => SourcePlace;

interface Judged {
  readonly scenario: Scenario;
  readonly judgement: Judgement | undefined;
}

/** Runs the scenario of every file and writes a line for each as soon as it is known; failures are told on stderr. */
export async function runScenarios(entries: readonly InputEntry[], context: Context): Promise<ExitCode> {
  const { options } = context;
  for (const entry of entries)
    if (entry.kind === "leftOut") context.stderr.write(printable(`note: ${entry.name}: ${entry.reason}, left out\n`));
  const files = entries.filter((entry) => entry.kind !== "leftOut");
  const reports = (await openReports(options, context)).map(({ reporter, target, write, close }) => ({
    report: reporter.scenarios(
      files.map(({ name }) => name),
      target,
    ),
    write,
    close,
  }));
  for (const { report, write } of reports) write(report.begin());
  const all: Judged[] = [];
  for (const entry of files) {
    if (context.signal.aborted) return EXIT_CODES.interrupted;
    const loaded = await loadOneOfMany(entry, context);
    if (loaded === undefined) continue;
    const { scenario, placeOf } = loaded;
    if (scenario.guest !== undefined) throw missingGuest(scenario.guest);
    const trace = simulate(scenario);
    const judgement = judgeScenario(scenario, trace);
    const clients = scenario.traffic === undefined ? undefined : trafficOf(scenario, trace);
    all.push({ scenario, judgement });
    for (const { report, write } of reports)
      write(report.each({ name: entry.name, scenario, trace, judgement, placeOf, clients }));
    if (judgement !== undefined) writeFailures(entry.name, judgement, placeOf, context.stderr);
  }
  const tally = tallyOf(all, files.length - all.length);
  for (const { report, write, close } of reports) {
    for (const text of report.end(tally)) write(text);
    close();
  }
  return exitCodeOfAll(tally);
}

/** Of one scenario that expects something. */
export function exitCodeOf({ holds, isInconclusive }: Judgement): ExitCode {
  if (holds) return EXIT_CODES.ok;
  return isInconclusive ? EXIT_CODES.inconclusive : EXIT_CODES.failed;
}

/** Each failure at its place in the file. */
export function writeFailures(name: string, judgement: Judgement, placeOf: PlaceOf, stderr: Output): void {
  const paint = createPaint(stderr.color);
  for (const note of failureNotes(judgement, placeOf)) stderr.write(quoteSource(name, note, paint));
}

async function loadOneOfMany(
  entry: Exclude<InputEntry, { kind: "leftOut" }>,
  context: Context,
): Promise<{ readonly scenario: Scenario; readonly placeOf: PlaceOf } | undefined> {
  const refuse = (problem: string, help?: string): undefined => {
    context.stderr.write(printable(`error: ${entry.name}: ${problem}\n${help === undefined ? "" : `help: ${help}\n`}`));
  };
  if (entry.kind === "problem") return refuse(entry.problem, entry.help);
  const read = await readInputText(entry, context.options["max-bytes"], context);
  if ("problem" in read) return refuse(read.problem, read.help);
  if (!mayBeScenario(read.text)) return refuse("it is no scenario", "run a manifest by itself, or check it");
  const loaded = loadScenarioFile(entry.name, read.text, context);
  return "scenario" in loaded && loaded.placeOf !== undefined
    ? { scenario: loaded.scenario, placeOf: loaded.placeOf }
    : undefined;
}

function tallyOf(all: readonly Judged[], unreadable: number): RunTally {
  const judgements = all.flatMap(({ judgement }) => (judgement === undefined ? [] : [judgement]));
  return {
    scenarios: all.length,
    failed: judgements.filter(({ holds, isInconclusive }) => !holds && !isInconclusive).length,
    inconclusive: judgements.filter(({ isInconclusive }) => isInconclusive).length,
    withoutExpectations: all.length - judgements.length,
    unreadable,
    expectations: judgements.reduce((sum, { verdicts }) => sum + verdicts.length, 0),
    flips: judgements.reduce((sum, { flips }) => sum + flips.length, 0),
    simulatedMs: all.reduce((sum, { scenario }) => sum + scenario.untilMs, 0),
  };
}

/** Where nothing is expected at all, nothing was checked. */
function exitCodeOfAll({ scenarios, failed, inconclusive, withoutExpectations, unreadable }: RunTally): ExitCode {
  return combineExitCodes([
    ...(unreadable > 0 ? [EXIT_CODES.usage] : []),
    ...(failed > 0 ? [EXIT_CODES.failed] : []),
    ...(inconclusive > 0 ? [EXIT_CODES.inconclusive] : []),
    scenarios > withoutExpectations ? EXIT_CODES.ok : EXIT_CODES.inconclusive,
  ]);
}
