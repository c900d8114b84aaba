import { objectNotes } from "../analyze/objectNotes.ts";
import { podOfManifest } from "../analyze/podOfManifest.ts";
import type { SourcePlace } from "../model/diagnostic.ts";
import type { Scenario } from "../model/scenario.ts";
import type { Service } from "../model/service.ts";
import type { Workload } from "../model/workload.ts";
import { createPaint } from "../report/paint.ts";
import { quoteSource } from "../report/quoteSource.ts";
import type { Path } from "../scenario/shapeProblem.ts";
import type { ScenarioOf, ScenarioReadOptions } from "../scenario/readScenario.ts";
import { mayBeScenario, readScenario, scenarioOf } from "../scenario/readScenario.ts";
import type { CommandContext } from "./command.ts";
import { checkKubernetesObject } from "./checkKubernetesObject.ts";
import { EXIT_CODES, type ExitCode } from "./exitCode.ts";
import type { InputEntry } from "./inputFiles.ts";
import { tellProblems, withBehaviour } from "./loadBehaviour.ts";
import { isModule, loadModule } from "./loadModule.ts";
import { loadManifest } from "./loadManifest.ts";
import { readInputText } from "./readInput.ts";
import type { LoadOptions } from "./runOptions.ts";
import { UsageError } from "./usageError.ts";

export type LoadContext = Pick<CommandContext, "stdin" | "stderr" | "cwd"> & {
  readonly options: LoadOptions;
};

/** What is to be run; else what is wrong has been said and `exitCode` is the command's. */
export type Loaded =
  | {
      readonly scenario: Scenario;
      /** Worth knowing, for stderr. */
      readonly notes: readonly string[];
      /** Places in a scenario file. */
      readonly placeOf?: (path: Path) => SourcePlace;
      /** What a manifest's scenario is of. */
      readonly workload?: Workload;
      /** Of a manifest: those of the workload's namespace. */
      readonly services?: readonly Service[];
      /** Of the command: 2 if parts of the file could not be read. */
      readonly exitCode: ExitCode;
    }
  | { readonly exitCode: ExitCode };

/** Reads the one file that `run` is given: a scenario, or a manifest with the story that the options tell. */
export async function loadScenario(entry: InputEntry, context: LoadContext): Promise<Loaded> {
  if (entry.kind === "problem") throw new UsageError(`${entry.name}: ${entry.problem}`, entry.help);
  if (entry.kind === "leftOut") throw new UsageError(`${entry.name}: ${entry.reason}`);
  if (entry.kind === "file" && isModule(entry.path)) {
    const value = await loadModule(entry.name, entry.path, ["scenario"]);
    return loadReadScenario(entry.name, scenarioOf(value, readOptions(context)), context);
  }
  const read = await readInputText(entry, context.options["max-bytes"], context);
  if ("problem" in read) throw new UsageError(`${entry.name}: ${read.problem}`, read.help);
  const { text } = read;
  if (text.trim() === "") throw new UsageError(`${entry.name}: it is empty`, "give a manifest or a scenario file");
  if (mayBeScenario(text)) return loadScenarioFile(entry.name, text, context);
  const loaded = loadManifest(entry.name, text, context);
  const { behaviour } = context.options;
  if (behaviour === undefined || !("scenario" in loaded)) return loaded;
  const scenario = await withBehaviour(behaviour, loaded.scenario, context);
  return scenario === undefined ? { exitCode: EXIT_CODES.usage } : { ...loaded, scenario };
}

function readOptions({ options: { seed } }: LoadContext): ScenarioReadOptions {
  return { checkObject: checkKubernetesObject, podOf: podOfManifest, ...(seed === undefined ? {} : { seed }) };
}

/** A scenario file with what the options say otherwise; what is wrong with it is written to stderr. */
export function loadScenarioFile(name: string, text: string, context: LoadContext): Loaded {
  const read = readScenario(text, readOptions(context));
  if ("scenario" in read) return loadReadScenario(name, read, context);
  const { stderr } = context;
  const paint = createPaint(stderr.color);
  for (const problem of read.problems) stderr.write(quoteSource(name, problem, paint));
  return { exitCode: EXIT_CODES.usage };
}

function loadReadScenario(
  name: string,
  read: ScenarioOf & { readonly placeOf?: (path: Path) => SourcePlace },
  { options, stderr }: LoadContext,
): Loaded {
  if ("problems" in read) {
    tellProblems(name, read.problems, stderr);
    return { exitCode: EXIT_CODES.usage };
  }
  const [story] = [
    ...(options.behaviour === undefined ? [] : [`--behaviour ${options.behaviour}`]),
    ...options.starts.map((start) => `--starts ${start}`),
    ...options.fail.map((failure) => `--fail ${failure}`),
  ];
  if (story !== undefined || options.workload !== undefined) {
    throw new UsageError(
      `${story ?? "--workload"} is for manifests, and ${name} is a scenario`,
      "write it into the scenario: containers.NAME.instances",
    );
  }
  const { until, kubernetes, "kubelet-age": kubeletUpMs, seed } = options;
  const { failsWhen, ...scenario } = read.scenario;
  // Flips are of the scenario as it stands in the file; run otherwise they prove nothing.
  const isAsWritten =
    until === undefined && kubernetes === undefined && kubeletUpMs === undefined && seed === undefined;
  return {
    scenario: {
      ...scenario,
      ...(failsWhen === undefined || !isAsWritten ? {} : { failsWhen }),
      ...(until === undefined ? {} : { untilMs: until }),
      ...(kubernetes === undefined ? {} : { kubernetes }),
      ...(kubeletUpMs === undefined ? {} : { kubeletUpMs }),
    },
    notes: objectNotes(scenario),
    ...(read.placeOf === undefined ? {} : { placeOf: read.placeOf }),
    exitCode: EXIT_CODES.ok,
  };
}
