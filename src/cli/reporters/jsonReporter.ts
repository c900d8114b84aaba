import { CHECK_SCHEMA, fileJson } from "../../report/checkJson.ts";
import { summarizeRun } from "../../report/runReport.ts";
import { traceLines } from "../../report/traceLines.ts";
import { TOOL_VERSION } from "../../toolVersion.ts";
import { checkTally } from "../checkTally.ts";
import type { CheckOutcome, Reporter } from "../reporter.ts";

/** JSON for programs: of a run, and of many, lines; of a check one value. */
export const jsonReporter: Reporter = {
  run: ({ scenario, trace, ...more }) => {
    const { judgement, clients, rollouts } = more;
    return traceLines(trace, { pods: summarizeRun(scenario, trace), clients, judgement, rollouts });
  },
  scenarios: () => ({
    begin: () => jsonLine({ type: "version", schema: "probewise/1", tool: TOOL_VERSION }),
    each: ({ name, scenario: { id, description, untilMs }, judgement }) =>
      jsonLine({ type: "scenario", file: name, id, description, untilMs, judgement }),
    end: (tally) => [jsonLine({ type: "summary", ...tally })],
  }),
  check: (outcome) => [`${JSON.stringify(checkJson(outcome), null, 2)}\n`],
};

function checkJson({ read, result, stories, kubernetes, options, exitCode }: CheckOutcome): unknown {
  return {
    schema: CHECK_SCHEMA,
    tool: TOOL_VERSION,
    kubernetes,
    stories,
    horizonMs: options.horizon,
    kubeletAgeMs: options["kubelet-age"],
    files: read.files.map((file) => fileJson(file, result, options["kubelet-age"])),
    problems: read.problems,
    tally: checkTally(read, result),
    exitCode,
  };
}

function jsonLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
