import { isThrifty } from "../../analyze/checkFiles.ts";
import { printable } from "../../model/printable.ts";
import { checkFooter, fileReport } from "../../report/checkReport.ts";
import { createPaint } from "../../report/paint.ts";
import { reportRun } from "../../report/runReport.ts";
import { scenarioLine, tallyLine } from "../../report/scenarioLine.ts";
import { checkTally } from "../checkTally.ts";
import type { CheckOutcome, Reporter, ReportTarget } from "../reporter.ts";

/** Text for people. */
export const defaultReporter: Reporter = {
  run: ({ scenario, trace, judgement, clients, rollouts }, { columns, color }) => [
    reportRun(scenario, trace, { columns, color, judgement, clients, rollouts }),
  ],
  scenarios: (names, { columns, isTTY, color }) => {
    const width = isTTY ? columns : Infinity;
    const layout = {
      columns: width,
      nameWidth: Math.min(width / 2, Math.max(...names.map((name) => printable(name).length))),
      paint: createPaint(color),
    };
    return {
      begin: () => "",
      each: ({ name, scenario, judgement }) => scenarioLine(name, scenario, judgement, layout),
      end: (tally) => [tallyLine(tally)],
    };
  },
  check: checkText,
};

function checkText(outcome: CheckOutcome, { color }: ReportTarget): readonly string[] {
  const { read, result, stories, kubernetes, options } = outcome;
  const paint = createPaint(color);
  const shown = { notes: options.notes, ignored: options["show-ignored"] };
  return [
    ...read.files.map((file) => `${fileReport(file, result, shown, paint)}\n`),
    checkFooter(
      checkTally(read, result),
      stories,
      options.horizon,
      kubernetes,
      isThrifty(read.files, options.exact),
      shown,
      paint,
    ),
  ];
}
