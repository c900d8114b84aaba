import { closeSync, mkdirSync, openSync, statSync, writeSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { printable } from "../model/printable.ts";
import type { Environment } from "./command.ts";
import type { Reporter, ReportTarget } from "./reporter.ts";
import type { ReporterOptions } from "./reporterOptions.ts";
import type { ReporterEntry, ReporterName } from "./reporterTable.ts";
import { REPORTER_TABLE } from "./reporterTable.ts";
import { UsageError } from "./usageError.ts";

/** A reporter and where its text goes. */
export interface OpenReport {
  readonly reporter: Reporter;
  readonly target: ReportTarget;
  readonly write: (text: string) => void;
  /** To be called once all is written; says where it is. */
  readonly close: () => void;
}

interface Wanted {
  readonly name: ReporterName;
  /** Undefined: stdout. */
  readonly file: string | undefined;
}

/** The columns of a text report that goes to a file. */
const FILE_COLUMNS = 120;

/** Opens the reports that the options ask for. Throws a `UsageError` where two of them would be one jumble. */
export async function openReports(options: ReporterOptions, environment: Environment): Promise<readonly OpenReport[]> {
  const wanted = wantedReports(options);
  const [first, second] = wanted.filter(({ file }) => file === undefined);
  if (first !== undefined && second !== undefined)
    throw new UsageError(
      `${first.name} and ${second.name} would both go to stdout`,
      `give one of them a file: --output-file.${second.name}=FILE`,
    );
  const entry: ReporterEntry | undefined = first === undefined ? undefined : REPORTER_TABLE[first.name];
  if (first !== undefined && entry?.isForFiles === true && environment.stdout.isTTY)
    throw new UsageError(
      `${first.name} makes ${entry.makes}, and stdout is a terminal`,
      `name a file: --output-file.${first.name}=FILE`,
    );
  return Promise.all(
    wanted.map(async ({ name, file }) => {
      const reporter = await REPORTER_TABLE[name].load();
      return file === undefined ? toStdout(reporter, environment) : toFile(reporter, file, environment);
    }),
  );
}

function wantedReports(options: ReporterOptions): readonly Wanted[] {
  const names = new Set<ReporterName>([...options.reporter, ...(options.json ? (["json"] as const) : [])]);
  // The short form adds a file to whatever is reported otherwise.
  const isExtra = options.html !== undefined && !names.has("html");
  for (const name of Object.keys(REPORTER_TABLE) as ReporterName[])
    if (!names.has(name) && options[`output-file.${name}`] !== undefined)
      throw new UsageError(`--output-file.${name} without its reporter`, `add --reporter ${name}`);
  if (names.size === 0) names.add("default");
  if (isExtra) names.add("html");
  return [...names].map((name) => {
    const file = options[`output-file.${name}`] ?? (name === "html" ? options.html : undefined);
    return { name, file: file === "-" ? undefined : file };
  });
}

function toStdout(reporter: Reporter, { stdout }: Environment): OpenReport {
  return {
    reporter,
    target: { columns: stdout.columns, isTTY: stdout.isTTY, color: stdout.color },
    write: (text) => stdout.write(text),
    close: () => {},
  };
}

/** The file is made with the first text, so that a run that comes to nothing leaves an older report alone. */
function toFile(reporter: Reporter, file: string, { cwd, stderr }: Environment): OpenReport {
  const path = resolve(cwd, file);
  let descriptor: number | undefined;
  return {
    reporter,
    target: { columns: FILE_COLUMNS, isTTY: false, color: false },
    write: (text) => {
      descriptor ??= create(path, file);
      writeSync(descriptor, text);
    },
    close: () => {
      if (descriptor === undefined) return;
      closeSync(descriptor);
      stderr.write(printable(`wrote ${file} (${Math.ceil(statSync(path).size / 1000).toLocaleString("en")} kB)\n`));
    },
  };
}

function create(path: string, file: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, "w");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${file}: it cannot be written: ${reason}`, undefined, { cause: error });
  }
}
