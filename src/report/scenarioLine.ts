import type { Judgement } from "../analyze/judgeScenario.ts";
import type { Scenario } from "../model/scenario.ts";
import { formatDuration } from "../time/duration.ts";
import { mark } from "./judgementText.ts";
import type { Paint } from "./paint.ts";
import { printable } from "../model/printable.ts";

/** Of `✓ pass`, `✗ FAIL`, `· open` (not put to the test) and `· none` (the scenario expects nothing). */
const VERDICT_WIDTH = 6;

/** A scenario of many in one line: verdict, file, virtual time, description as far as there is room. */
export function scenarioLine(
  name: string,
  { description = "", untilMs }: Scenario,
  judgement: Judgement | undefined,
  layout: { readonly columns: number; readonly nameWidth: number; readonly paint: Paint },
): string {
  const { columns, nameWidth, paint } = layout;
  const verdict = verdictWord(judgement, paint);
  const middle = `  ${printable(name).padEnd(nameWidth)}  ${formatDuration(untilMs).padStart(6)}  `;
  return `${verdict}${middle}${paint("dim", cut(printable(description).replaceAll("\n", " "), columns - VERDICT_WIDTH - middle.length))}\n`;
}

function verdictWord(judgement: Judgement | undefined, paint: Paint): string {
  if (judgement === undefined) return paint("warn", "· none");
  if (judgement.isInconclusive) return paint("warn", "· open");
  return `${mark(judgement.holds, paint)} ${judgement.holds ? "pass" : paint("bad", "FAIL")}`;
}

function cut(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`;
}

export interface RunTally {
  readonly scenarios: number;
  readonly failed: number;
  /** Nothing failed, and something was not put to the test. */
  readonly inconclusive: number;
  readonly withoutExpectations: number;
  readonly unreadable: number;
  readonly expectations: number;
  readonly flips: number;
  readonly simulatedMs: number;
}

/** What many scenarios came to. */
export function tallyLine(tally: RunTally): string {
  const { scenarios, failed, inconclusive, withoutExpectations, unreadable, expectations, flips, simulatedMs } = tally;
  const parts = [
    `${count(scenarios, "scenario")}: ${scenarios - failed - inconclusive - withoutExpectations} pass`,
    `${failed} fail`,
    ...(inconclusive > 0 ? [`${inconclusive} open`] : []),
    ...(withoutExpectations > 0 ? [`${withoutExpectations} without expectations`] : []),
    ...(unreadable > 0 ? [`${count(unreadable, "file")} unreadable`] : []),
  ];
  return `${parts.join(", ")}; ${count(expectations, "expectation")}, ${count(flips, "flip")}, ${formatDuration(simulatedMs)} simulated\n`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
