import { CHECK_SCHEMA, fileJson } from "../../report/checkJson.ts";
import { TOOL_VERSION } from "../../toolVersion.ts";
import { checkTally } from "../checkTally.ts";
import type { Reporter } from "../reporter.ts";
import { jsonReporter } from "./jsonReporter.ts";

/** JSON for programs that read line by line: a line for the version, one for each file, one for the whole. */
export const ndjsonReporter: Reporter = {
  ...jsonReporter,
  check: ({ read, result, stories, kubernetes, options, exitCode }) =>
    [
      {
        type: "version",
        schema: CHECK_SCHEMA,
        tool: TOOL_VERSION,
        kubernetes,
        stories,
        horizonMs: options.horizon,
        kubeletAgeMs: options["kubelet-age"],
      },
      ...read.files.map((file) => ({ type: "file", ...(fileJson(file, result, options["kubelet-age"]) as object) })),
      ...read.problems.map((problem) => ({ type: "problem", ...problem })),
      { type: "summary", tally: checkTally(read, result), exitCode },
    ].map((line) => `${JSON.stringify(line)}\n`),
};
