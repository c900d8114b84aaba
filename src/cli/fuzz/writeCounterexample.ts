import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { scenarioHash, traceHash } from "../../canonicalHash.ts";
import type { Scenario } from "../../model/scenario.ts";
import type { Trace } from "../../model/trace.ts";
import { printable } from "../../model/printable.ts";
import { TOOL_VERSION } from "../../toolVersion.ts";
import type { Environment } from "../command.ts";
import { describeFileError } from "../inputFiles.ts";

/** Where counterexamples go, below the folder that the command was started in. */
const FOLDER = "reports/out";
const NAME_MAX = 60;

/** A scenario that remembers what it came to. */
export function withRecord({ replay: _replay, ...scenario }: Scenario, trace: Trace, orchestrator?: string): Scenario {
  return {
    ...scenario,
    replay: {
      tool: TOOL_VERSION,
      traceHash: traceHash(trace),
      scenarioHash: scenarioHash(scenario),
      ...(orchestrator !== undefined && { orchestrator }),
    },
  };
}

/**
 * Writes a scenario that failed; the path from `cwd`. Undefined: it could not be written, which is said and does not keep the
 * result back. The same story has the same name, and is written whole or not at all.
 */
export function writeCounterexample(
  scenario: Scenario,
  what: string,
  { cwd, stderr }: Pick<Environment, "cwd" | "stderr">,
): string | undefined {
  const about = [scenario.id, what.replace(/^expect\./, "")].filter((part) => part !== undefined);
  const slug = about.join("-").replaceAll(/[^A-Za-z0-9]+/g, "-");
  const name = `${slug.replaceAll(/^-|-$/g, "").slice(0, NAME_MAX)}-${scenario.replay?.traceHash.slice(0, 8)}.yaml`;
  const path = join(FOLDER, name);
  const text = `# ${what} does not come out. Again: npx probewise replay ${path}\n${stringify(scenario, { lineWidth: 0 })}`;
  try {
    mkdirSync(resolve(cwd, FOLDER), { recursive: true });
    const unfinished = resolve(cwd, `${path}.${process.pid}`);
    writeFileSync(unfinished, text);
    renameSync(unfinished, resolve(cwd, path));
    return path;
  } catch (error) {
    stderr.write(printable(`note: ${path} was not written: ${describeFileError(error).problem}\n`));
    return undefined;
  }
}
