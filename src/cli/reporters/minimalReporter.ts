import { printable } from "../../model/printable.ts";
import { checkReported } from "../../report/formats/checkReported.ts";
import type { Remark } from "../../report/formats/reported.ts";
import { remarksByGravity } from "../../report/formats/reported.ts";
import { createPaint } from "../../report/paint.ts";
import { reportRunBriefly } from "../../report/runReport.ts";
import { scenarioLine, tallyLine } from "../../report/scenarioLine.ts";
import { TOOL_VERSION } from "../../toolVersion.ts";
import { checkTally } from "../checkTally.ts";
import type { Reporter } from "../reporter.ts";

/** What asks for something to be done, and the tally; nothing of what is well. */
export const minimalReporter: Reporter = {
  run: ({ scenario, trace, judgement }, { columns, color }) => [
    reportRunBriefly(scenario, trace, { columns, color, judgement }),
  ],
  scenarios: (_names, { color }) => {
    const layout = { columns: Infinity, nameWidth: 0, paint: createPaint(color) };
    return {
      begin: () => "",
      each: ({ name, scenario, judgement }) =>
        judgement?.holds === true ? "" : scenarioLine(name, scenario, judgement, layout),
      end: (tally) => [tallyLine(tally)],
    };
  },
  check: ({ read, result, kubernetes }) => {
    const reported = checkReported(read, result, checkTally(read, result), TOOL_VERSION, kubernetes);
    const failures = reported.suites.flatMap(({ name, cases }) =>
      cases
        .filter(({ type, result: came }) => came === "failed" && type === "healthy")
        .map(({ subject, message = "" }) => `${name}: ${subject}: ${message}`),
    );
    const grave = remarksByGravity(reported).filter(({ severity }) => severity !== "note");
    return [...grave.map(remarkLine), ...failures, reported.summary].map((line) => `${printable(line)}\n`);
  },
};

function remarkLine({ file, line, column, severity, ruleId, message, help }: Remark): string {
  return `${file}:${line}:${column}: ${severity}[${ruleId}]: ${message}${help === undefined ? "" : ` (help: ${help})`}`;
}
