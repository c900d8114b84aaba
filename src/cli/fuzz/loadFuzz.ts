import { textHash } from "../../canonicalHash.ts";
import type { FuzzPlan } from "../../analyze/fuzz/fuzzPlan.ts";
import { parseKubernetesVersion } from "../../model/kubernetesVersion.ts";
import { PROBE_TYPES } from "../../model/probe.ts";
import type { Scenario } from "../../model/scenario.ts";
import { scenarioPods } from "../../model/scenarioPods.ts";
import { mayBeScenario } from "../../scenario/readScenario.ts";
import { readSource } from "../../scenario/scenarioSource.ts";
import type { Environment } from "../command.ts";
import { EXIT_CODES, type ExitCode } from "../exitCode.ts";
import type { InputEntry } from "../inputFiles.ts";
import { withBehaviour } from "../loadBehaviour.ts";
import { loadManifest } from "../loadManifest.ts";
import { isModule } from "../loadModule.ts";
import { type LoadContext, type Loaded, loadScenario, loadScenarioFile } from "../loadScenario.ts";
import { readInputText } from "../readInput.ts";
import { UsageError } from "../usageError.ts";
import type { FuzzSettings } from "./fuzzOptions.ts";
import { runOptionsOf } from "./fuzzOptions.ts";

export type LoadedFuzz =
  | {
      readonly plan: FuzzPlan & { readonly base: Scenario };
      /** SHA-256 over the file's text. */
      readonly fileHash: string;
      readonly notes: readonly string[];
      /** 2 if parts of the file could not be read. */
      readonly exitCode: ExitCode;
    }
  /** What is wrong has been said. */
  | { readonly exitCode: ExitCode };

/** What a file and the options make of a fuzz. Throws a UsageError, or writes what is wrong with the file to stderr. */
export async function loadFuzz(
  entry: InputEntry,
  settings: FuzzSettings,
  maxBytes: number,
  environment: Pick<Environment, "stdin" | "stderr" | "cwd">,
): Promise<LoadedFuzz> {
  const { kubernetes } = settings;
  if (kubernetes !== undefined && parseKubernetesVersion(kubernetes) === undefined)
    throw new UsageError(
      `--kubernetes ${kubernetes}: there is no such release`,
      "write 1.36 or 1.35.4; known are 1.12 to 1.37",
    );
  if (entry.kind === "problem") throw new UsageError(`${entry.name}: ${entry.problem}`, entry.help);
  if (entry.kind === "leftOut") throw new UsageError(`${entry.name}: ${entry.reason}`);
  const read = await readInputText(entry, maxBytes, environment);
  if ("problem" in read) throw new UsageError(`${entry.name}: ${read.problem}`, read.help);
  const { text } = read;
  const context: LoadContext = { ...environment, options: runOptionsOf(settings, maxBytes) };
  const loaded = await loadText(entry, text, context);
  if (!("scenario" in loaded)) return loaded;
  const { failsWhen: _failsWhen, replay: _replay, ...base } = loaded.scenario;
  if (base.guest !== undefined)
    throw new UsageError(
      `${entry.name}: its apps are code (${base.guest}), which fuzz does not run`,
      "describe them in the scenario, or draw scenarios in a test: probewise/fast-check",
    );
  if (base.objects !== undefined)
    throw new UsageError(
      `${entry.name}: controllers make its pods (objects), which fuzz does not disturb`,
      "give a pod, as pod or manifest, or several as pods",
    );
  const notes = [...loaded.notes, ...scriptNotes(base)];
  const plan = { base, ...(settings.fail.length > 0 && { kinds: settings.fail }) };
  const fileHash = textHash(text);
  const hasRanges = base.seed !== undefined && mayBeScenario(text);
  const source = hasRanges ? readSource(text) : undefined;
  if (source === undefined || "problems" in source) return { plan, fileHash, notes, exitCode: loaded.exitCode };
  const { until: untilMs, kubernetes: release, "kubelet-age": kubeletUpMs } = settings;
  const said = {
    ...(untilMs !== undefined && { untilMs }),
    ...(release !== undefined && { kubernetes: release }),
    ...(kubeletUpMs !== undefined && { kubeletUpMs }),
  };
  const written = { value: source.source.value, said };
  return { plan: { ...plan, written }, fileHash, notes, exitCode: loaded.exitCode };
}

async function loadText(
  entry: Extract<InputEntry, { kind: "file" | "stdin" }>,
  text: string,
  context: LoadContext,
): Promise<Loaded> {
  if (entry.kind === "file" && isModule(entry.path)) return loadScenario(entry, context);
  if (text.trim() === "") throw new UsageError(`${entry.name}: it is empty`, "give a manifest or a scenario file");
  if (mayBeScenario(text)) return loadScenarioFile(entry.name, text, context);
  const loaded = loadManifest(entry.name, text, context);
  const { behaviour } = context.options;
  if (behaviour === undefined || !("scenario" in loaded)) return loaded;
  const scenario = await withBehaviour(behaviour, loaded.scenario, context);
  return scenario === undefined ? { exitCode: EXIT_CODES.usage } : { ...loaded, scenario };
}

/** What an app does shows in no probe whose answers are written down. */
function scriptNotes(scenario: Scenario): readonly string[] {
  return scenarioPods(scenario).flatMap(({ containers = {} }) =>
    Object.entries(containers).flatMap(([name, { instances }]) => {
      const types = PROBE_TYPES.filter((type) => instances.some(({ probes }) => probes?.[type] !== undefined));
      return types.length === 0
        ? []
        : [
            `the answers of ${name} to its ${types.join(" and ")} probe are written down (probes); no failure changes them`,
          ];
    }),
  );
}
