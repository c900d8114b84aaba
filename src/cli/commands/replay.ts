import { scenarioAt, scenariosOf } from "../../analyze/fuzz/fuzzPlan.ts";
import { looksLikeToken, parseReplayToken, type ReplayToken, shortHash } from "../../analyze/fuzz/replayToken.ts";
import { judgeRun } from "../../analyze/fuzz/judgeRun.ts";
import { judgeScenario } from "../../analyze/judgeScenario.ts";
import { scenarioHash, traceHash } from "../../canonicalHash.ts";
import type { Scenario } from "../../model/scenario.ts";
import { printable } from "../../model/printable.ts";
import { reportRun, summarizeRun } from "../../report/runReport.ts";
import { traceLines } from "../../report/traceLines.ts";
import { TOOL_VERSION } from "../../toolVersion.ts";
import type { CommandContext } from "../command.ts";
import { defineCommand } from "../command.ts";
import { combineExitCodes, EXIT_CODES, type ExitCode } from "../exitCode.ts";
import { findReplayFile } from "../fuzz/findReplayFile.ts";
import { type FuzzSettings, parseSettings, runOptionsOf } from "../fuzz/fuzzOptions.ts";
import { loadFuzz } from "../fuzz/loadFuzz.ts";
import { type InputEntry, listInputFiles } from "../inputFiles.ts";
import { loadScenario } from "../loadScenario.ts";
import type { OptionValues } from "../option.ts";
import { RUN_OPTIONS } from "../runOptions.ts";
import { simulateLoaded } from "../simulateLoaded.ts";
import { UsageError } from "../usageError.ts";

const { guest, "max-bytes": maxBytes } = RUN_OPTIONS;
const OPTIONS = {
  guest,
  json: { kind: "flag", description: "print JSON lines, as run does" },
  "max-bytes": maxBytes,
} as const;

type Context = CommandContext & { readonly options: OptionValues<typeof OPTIONS> };

/** A story to be made again, and what it came to when it was found. */
interface Story {
  readonly scenario: Scenario;
  readonly stored: StoredRun | undefined;
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
    const { scenario, trace } = await simulateLoaded(story.scenario, { guest: options.guest, cwd: context.cwd });
    const judgement = judgeScenario(scenario, trace);
    const { failures } = judgeRun(scenario, trace);
    const hash = traceHash(trace);
    if (options.json)
      for (const line of traceLines(trace, summarizeRun(scenario, trace), judgement)) stdout.write(line);
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
  if (record === undefined) return { scenario, stored: undefined, exitCode: loaded.exitCode };
  const isChanged = scenarioHash(scenario) !== record.scenarioHash;
  const excuse = excuseOf(record.tool, isChanged ? "the scenario was changed since" : undefined, context);
  return {
    scenario,
    stored: { tool: record.tool, traceHash: record.traceHash, excuse },
    exitCode: loaded.exitCode,
  };
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
  return { scenario, stored: { tool: token.tool, traceHash: token.trace, excuse }, exitCode: loaded.exitCode };
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
