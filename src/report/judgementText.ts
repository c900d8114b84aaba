import type { FlipJudgement, Judgement } from "../analyze/judgeScenario.ts";
import type { SourcePlace } from "../model/diagnostic.ts";
import type { Verdict } from "../properties/expect/verdict.ts";
import type { Path } from "../scenario/shapeProblem.ts";
import { nameOf } from "../scenario/shapeProblem.ts";
import type { Paint } from "./paint.ts";
import { printable } from "../model/printable.ts";
import type { SourceNote } from "./quoteSource.ts";
import { wrapText } from "./wrapText.ts";

/** What became of everything that was expected, and whether each flip made it fail. */
export function judgementLines({ verdicts, flips }: Judgement, columns: number, paint: Paint): string[] {
  const lines = (holds: boolean, text: string, indent: string): string[] =>
    wrapText(printable(text), Math.max(24, columns - 2 - indent.length), Infinity).map(
      (part, index) => `${indent}${index === 0 ? mark(holds, paint) : " "} ${part}`,
    );
  return [
    ...verdicts.flatMap((verdict) => lines(verdict.holds, verdictText(verdict), "")),
    ...flips.flatMap((flip) => [
      ...lines(flip.failed.length > 0, flipText(flip), ""),
      ...flip.instead.flatMap((verdict) => lines(verdict.holds, `instead ${verdictText(verdict)}`, "  ")),
    ]),
  ];
}

/** All that did not come out, each at its place in the file. */
export function failureNotes({ verdicts, flips }: Judgement, placeOf: (path: Path) => SourcePlace): SourceNote[] {
  const notesOf = (failed: readonly Verdict[], path: Path): SourceNote[] =>
    failed
      .filter(({ holds }) => !holds)
      .map((verdict) => ({ ...placeOf([...path, ...verdict.path]), message: verdictText(verdict) }));
  return [
    ...notesOf(verdicts, ["expect"]),
    ...flips.flatMap((flip, index) => [
      ...(flip.failed.length > 0 ? [] : [{ ...placeOf(["failsWhen", index, "change"]), message: flipText(flip) }]),
      ...notesOf(flip.instead, ["failsWhen", index, "instead"]),
    ]),
  ];
}

export function mark(holds: boolean, paint: Paint): string {
  return holds ? paint("good", "✓") : paint("bad", "✗");
}

function verdictText(verdict: Verdict): string {
  const name = nameOf(verdict.path);
  const { holds, expected, came, steps } = verdict;
  if (holds) return expected === came ? `${name}: ${came}` : `${name}: ${expected}; came ${came}`;
  return `${failureText(verdict)}${steps.length === 0 ? "" : ` (${steps.length === 1 ? "step" : "steps"} ${steps.join(", ")})`}`;
}

function failureText({ path, expected, came }: Verdict): string {
  return `${nameOf(path)}: expected ${expected}, came ${came}`;
}

export function flipText({ because, failed }: FlipJudgement): string {
  const [first] = failed;
  if (first === undefined) return `with the change all of expect still holds, it proves nothing: ${because}`;
  const more = failed.length === 1 ? "" : `, and ${failed.length - 1} more`;
  return `fails when changed (${because}): ${failureText(first)}${more}`;
}
