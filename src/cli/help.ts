import type { Command, CommandExample } from "./command.ts";
import { EXIT_CODE_MEANINGS } from "./exitCode.ts";
import { environmentVariableOf, type Option, type OptionTable } from "./option.ts";
import { formatDefault } from "./optionValue.ts";

/** Understood by every command. */
export const COMMON_OPTIONS = {
  color: { kind: "choice", choices: ["auto", "always", "never"], default: "auto", description: "colour the output" },
  help: { kind: "flag", short: "h", description: "show this text" },
  version: { kind: "flag", description: "show the version" },
} as const satisfies OptionTable;

/** `probewise --help`. */
export function formatOverview(commands: readonly Command[], columns: number): string {
  const width = Math.min(columns, WIDTH_MAX);
  return sections([
    "probewise tells what a probe policy will do, before it does it.",
    titled("Examples", formatExamples(commands.flatMap((command) => command.examples.slice(0, 2)))),
    titled("Usage", ["  probewise COMMAND [OPTIONS] [FILE…]", "  probewise COMMAND --help"]),
    titled(
      "Commands",
      alignColumns(
        commands.map((command) => [command.name, command.summary]),
        width,
      ),
    ),
    titled("Options", formatOptions(COMMON_OPTIONS, width)),
    formatExitCodes(width),
  ]);
}

/** `probewise check --help`. */
export function formatCommandHelp(command: Command, columns: number): string {
  const width = Math.min(columns, WIDTH_MAX);
  return sections([
    wrapWords(`probewise ${command.name}: ${command.summary}`, width).join("\n"),
    titled("Examples", formatExamples(command.examples)),
    titled("Usage", [`  ${formatUsage(command)}`]),
    titled("Options", formatOptions({ ...command.options, ...COMMON_OPTIONS }, width)),
    ...(command.notes ?? []).map((note) => wrapWords(note, width).join("\n")),
    formatExitCodes(width),
  ]);
}

/** `probewise check [OPTIONS] FILE|DIR…`. */
export function formatUsage(command: Command): string {
  return `probewise ${command.name} [OPTIONS] ${command.usage}`.trimEnd();
}

function formatExamples(examples: readonly CommandExample[]): readonly string[] {
  return examples.flatMap(({ command, description }) => [`  # ${description}`, `  ${command}`]);
}

function formatOptions(table: OptionTable, width: number): readonly string[] {
  const rows = Object.entries(table).map(
    ([name, option]) => [optionSyntax(name, option), describeOption(name, option)] as const,
  );
  return alignColumns(rows, width);
}

const PLACEHOLDERS = { text: "TEXT", count: "N", bytes: "SIZE", duration: "DURATION" } as const;

function optionSyntax(name: string, option: Option): string {
  const short = option.short === undefined ? "    " : `-${option.short}, `;
  if (option.kind === "flag") return `${short}--${name}`;
  const fallback = option.kind === "choice" ? option.choices.join("|") : PLACEHOLDERS[option.kind];
  return `${short}--${name} ${option.placeholder ?? fallback}${option.repeatable === true ? "…" : ""}`;
}

function describeOption(name: string, option: Option): string {
  const defaultText = formatDefault(option);
  const facts = defaultText === null ? [] : [`default ${defaultText}`];
  if (name !== "help" && name !== "version") facts.push(environmentVariableOf(name));
  return facts.length === 0 ? option.description : `${option.description} (${facts.join("; ")})`;
}

function formatExitCodes(width: number): string {
  return titled("Exit codes", alignColumns(Object.entries(EXIT_CODE_MEANINGS), width));
}

/** A first column wider than this has its description on the next line. */
const FIRST_COLUMN_WIDTH_MAX = 30;

function alignColumns(rows: readonly (readonly [string, string])[], width: number): readonly string[] {
  const fitting = rows.map(([first]) => first.length).filter((length) => length <= FIRST_COLUMN_WIDTH_MAX);
  const firstWidth = Math.max(0, ...fitting);
  const indent = " ".repeat(firstWidth + 4);
  return rows.flatMap(([first, second]) => {
    const [head = "", ...rest] = wrapWords(second, width - indent.length).map((line) => indent + line);
    const start = `  ${first}`;
    return start.length + 2 > indent.length
      ? [start, head, ...rest]
      : [start.padEnd(indent.length) + head.trimStart(), ...rest];
  });
}

/** Longer lines are hard to read, however wide the terminal is. */
const WIDTH_MAX = 100;

/** The words of `text` in lines of at most `width` characters; a longer word has a line of its own. */
function wrapWords(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

function titled(title: string, lines: readonly string[]): string {
  return [`${title}:`, ...lines].join("\n");
}

function sections(parts: readonly string[]): string {
  return `${parts.join("\n\n")}\n`;
}
