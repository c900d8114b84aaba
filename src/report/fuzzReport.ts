import type { FuzzTally } from "../analyze/fuzz/fuzzTally.ts";
import type { Counterexample } from "../analyze/fuzz/shrinkRun.ts";
import { PROPERTY_IDS } from "../model/propertyIds.ts";
import { formatDuration } from "../time/duration.ts";
import { counterexampleTest } from "./counterexampleTest.ts";
import { createPaint, type Paint } from "./paint.ts";
import { printable } from "../model/printable.ts";
import { reportRun } from "./runReport.ts";
import { wrapText } from "./wrapText.ts";

/** One thing that did not come out, with its simplest story and how to get there again. */
export interface FuzzFailure {
  readonly what: string;
  readonly runs: number;
  readonly first: number;
  readonly counterexample: Counterexample;
  /** Where its scenario was written; undefined: it could not be. */
  readonly file: string | undefined;
  readonly token: string;
}

export interface FuzzSummary {
  /** Of what was fuzzed. */
  readonly name: string;
  readonly seed: number;
  readonly tally: FuzzTally;
  /** In the order in which they were first met. */
  readonly failures: readonly FuzzFailure[];
  /** Failures that were not shrunk, as there were very many. */
  readonly untold: readonly string[];
  /** How it ended, if not by having made all runs. */
  readonly end: string | undefined;
}

export interface FuzzLayout {
  readonly columns: number;
  readonly color: boolean;
}

/** What a fuzz came to: what held, what did not, and the story of the first that did not. Ends with a line feed. */
export function fuzzReport(summary: FuzzSummary, layout: FuzzLayout): string {
  const { name, seed, tally, failures, untold, end } = summary;
  const paint = createPaint(layout.color);
  const wrap = (text: string, indent = "  "): string[] =>
    wrapText(printable(text), Math.max(24, layout.columns - indent.length), Infinity).map((line) => indent + line);
  const head = `${name}: ${count(tally.runs, "run")}, seed ${seed}${end === undefined ? "" : `, ${end}`}`;
  const lines = [
    ...wrap(head, "").map((line) => paint("heading", line)),
    `  simulated ${formatDuration(tally.virtualMs)}, ${count(tally.attempts, "probe attempt")}`,
    ...heldLines(tally, wrap, paint),
  ];
  const [told, ...others] = failures;
  for (const failure of others)
    lines.push("", ...failureLines(failure, tally.runs, wrap, paint), ...whereLines(failure));
  if (untold.length > 0)
    lines.push("", ...wrap(`and ${count(untold.length, "other thing")} that failed: ${untold.join(", ")}`));
  if (told === undefined) return `${lines.join("\n")}\n`;
  const { scenario, trace } = told.counterexample;
  lines.push("", ...failureLines(told, tally.runs, wrap, paint), "");
  const code = counterexampleTest(scenario, told.what).trimEnd().split("\n");
  return [
    `${lines.join("\n")}\n`,
    reportRun(scenario, trace, layout),
    `\n${paint("heading", "As a test")}\n\n${code.join("\n")}\n`,
    `\n${whereLines(told).join("\n")}\n`,
  ].join("");
}

type Wrap = (text: string, indent?: string) => string[];

function heldLines({ runs, failing, tested, known }: FuzzTally, wrap: Wrap, paint: Paint): readonly string[] {
  const isProperty = (what: string): boolean => PROPERTY_IDS.some((id) => id === what);
  const held = Object.keys(tested).filter((what) => failing[what] === undefined && known[what] === undefined);
  const properties = held.filter(isProperty).length;
  const untested = PROPERTY_IDS.filter((id) => tested[id] === undefined);
  const broken = Object.entries(known).filter(([id]) => failing[id] === undefined);
  if (runs === 0) return [`  ${paint("warn", "·")} nothing was run, and nothing is said`];
  return [
    ...wrap(
      `held: ${count(held.length - properties, "expectation")}, ${properties} of ${PROPERTY_IDS.length} properties`,
    ).map((line) => line.replace("  held", `${paint("good", "✓")} held`)),
    ...(broken.length === 0 ? [] : wrap(`broken, as real kubelets of the release break them: ${brokenText(broken)}`)),
    ...(untested.length === 0
      ? []
      : wrap(`not put to the test: ${untested.join(", ")}`).map((line) => paint("dim", line))),
  ];
}

function brokenText(broken: readonly (readonly [string, number])[]): string {
  return broken.map(([id, times]) => `${id} in ${count(times, "run")}`).join(", ");
}

function failureLines(
  { what, runs, first, counterexample }: FuzzFailure,
  all: number,
  wrap: Wrap,
  paint: Paint,
): string[] {
  const { text, steps } = counterexample.failure;
  const where = steps.length === 0 ? "" : ` (${steps.length === 1 ? "step" : "steps"} ${steps.join(", ")})`;
  return [
    ...wrap(`${what}: ${text}${where}`).map((line, index) =>
      index === 0 ? `${paint("bad", "✗")}${line.slice(1)}` : line,
    ),
    ...wrap(`in ${runs} of ${count(all, "run")}, first in run ${first}; the simplest such story that was found:`),
  ];
}

function whereLines({ file, token }: FuzzFailure): readonly string[] {
  return [...(file === undefined ? [] : [`scenario: ${printable(file)}`]), `replay:   npx probewise replay ${token}`];
}

/** The same for other programs. */
export function fuzzJson({ name, seed, tally, failures, untold, end }: FuzzSummary): unknown {
  return {
    schema: "probewise-fuzz/1",
    name,
    seed,
    end: end ?? "all runs",
    ...tally,
    untested: PROPERTY_IDS.filter((id) => tally.tested[id] === undefined),
    failures: failures.map(({ what, runs, first, counterexample, file, token }) => {
      const { scenario, failure } = counterexample;
      return { what, runs, first, text: failure.text, steps: failure.steps, file, token, scenario };
    }),
    untold,
  };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
