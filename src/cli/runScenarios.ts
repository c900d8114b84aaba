import type { Judgement } from "../analyze/judgeScenario.ts";
import { judgeScenario } from "../analyze/judgeScenario.ts";
import type { SourcePlace } from "../model/diagnostic.ts";
import type { Scenario } from "../model/scenario.ts";
import { failureNotes } from "../report/judgementText.ts";
import { createPaint } from "../report/paint.ts";
import { printable } from "../report/printable.ts";
import { quoteSource } from "../report/quoteSource.ts";
import { scenarioLine, tallyLine } from "../report/scenarioLine.ts";
import type { Path } from "../scenario/shapeProblem.ts";
import { mayBeScenario } from "../scenario/readScenario.ts";
import { simulate } from "../simulate.ts";
import { TOOL_VERSION } from "../toolVersion.ts";
import type { CommandContext, Output } from "./command.ts";
import { combineExitCodes, EXIT_CODES, type ExitCode } from "./exitCode.ts";
import type { InputEntry } from "./inputFiles.ts";
import { type LoadContext, loadScenarioFile } from "./loadScenario.ts";
import { readInputText } from "./readInput.ts";
import { missingGuest } from "./simulateLoaded.ts";

type Context = CommandContext & LoadContext;
type PlaceOf = (path: Path) => SourcePlace;

interface Judged {
  readonly scenario: Scenario;
  readonly judgement: Judgement | undefined;
}

/** Runs the scenario of every file and writes a line for each as soon as it is known; failures are told on stderr. */
export async function runScenarios(entries: readonly InputEntry[], context: Context): Promise<ExitCode> {
  const { stdout, options } = context;
  for (const entry of entries)
    if (entry.kind === "leftOut") context.stderr.write(printable(`note: ${entry.name}: ${entry.reason}, left out\n`));
  const files = entries.filter((entry) => entry.kind !== "leftOut");
  // A line in a file or a pipe need not be cut.
  const columns = stdout.isTTY ? stdout.columns : Infinity;
  const layout = {
    columns,
    nameWidth: Math.min(columns / 2, Math.max(...files.map(({ name }) => printable(name).length))),
    paint: createPaint(stdout.color),
  };
  if (options.json) stdout.write(jsonLine({ type: "version", schema: "probewise/1", tool: TOOL_VERSION }));
  const all: Judged[] = [];
  for (const entry of files) {
    if (context.signal.aborted) return EXIT_CODES.interrupted;
    const loaded = await loadOneOfMany(entry, context);
    if (loaded === undefined) continue;
    const { scenario, placeOf } = loaded;
    if (scenario.guest !== undefined) throw missingGuest(scenario.guest);
    const judgement = judgeScenario(scenario, simulate(scenario));
    all.push({ scenario, judgement });
    const { id, description, untilMs } = scenario;
    stdout.write(
      options.json
        ? jsonLine({ type: "scenario", file: entry.name, id, description, untilMs, judgement })
        : scenarioLine(entry.name, scenario, judgement, layout),
    );
    if (judgement !== undefined) writeFailures(entry.name, judgement, placeOf, context.stderr);
  }
  const tally = tallyOf(all, files.length - all.length);
  stdout.write(options.json ? jsonLine({ type: "summary", ...tally }) : tallyLine(tally));
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

type Tally = Parameters<typeof tallyLine>[0];

function tallyOf(all: readonly Judged[], unreadable: number): Tally {
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
function exitCodeOfAll({ scenarios, failed, inconclusive, withoutExpectations, unreadable }: Tally): ExitCode {
  return combineExitCodes([
    ...(unreadable > 0 ? [EXIT_CODES.usage] : []),
    ...(failed > 0 ? [EXIT_CODES.failed] : []),
    ...(inconclusive > 0 ? [EXIT_CODES.inconclusive] : []),
    scenarios > withoutExpectations ? EXIT_CODES.ok : EXIT_CODES.inconclusive,
  ]);
}

function jsonLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
