import { closeSync, mkdirSync, openSync, statSync, writeSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { printable } from "../model/printable.ts";
import type { Environment, Output } from "./command.ts";
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
  /** To what is in the file already. */
  readonly isAdded?: true;
}

/** The columns of a text report that goes to a file. */
const FILE_COLUMNS = 120;

/** Opens the reports that the options ask for. Throws a `UsageError` where two of them would be one jumble. */
export async function openReports(options: ReporterOptions, environment: Environment): Promise<readonly OpenReport[]> {
  const wanted = wantedReports(options, environment.env);
  const [first, second] = wanted.filter(({ name, file }) => file === undefined && entryOf(name).stream === undefined);
  if (first !== undefined && second !== undefined)
    throw new UsageError(
      `${first.name} and ${second.name} would both go to stdout`,
      `give one of them a file: --output-file.${second.name}=FILE`,
    );
  if (first !== undefined && entryOf(first.name).isForFiles === true && environment.stdout.isTTY)
    throw new UsageError(
      `${first.name} makes ${entryOf(first.name).makes}, and stdout is a terminal`,
      `name a file: --output-file.${first.name}=FILE`,
    );
  return Promise.all(
    wanted.map(async ({ name, file, isAdded = false }) => {
      const { load, stream } = entryOf(name);
      const reporter = await load();
      if (file !== undefined) return toFile(reporter, file, isAdded, environment);
      return toStream(reporter, stream === "stderr" ? environment.stderr : environment.stdout);
    }),
  );
}

const entryOf = (name: ReporterName): ReporterEntry => REPORTER_TABLE[name];

type Variables = Environment["env"];

/** What is reported where nobody says it: text, and in GitHub's CI remarks beside the lines they are about. */
const usualReporters = (env: Variables): readonly ReporterName[] =>
  env["GITHUB_ACTIONS"] === "true" ? ["default", "github"] : ["default"];

function wantedReports(options: ReporterOptions, env: Variables): readonly Wanted[] {
  const named = [...options.reporter, ...(options.json ? (["json"] as const) : [])];
  for (const name of Object.keys(REPORTER_TABLE) as ReporterName[])
    if (!named.includes(name) && options[`output-file.${name}`] !== undefined)
      throw new UsageError(`--output-file.${name} without its reporter`, `add --reporter ${name}`);
  const names = new Set<ReporterName>(named.length === 0 ? usualReporters(env) : named);
  // The short form adds a file to whatever is reported otherwise.
  if (options.html !== undefined) names.add("html");
  const summary = env["GITHUB_STEP_SUMMARY"] ?? "";
  return [
    ...[...names].map((name): Wanted => {
      const file = options[`output-file.${name}`] ?? (name === "html" ? options.html : undefined);
      return { name, file: file === "-" ? undefined : file };
    }),
    // Annotations are cut at ten of a kind; the summary of the job has the rest.
    ...(names.has("github") && summary !== "" ? [{ name: "markdown", file: summary, isAdded: true } as const] : []),
  ];
}

function toStream(reporter: Reporter, output: Output): OpenReport {
  return {
    reporter,
    target: { columns: output.columns, isTTY: output.isTTY, color: output.color },
    write: (text) => output.write(text),
    close: () => {},
  };
}

/** The file is made with the first text, so that a run that comes to nothing leaves an older report alone. */
function toFile(reporter: Reporter, file: string, isAdded: boolean, { cwd, stderr }: Environment): OpenReport {
  const path = resolve(cwd, file);
  let descriptor: number | undefined;
  return {
    reporter,
    target: { columns: FILE_COLUMNS, isTTY: false, color: false },
    write: (text) => {
      descriptor ??= create(path, file, isAdded ? "a" : "w");
      writeSync(descriptor, text);
    },
    close: () => {
      if (descriptor === undefined) return;
      closeSync(descriptor);
      if (isAdded) return;
      stderr.write(printable(`wrote ${file} (${Math.ceil(statSync(path).size / 1000).toLocaleString("en")} kB)\n`));
    },
  };
}

function create(path: string, file: string, mode: "a" | "w"): number {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, mode);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${file}: it cannot be written: ${reason}`, undefined, { cause: error });
  }
}
