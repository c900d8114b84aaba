import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { RULE_NAMES } from "../analyze/findings/ruleTable.ts";
import { createPaint } from "../report/paint.ts";
import { quoteSource } from "../report/quoteSource.ts";
import type { Config } from "../scenario/readConfig.ts";
import type { CommandContext } from "./command.ts";
import { MAX_BYTES_DEFAULT } from "./inputFiles.ts";
import { readInputText } from "./readInput.ts";
import { UsageError } from "./usageError.ts";

export const CONFIG_FILE = "probewise.config.yaml";

/** A configuration, and the folder that its paths are seen from. */
export interface FoundConfig {
  readonly config: Config;
  readonly folder: string;
  /** As people would write it; absent: there is none. */
  readonly name?: string;
}

/**
 * The configuration that is named, else the nearest one from the working directory upward. Undefined: it is broken, and what is
 * wrong has been told.
 */
export async function findConfig(
  context: Pick<CommandContext, "cwd" | "stdin" | "stderr">,
  named: string | undefined,
): Promise<FoundConfig | undefined> {
  const { cwd, stderr } = context;
  const path = named === undefined ? nearest(resolve(cwd)) : resolve(cwd, named);
  if (path === undefined) return { config: {}, folder: cwd };
  const name = named ?? relative(cwd, path);
  const read = await readInputText({ kind: "file", name, path }, MAX_BYTES_DEFAULT, context);
  if ("problem" in read) throw new UsageError(`${name}: ${read.problem}`, read.help);
  // What reads YAML of ours is loaded by those who have some.
  const { readConfig } = await import("../scenario/readConfig.ts");
  const result = readConfig(read.text, RULE_NAMES);
  if ("value" in result) return { config: result.value, folder: dirname(path), name };
  const paint = createPaint(stderr.color);
  for (const problem of result.problems) stderr.write(quoteSource(name, problem, paint));
  return undefined;
}

function nearest(folder: string): string | undefined {
  const path = join(folder, CONFIG_FILE);
  if (existsSync(path)) return path;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearest(parent);
}
