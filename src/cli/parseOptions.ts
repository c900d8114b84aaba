import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { nearestName } from "../model/nearestName.ts";
import { environmentVariableOf, type Option, type OptionTable, type OptionValues } from "./option.ts";
import { readOptionValue } from "./optionValue.ts";
import { UsageError } from "./usageError.ts";

export interface ParsedArguments<Options extends OptionTable> {
  readonly options: OptionValues<Options>;
  readonly operands: readonly string[];
}

type AnyValue = boolean | string | number | readonly (string | number)[] | undefined;

/**
 * Reads a command's arguments by its table: command line over `PROBEWISE_*` over default.
 * Throws `UsageError`; an unknown option names the nearest known one.
 */
export function parseOptions<Options extends OptionTable>(
  table: Options,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ParsedArguments<Options> {
  const { given, operands } = readTokens(table, args);
  const values: Record<string, AnyValue> = {};
  for (const [name, option] of Object.entries(table)) {
    const texts = given.get(name);
    const source = texts === undefined ? environmentVariableOf(name) : `--${name}`;
    values[name] = valueOf(option, texts ?? textsFromEnvironment(option, env[source]), source);
  }
  // The table is walked above, so every name has the value that its kind promises.
  return { options: values as OptionValues<Options>, operands };
}

function readTokens(table: OptionTable, args: readonly string[]) {
  const { tokens } = parseArgs({
    args: [...args],
    options: parseArgsConfigOf(table),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = new Map<string, readonly string[]>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const option = Object.hasOwn(table, token.name) ? table[token.name] : undefined;
    if (option === undefined) throw unknownOption(token.rawName, Object.keys(table));
    const text = textOfToken(option, token);
    given.set(token.name, [...(given.get(token.name) ?? []), text]);
  }
  return { given, operands };
}

function parseArgsConfigOf(table: OptionTable): ParseArgsOptionsConfig {
  const config: ParseArgsOptionsConfig = {};
  for (const [name, option] of Object.entries(table)) {
    const type = option.kind === "flag" ? "boolean" : "string";
    config[name] = option.short === undefined ? { type } : { type, short: option.short };
  }
  return config;
}

interface OptionToken {
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function textOfToken(option: Option, token: OptionToken): string {
  if (option.kind === "flag") {
    if (token.value === undefined) return "true";
    throw new UsageError(`${token.rawName} takes no value`, `write ${token.rawName} alone`);
  }
  const text = token.value;
  if (text === undefined) throw new UsageError(`${token.rawName} needs a value`);
  if (token.inlineValue !== true && text.startsWith("-") && text !== "-") {
    throw new UsageError(`${token.rawName} needs a value`, `if ${text} is meant, write ${token.rawName}=${text}`);
  }
  return text;
}

function unknownOption(rawName: string, names: readonly string[]): UsageError {
  const nearest = nearestName(rawName, names);
  return new UsageError(`unknown option ${rawName}`, nearest === undefined ? undefined : `did you mean --${nearest}?`);
}

function textsFromEnvironment(option: Option, text: string | undefined): readonly string[] {
  if (text === undefined || text === "") return [];
  if (option.kind === "flag")
    return ["1", "true"].includes(text) ? ["true"] : text === "0" || text === "false" ? [] : [text];
  return option.repeatable === true ? text.split(",") : [text];
}

function valueOf(option: Option, texts: readonly string[], source: string): AnyValue {
  if (option.kind === "flag") {
    const wrong = texts.find((text) => text !== "true");
    if (wrong === undefined) return texts.length > 0;
    throw new UsageError(`${source}: ${JSON.stringify(wrong)} is neither true nor false`);
  }
  const values = texts.map((text) => {
    const read = readOptionValue(option, text);
    if ("value" in read) return read.value;
    throw new UsageError(`${source}: ${read.problem}`, read.help);
  });
  if (option.repeatable === true)
    return values.length === 0 && option.default !== undefined ? [option.default] : values;
  if (values.length > 1) throw new UsageError(`${source} is given ${values.length} times`, "give it once");
  return values[0] ?? option.default;
}
