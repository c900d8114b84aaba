import { traceHash } from "../../canonicalHash.ts";
import { checkReported } from "../../report/formats/checkReported.ts";
import type { Reported } from "../../report/formats/reported.ts";
import type { ReportedRun } from "../../report/formats/runReported.ts";
import { runReported } from "../../report/formats/runReported.ts";
import { reportRun } from "../../report/runReport.ts";
import { tallyLine } from "../../report/scenarioLine.ts";
import { TOOL_VERSION } from "../../toolVersion.ts";
import { checkTally } from "../checkTally.ts";
import type { Reporter, RunOutcome } from "../reporter.ts";

const TEXT_COLUMNS = 120;

/** A report for another program, made of all that a command came to once it is known. */
export function machineReporter(format: (reported: Reported) => string): Reporter {
  return {
    run: (outcome) => [format(runReported([reportedRun(outcome)], `ran ${outcome.name}`, TOOL_VERSION))],
    scenarios: () => {
      const runs: ReportedRun[] = [];
      return {
        begin: () => "",
        each: (outcome) => {
          runs.push(reportedRun(outcome));
          return "";
        },
        end: (tally) => [format(runReported(runs, tallyLine(tally).trimEnd(), TOOL_VERSION))],
      };
    },
    check: ({ read, result, kubernetes }) => [
      format(checkReported(read, result, checkTally(read, result), TOOL_VERSION, kubernetes)),
    ],
  };
}

function reportedRun({ name, scenario, trace, judgement, placeOf, clients }: RunOutcome): ReportedRun {
  return {
    file: name,
    scenario,
    judgement,
    placeOf,
    traceHash: traceHash(trace),
    text: reportRun(scenario, trace, { columns: TEXT_COLUMNS, color: false, judgement, clients }),
  };
}
