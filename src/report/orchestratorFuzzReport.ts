import type { ContenderDifferences, ContenderScore, Met, OrchestratorFuzz } from "../conformance/fuzzOrchestrators.ts";
import type { TraceDifference } from "../conformance/traceDifferences.ts";
import type { JsonValue } from "../model/json.ts";
import type { OrchestratorFailure } from "../model/orchestrator.ts";
import type { Scenario } from "../model/scenario.ts";
import type { Trace } from "../model/trace.ts";
import { formatDuration } from "../time/duration.ts";
import { createPaint, type Paint } from "./paint.ts";
import { printable } from "../model/printable.ts";
import { reportRun } from "./runReport.ts";

/** A story of one orchestrator that was made simple. */
export interface OrchestratorStory {
  /** What it shows, in words. */
  readonly what: string;
  readonly scenario: Scenario;
  readonly trace: Trace;
  readonly file: string | undefined;
  readonly replay: string;
}

export interface OrchestratorFuzzSummary extends OrchestratorFuzz {
  readonly seed: number;
  readonly isInterrupted: boolean;
  readonly stories: readonly OrchestratorStory[];
}

export const FAILURE_TEXT: Readonly<Record<OrchestratorFailure, string>> = {
  unsupported: "not supported, by its own word",
  refused: "no trace, by its own word",
  notStarted: "not started",
  crashed: "crashed",
  timedOut: "timed out",
  malformed: "malformed answer",
  impossibleTime: "impossible time",
  notAsked: "not asked any more",
};

const DEEDS_SHOWN = 8;
const WORDS_SHOWN = 4;
const VALUE_MAX = 160;

/** How several orchestrators stood to the properties, and to each other. Ends with a line feed. */
export function orchestratorFuzzReport(
  summary: OrchestratorFuzzSummary,
  layout: { readonly columns: number; readonly color: boolean },
): string {
  const { runs, seed, scores, differences, stories, isInterrupted } = summary;
  const paint = createPaint(layout.color);
  const names = scores.map(({ name }) => name).join(", ");
  const lines = [
    paint("heading", `${printable(names)}: ${count(runs)}, seed ${seed}${isInterrupted ? ", interrupted" : ""}`),
    ...scores.flatMap((score) => scoreLines(score, runs, paint)),
    ...differences.flatMap((one) => differenceLines(one, scores[0]?.name ?? "", paint)),
  ];
  const [told, ...others] = stories;
  for (const story of others) lines.push("", ...storyLines(story));
  if (told === undefined) return `${lines.join("\n")}\n`;
  const report = reportRun(told.scenario, told.trace, layout);
  return `${[...lines, ""].join("\n")}\n${report}\n${whereLines(told).join("\n")}\n`;
}

function scoreLines({ name, answered, virtualMs, attempts, ...score }: ContenderScore, runs: number, paint: Paint) {
  const { failures, properties, expectations } = score;
  const held = properties.filter(({ result }) => result === "held").length;
  const known = properties.filter(({ traces }) => traces.known > 0);
  const violated = properties.filter(({ result }) => result === "violated");
  return [
    printable(`${name}: a trace of ${answered} of ${count(runs)}, ${formatDuration(virtualMs)}, ${attempts} attempts`),
    ...failures.map(
      ({ failure, runs: times, first, message }) =>
        `  ${mark(failure, paint)} ${FAILURE_TEXT[failure]}: ${count(times)}, first run ${first}: ${printable(message)}`,
    ),
    ...(answered === 0 ? [] : [`  ${paint("good", "✓")} held: ${held} of ${properties.length} properties`]),
    ...(known.length === 0
      ? []
      : [`  broken, as real kubelets of its release break them: ${known.map((one) => one.property).join(", ")}`]),
    ...violated.map(({ property, traces, counterexamples: [first] }) => {
      const text = `violated in ${count(traces.violated)}, first in ${first?.id}, at ${first?.atMs} ms: ${first?.explanation}`;
      return `  ${paint("bad", "✗")} ${property}: ${printable(text)}`;
    }),
    ...expectations.map(({ what, text, runs: times, first }) => {
      const told = `${what}: ${text}; in ${count(times)}, first in run ${first}`;
      return `  ${paint("bad", "✗")} ${printable(told)}`;
    }),
  ];
}

function mark(failure: OrchestratorFailure, paint: Paint): string {
  return failure === "unsupported" ? paint("dim", "·") : paint("bad", "✗");
}

function differenceLines({ name, compared, same, differences }: ContenderDifferences, first: string, paint: Paint) {
  const head = `${name} beside ${first}: ${same} of ${compared} traces the same`;
  const shown = [
    ...differences.filter(({ difference }) => difference.isDeed).slice(0, DEEDS_SHOWN),
    ...differences.filter(({ difference }) => !difference.isDeed).slice(0, WORDS_SHOWN),
  ];
  const more = differences.length - shown.length;
  return [
    paint("heading", printable(head)),
    ...shown.flatMap((met) => differenceText(met, first, name)),
    ...(more > 0 ? [`  and ${more} other differences; --json has them all`] : []),
  ];
}

function differenceText(met: Met & { readonly difference: TraceDifference }, first: string, second: string): string[] {
  const { difference, runs } = met;
  const { atMs, isDeed } = difference;
  const where = `${count(runs)}, first in run ${met.first} at ${formatDuration(atMs)}`;
  return [
    `  ${isDeed ? "does" : "says"} otherwise in ${where}: ${whatText(difference, first, second)}`,
    `    ${first}: ${valueText(difference.first)}`,
    `    ${second}: ${valueText(difference.second)}`,
  ].map(printable);
}

/** A difference by the names of the two. */
export function whatText({ what }: TraceDifference, first: string, second: string): string {
  return what.replace("only the first", `only ${first}`).replace("only the second", `only ${second}`);
}

function valueText(value: JsonValue | undefined): string {
  if (value === undefined) return "nothing of it";
  const text = JSON.stringify(value);
  return text.length <= VALUE_MAX ? text : `${text.slice(0, VALUE_MAX)}…`;
}

function storyLines(story: OrchestratorStory): readonly string[] {
  return [printable(story.what), ...whereLines(story)];
}

function whereLines({ file, replay }: OrchestratorStory): readonly string[] {
  return [...(file === undefined ? [] : [`scenario: ${printable(file)}`]), `replay:   ${printable(replay)}`];
}

function count(runs: number): string {
  return `${runs} ${runs === 1 ? "run" : "runs"}`;
}
