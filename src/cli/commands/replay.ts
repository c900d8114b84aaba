import { scenarioAt, scenariosOf } from "../../analyze/fuzz/fuzzPlan.ts";
import { looksLikeToken, parseReplayToken, type ReplayToken, shortHash } from "../../analyze/fuzz/replayToken.ts";
import { judgeRun } from "../../analyze/fuzz/judgeRun.ts";
import { judgeScenario } from "../../analyze/judgeScenario.ts";
import { scenarioHash, traceHash } from "../../canonicalHash.ts";
import { scenarioFor } from "../../conformance/fuzzOrchestrators.ts";
import { OrchestratorError } from "../../model/orchestrator.ts";
import type { ReplayRecord, Scenario } from "../../model/scenario.ts";
import type { Trace } from "../../model/trace.ts";
import { FAILURE_TEXT } from "../../report/orchestratorFuzzReport.ts";
import { printable } from "../../model/printable.ts";
import { reportRun, summarizeRun } from "../../report/runReport.ts";
import { traceLines } from "../../report/traceLines.ts";
import { TOOL_VERSION } from "../../toolVersion.ts";
import type { CommandContext } from "../command.ts";
import { defineCommand } from "../command.ts";
import { combineExitCodes, EXIT_CODES, type ExitCode } from "../exitCode.ts";
import { findReplayFile } from "../fuzz/findReplayFile.ts";
import { type FuzzSettings, parseSettings, runOptionsOf } from "../fuzz/fuzzOptions.ts";
import { isNamed } from "../fuzz/fuzzOthers.ts";
import { loadFuzz } from "../fuzz/loadFuzz.ts";
import { type InputEntry, listInputFiles } from "../inputFiles.ts";
import { loadScenario } from "../loadScenario.ts";
import type { OptionValues } from "../option.ts";
import { chooseOrchestrator } from "../orchestrators/chooseOrchestrator.ts";
import { RUN_OPTIONS } from "../runOptions.ts";
import { simulateLoaded } from "../simulateLoaded.ts";
import { UsageError } from "../usageError.ts";

const { guest, "max-bytes": maxBytes } = RUN_OPTIONS;
const OPTIONS = {
  guest,
  orchestrator: {
    kind: "text",
    placeholder: "CMD|kubelet:1.N|engine:1.N",
    description: "ask this one (default: whoever ran it when it was found, unless that is a command)",
  },
  timeout: { kind: "duration", description: "real time that the orchestrator has for it (default: 10s)" },
  json: { kind: "flag", description: "print JSON lines, as run does" },
  "max-bytes": maxBytes,
} as const;

type Context = CommandContext & { readonly options: OptionValues<typeof OPTIONS> };

/** A story to be made again, and what it came to when it was found. */
interface Story {
  readonly scenario: Scenario;
  readonly stored: StoredRun | undefined;
  /** Who is to run it; undefined: the engine, and the guests if there are any. */
  readonly orchestrator: string | undefined;
  readonly exitCode: ExitCode;
}

interface StoredRun {
  readonly tool: string;
  /** Whole, or its beginning. */
  readonly traceHash: string;
  /** Why another trace would be no wonder. */
  readonly excuse: string | undefined;
}

export const replay = defineCommand({
  name: "replay",
  summary: "make a counterexample again, from its token or its file",
  usage: "TOKEN|FILE [FILE]",
  operands: { minimum: 1, maximum: 2 },
  options: OPTIONS,
  examples: [
    { command: "probewise replay reports/out/web-restarts-1c5a5e0d.yaml", description: "a scenario that fuzz wrote" },
    { command: "probewise replay pw1.WyIwLjEuMCIs….31bf12", description: "the token at the end of what fuzz said" },
    {
      command: "probewise replay pw1.WyIwLjEuMCIs….31bf12 deployment.yaml",
      description: "where its file has moved, or changed",
    },
  ],
  notes: [
    "A token says what was drawn, not what the file says: the file is looked for below this folder, by its hash, unless it is named.",
    "Exit code 1: it fails again. 0: it does not fail. 4: another trace than the stored one, by the same version from the same scenario. Another version draws and simulates otherwise, perhaps; that is said, and tried all the same.",
  ],
  async run(context) {
    const { options, stdout, stderr } = context;
    const [first = "", second] = context.operands;
    if (!looksLikeToken(first) && second !== undefined)
      throw new UsageError(`${first} is no token`, "a second operand goes with a token: probewise replay TOKEN FILE");
    const story = looksLikeToken(first)
      ? await storyOfToken(first, second, context)
      : await storyOfFile(first, context);
    if ("failed" in story) return story.failed;
    const run = await runStory(story, context);
    if ("failed" in run) return run.failed;
    const { scenario, trace } = run;
    const judgement = judgeScenario(scenario, trace);
    const { failures } = judgeRun(scenario, trace);
    const hash = traceHash(trace);
    if (options.json)
      for (const line of traceLines(trace, { pods: summarizeRun(scenario, trace), judgement })) stdout.write(line);
    else stdout.write(reportRun(scenario, trace, { columns: stdout.columns, color: stdout.color, judgement }));
    const tell = (text: string): void => (options.json ? stderr : stdout).write(printable(`${text}\n`));
    for (const { what, text } of failures) tell(`fails: ${what}: ${text}`);
    if (failures.length === 0) tell("does not fail");
    tell(`trace ${hash}: ${comparisonText(hash, story.stored)}`);
    return combineExitCodes([
      story.exitCode,
      failures.length > 0 ? EXIT_CODES.failed : EXIT_CODES.ok,
      isDistrusted(hash, story.stored) ? EXIT_CODES.internal : EXIT_CODES.ok,
    ]);
  },
});

