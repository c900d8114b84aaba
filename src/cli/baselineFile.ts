import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Findings } from "../analyze/findings/findFindings.ts";
import type { BaselineEntry } from "../analyze/findings/ignoring.ts";
import { baselineEntryOf, baselineKey } from "../analyze/findings/ignoring.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";
import type { CommandContext } from "./command.ts";
import { describeFileError, MAX_BYTES_DEFAULT } from "./inputFiles.ts";
import { readInputText } from "./readInput.ts";
import { UsageError } from "./usageError.ts";

const BASELINE_SCHEMA = "probewise-baseline/1";

/** The findings that a baseline holds, by key. */
export async function readBaseline(
  context: Pick<CommandContext, "cwd" | "stdin" | "stderr">,
  name: string,
  folder: string,
): Promise<ReadonlySet<string>> {
  const entry = { kind: "file", name, path: resolve(folder, name) } as const;
  const read = await readInputText(entry, MAX_BYTES_DEFAULT, context);
  if ("problem" in read) throw new UsageError(`${name}: ${read.problem}`, "--write-baseline makes one");
  const value = parse(read.text);
  if (!isJsonObject(value) || value["schema"] !== BASELINE_SCHEMA || !isJsonArray(value["findings"]))
    throw new UsageError(`${name}: it is no baseline (${BASELINE_SCHEMA})`, "--write-baseline makes one");
  return new Set(value["findings"].flatMap((item) => (isJsonObject(item) ? [baselineKey(entryOf(item))] : [])));
}

function entryOf(item: JsonObject): BaselineEntry {
  const text = (key: string): string => (typeof item[key] === "string" ? item[key] : "");
  const optional = (key: string): { readonly [Key in string]?: string } =>
    typeof item[key] === "string" ? { [key]: item[key] } : {};
  return {
    rule: text("rule"),
    file: text("file"),
    workload: text("workload"),
    ...optional("container"),
    ...optional("probe"),
  };
}

function parse(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return null;
  }
}

/** Writes all findings that nobody else ignores; one line each, in a stable order, so that changes are seen in a diff. */
export function writeBaseline({ cwd }: Pick<CommandContext, "cwd">, name: string, findings: Findings): number {
  const kept = [...findings.values()]
    .flat()
    .filter(({ ignored }) => ignored === undefined || ignored.by === "baseline");
  const lines = [...new Set(kept.map((finding) => JSON.stringify(baselineEntryOf(finding))))].sort();
  const text = `{\n  "schema": "${BASELINE_SCHEMA}",\n  "findings": [\n${lines.map((line) => `    ${line}`).join(",\n")}\n  ]\n}\n`;
  try {
    writeFileSync(resolve(cwd, name), text);
  } catch (error) {
    throw new UsageError(
      `--write-baseline ${name}: ${describeFileError(error).problem}`,
      "name a file in a folder that is there",
    );
  }
  return lines.length;
}
