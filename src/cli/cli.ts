import { nearestName } from "../model/nearestName.ts";
import { printable } from "../model/printable.ts";
import { wantsColor } from "./color.ts";
import type { Command, Environment, Output } from "./command.ts";
import { COMMAND_TABLE, type CommandEntry } from "./commandTable.ts";
import { EXIT_CODES, type ExitCode } from "./exitCode.ts";
import { COMMON_OPTIONS, formatCommandHelp, formatOverview, formatUsage } from "./help.ts";
import { parseOptions } from "./parseOptions.ts";
import { UsageError } from "./usageError.ts";

/** Runs what `args` (without node and script) say and reports every error; never throws. */
export async function runCli(
  args: readonly string[],
  environment: Environment,
  version: string,
  commandTable: readonly CommandEntry[] = COMMAND_TABLE,
): Promise<ExitCode> {
  try {
    return await dispatch(args, environment, version, commandTable);
  } catch (error) {
    return reportError(error, environment.stderr, version);
  }
}

async function dispatch(
  args: readonly string[],
  environment: Environment,
  version: string,
  commandTable: readonly CommandEntry[],
): Promise<ExitCode> {
  const [first, ...rest] = args;
  if (first === undefined) {
    // Nothing was checked, and 0 would say that all is well.
    environment.stderr.write(await overviewOf(commandTable, environment.stderr));
    return EXIT_CODES.usage;
  }
  if (first === "--version") return print(environment, `probewise ${version}\n`);
  if (first === "--help" || first === "-h" || (first === "help" && rest.length === 0)) {
    return print(environment, await overviewOf(commandTable, environment.stdout));
  }
  if (first.startsWith("-"))
    throw new UsageError(`${first} stands before the command`, "write probewise COMMAND [OPTIONS]");
  const command = await findCommand(first === "help" ? (rest[0] ?? "") : first, commandTable).load();
  if (first === "help" || asksFor(rest, "--help", "-h"))
    return print(environment, formatCommandHelp(command, environment.stdout.columns));
  if (asksFor(rest, "--version")) return print(environment, `probewise ${version}\n`);
  return runCommand(command, rest, environment);
}

async function overviewOf(commandTable: readonly CommandEntry[], { columns }: Output): Promise<string> {
  return formatOverview(await Promise.all(commandTable.map((entry) => entry.load())), columns);
}

function findCommand(name: string, commandTable: readonly CommandEntry[]): CommandEntry {
  const entry = commandTable.find((candidate) => candidate.name === name);
  if (entry !== undefined) return entry;
  const names = commandTable.map((candidate) => candidate.name);
  const nearest = nearestName(name, names);
  const list = `the commands are ${names.join(", ")}`;
  throw new UsageError(`unknown command ${name}`, nearest === undefined ? list : `did you mean ${nearest}? ${list}`);
}

/** Whether one of `flags` stands before `--`, behind which all are operands. */
function asksFor(args: readonly string[], ...flags: readonly string[]): boolean {
  const end = args.indexOf("--");
  return args.slice(0, end === -1 ? args.length : end).some((arg) => flags.includes(arg));
}

async function runCommand(command: Command, args: readonly string[], environment: Environment): Promise<ExitCode> {
  const { options, operands } = parseOptions({ ...command.options, ...COMMON_OPTIONS }, args, environment.env);
  const { minimum, maximum } = command.operands;
  if (operands.length < minimum) throw new UsageError(`${command.name} needs ${command.usage}`, usageHelp(command));
  const surplus = operands[maximum];
  if (surplus !== undefined)
    throw new UsageError(`${JSON.stringify(surplus)} is one operand too many`, usageHelp(command));
  const coloured = (output: Output): Output => ({
    ...output,
    color: wantsColor(options.color, environment.env, output.isTTY),
  });
  return command.run({
    ...environment,
    stdout: coloured(environment.stdout),
    stderr: coloured(environment.stderr),
    options,
    operands,
  });
}

function usageHelp(command: Command): string {
  return `usage: ${formatUsage(command)}`;
}

function print({ stdout }: Environment, text: string): ExitCode {
  stdout.write(text);
  return EXIT_CODES.ok;
}

/** Tells the user's mistakes from our own. */
export function reportError(error: unknown, stderr: Output, version: string): ExitCode {
  if (error instanceof UsageError) {
    const help = error.help === undefined ? "" : `help: ${error.help}\n`;
    stderr.write(printable(`error: ${error.message}\n${help}`));
    return EXIT_CODES.usage;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  stderr.write(
    printable(
      `internal error: this is a fault in probewise ${version}, not in your files. Do not trust what it printed.\n` +
        `help: report it with the command line and the lines below\n${detail}\n`,
    ),
  );
  return EXIT_CODES.internal;
}