/** Another one says in words why it gives no trace. */
async function runStory(
  { scenario, orchestrator }: Story,
  context: Context,
): Promise<{ readonly scenario: Scenario; readonly trace: Trace } | { readonly failed: ExitCode }> {
  const { options, cwd, stderr } = context;
  if (orchestrator === undefined) return simulateLoaded(scenario, { guest: options.guest, cwd });
  const opened = await chooseOrchestrator(orchestrator, options.timeout, context);
  try {
    const own = scenarioFor(opened, scenario);
    return { scenario: own, trace: await opened.run(own) };
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    const told = `${opened.name}: ${FAILURE_TEXT[error.failure]}: ${error.message}`;
    stderr.write(printable(`error: ${told}\n`));
    return { failed: error.failure === "unsupported" ? EXIT_CODES.inconclusive : EXIT_CODES.failed };
  } finally {
    await opened.close();
  }
}

const isSame = (hash: string, stored: StoredRun): boolean => hash.startsWith(stored.traceHash);

function comparisonText(hash: string, stored: StoredRun | undefined): string {
  if (stored === undefined) return "nothing is stored that it could be compared with";
  if (isSame(hash, stored)) return "the same as the stored one";
  const why = stored.excuse ?? "which must not be: the same version made both. Do not trust either";
  return `not the stored one (${shortHash(stored.traceHash)}…), ${why}`;
}

/** The same version, from the same scenario, twice, and not the same. */
function isDistrusted(hash: string, stored: StoredRun | undefined): boolean {
  return stored !== undefined && !isSame(hash, stored) && stored.excuse === undefined;
}

const NOTHING_SAID = parseSettings([]) as FuzzSettings;

type Found = Story | { readonly failed: ExitCode };

async function storyOfFile(name: string, context: Context): Promise<Found> {
  const loaded = await loadScenario(entryOf(name, context.cwd), {
    ...context,
    options: runOptionsOf(NOTHING_SAID, context.options["max-bytes"]),
  });
  if (!("scenario" in loaded)) return { failed: loaded.exitCode };
  const { replay: record, failsWhen: _failsWhen, ...scenario } = loaded.scenario;
  const orchestrator = orchestratorOf(record, context);
  if (record === undefined) return { scenario, stored: undefined, orchestrator, exitCode: loaded.exitCode };
  const change =
    scenarioHash(scenario) !== record.scenarioHash
      ? "the scenario was changed since"
      : orchestrator !== record.orchestrator
        ? `which was made by ${record.orchestrator ?? "our engine"}`
        : undefined;
  const excuse = excuseOf(record.tool, change, context);
  return {
    scenario,
    stored: { tool: record.tool, traceHash: record.traceHash, excuse },
    orchestrator,
    exitCode: loaded.exitCode,
  };
}

function orchestratorOf(record: ReplayRecord | undefined, { options }: Context): string | undefined {
  const asked = options.orchestrator ?? record?.orchestrator;
  if (asked === undefined || options.orchestrator !== undefined || isNamed(asked)) return asked;
  throw new UsageError(
    `it was found with a program, ${asked}, which runs only if it is asked for`,
    `look at it, and add --orchestrator ${JSON.stringify(asked)}`,
  );
}

async function storyOfToken(text: string, name: string | undefined, context: Context): Promise<Found> {
  const token = parseReplayToken(text);
  if ("problem" in token) throw new UsageError(`${text.slice(0, 40)} is no token: ${token.problem}`);
  const settings = parseSettings(token.settings);
  if (settings === undefined)
    throw new UsageError("the token holds settings that this version does not know", `it was made by ${token.tool}`);
  const loaded = await loadFuzz(fileOf(token, name, context), settings, context.options["max-bytes"], context);
  if (!("plan" in loaded)) return { failed: loaded.exitCode };
  for (const note of loaded.notes) context.stderr.write(printable(`note: ${note}\n`));
  const isChanged = token.file !== shortHash(loaded.fileHash);
  const excuse = excuseOf(token.tool, isChanged ? "the file is another one, or was changed since" : undefined, context);
  const scenario = scenarioAt(scenariosOf(loaded.plan), token.seed, token.path);
  if (scenario === undefined)
    throw new UsageError(
      "what the token names is not among what is drawn from this file",
      excuse === undefined ? undefined : `${excuse}; give the file that it was made of`,
    );
  const { orchestrator } = context.options;
  const why = orchestrator === undefined ? excuse : (excuse ?? "which was made by our engine");
  const stored = { tool: token.tool, traceHash: token.trace, excuse: why };
  return { scenario, stored, orchestrator, exitCode: loaded.exitCode };
}

function fileOf(token: ReplayToken, name: string | undefined, { cwd, options }: Context): InputEntry {
  if (name !== undefined) return entryOf(name, cwd);
  const found = findReplayFile(token.file ?? "", cwd, options["max-bytes"]);
  if (found !== undefined) return found;
  throw new UsageError(
    "the file that the token is about is not below this folder, or is not the same any more",
    "name it: probewise replay TOKEN FILE",
  );
}

function entryOf(name: string, cwd: string): InputEntry {
  const [entry, second] = listInputFiles([name], cwd);
  if (entry === undefined || second !== undefined || (entry.kind !== "stdin" && entry.name !== name))
    throw new UsageError(`${name} is a folder`, "replay takes one file");
  return entry;
}

/** What would explain another trace; a version that is not ours is warned of at once. */
function excuseOf(tool: string, change: string | undefined, { stderr }: Context): string | undefined {
  if (tool !== TOOL_VERSION)
    stderr.write(
      printable(
        `warning: it was found by probewise ${tool}, this is ${TOOL_VERSION}: what comes may be something else\n`,
      ),
    );
  if (change !== undefined) return change;
  return tool === TOOL_VERSION ? undefined : `as it was found by probewise ${tool}`;
}
