import { basename, resolve } from "node:path";
import type { Scenario } from "../model/scenario.ts";
import { createPaint } from "../report/paint.ts";
import { quoteSource } from "../report/quoteSource.ts";
import { behaviourOf, readBehaviour } from "../scenario/readBehaviour.ts";
import type { ShapeProblem } from "../scenario/shapeProblem.ts";
import { nameOf } from "../scenario/shapeProblem.ts";
import { printable } from "../model/printable.ts";
import type { CommandContext, Output } from "./command.ts";
import { isModule, loadModule } from "./loadModule.ts";
import { readInputText } from "./readInput.ts";
import type { LoadOptions } from "./runOptions.ts";
import { UsageError } from "./usageError.ts";

type BehaviourContext = Pick<CommandContext, "stdin" | "stderr" | "cwd"> & { readonly options: LoadOptions };

/** The scenario with what the file `--behaviour` says of it; undefined: what is wrong has been written to stderr. */
export async function withBehaviour(
  name: string,
  scenario: Scenario,
  { options, stdin, stderr, cwd }: BehaviourContext,
): Promise<Scenario | undefined> {
  if (options.starts.length > 0 || options.fail.length > 0)
    throw new UsageError("--behaviour says all that the apps do", "write what --starts and --fail say into its file");
  const path = resolve(cwd, name);
  const seed = options.seed === undefined ? {} : { seed: options.seed };
  if (isModule(path)) {
    const read = behaviourOf(await loadModule(name, path, ["behaviour"]), scenario, seed);
    if ("problems" in read) return tellProblems(name, read.problems, stderr);
    return settled(name, read.scenario, options);
  }
  const read = await readInputText({ kind: "file", name, path }, options["max-bytes"], { stdin, stderr });
  if ("problem" in read) throw new UsageError(`${name}: ${read.problem}`, read.help);
  const behaviour = readBehaviour(read.text, scenario, seed);
  if ("scenario" in behaviour) return settled(name, behaviour.scenario, options);
  const paint = createPaint(stderr.color);
  for (const problem of behaviour.problems) stderr.write(quoteSource(name, problem, paint));
  return undefined;
}

function settled(name: string, scenario: Scenario, { until }: LoadOptions): Scenario {
  return { ...scenario, description: basename(name), ...(until === undefined ? {} : { untilMs: until }) };
}

/** A module has no lines to show; each problem says where in the data it is. */
export function tellProblems(name: string, problems: readonly ShapeProblem[], stderr: Output): undefined {
  for (const { path, message, help } of problems)
    stderr.write(
      printable(`error: ${name}: ${nameOf(path)}: ${message}\n${help === undefined ? "" : `help: ${help}\n`}`),
    );
}
