import { extname } from "node:path";
import type { JsonValue } from "../model/json.ts";
import { importModule } from "./importModule.ts";
import { UsageError } from "./usageError.ts";

const EXTENSIONS: ReadonlySet<string> = new Set([".ts", ".mts", ".js", ".mjs"]);

/** Whether a file is one that has to be run to be read. Nothing but a file that is named by itself ever is. */
export function isModule(path: string): boolean {
  return EXTENSIONS.has(extname(path));
}

/** What a module exports by default, or else under one of `names`, as plain data. */
export async function loadModule(name: string, path: string, names: readonly string[]): Promise<JsonValue> {
  const exported = await importModule(name, path);
  const found = ["default", ...names].find((key) => exported[key] !== undefined);
  if (found === undefined)
    throw new UsageError(
      `${name}: it exports nothing that is wanted`,
      `export it by default, or as ${names.join(", ")}`,
    );
  try {
    const text = JSON.stringify(exported[found]) as string | undefined;
    if (text !== undefined) return JSON.parse(text) as JsonValue;
  } catch {
    // What refers to itself is no data either.
  }
  throw new UsageError(`${name}: what it exports as ${found} is no plain data`);
}
