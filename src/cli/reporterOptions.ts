import type { OptionTable, OptionValues, TextOption } from "./option.ts";
import type { ReporterName } from "./reporterTable.ts";
import { REPORTER_NAMES, REPORTER_TABLE } from "./reporterTable.ts";

type OutputFileOptions = Readonly<Record<`output-file.${ReporterName}`, TextOption>>;

/** Where each reporter writes to. */
const OUTPUT_FILE_OPTIONS = Object.fromEntries(
  REPORTER_NAMES.map((name): [string, TextOption] => [
    `output-file.${name}`,
    {
      kind: "text",
      placeholder: "FILE",
      description: `where --reporter ${name} writes ${REPORTER_TABLE[name].makes} to; -: to stdout`,
    },
  ]),
) as OutputFileOptions;

/** Of every command that has something to report. */
export const REPORTER_OPTIONS = {
  reporter: {
    kind: "choice",
    choices: REPORTER_NAMES,
    placeholder: "NAME",
    repeatable: true,
    description: `what to report in: ${REPORTER_NAMES.join(", ")} (default: default)`,
  },
  ...OUTPUT_FILE_OPTIONS,
  json: { kind: "flag", description: "short for --reporter json" },
  html: {
    kind: "text",
    placeholder: "FILE",
    description: "write one HTML file to look at in a browser, beside what is reported otherwise",
  },
} as const satisfies OptionTable;

export type ReporterOptions = OptionValues<typeof REPORTER_OPTIONS>;
