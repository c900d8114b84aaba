import { FAILURE_KINDS } from "../../properties/arbitraries/withFailures.ts";
import type { OptionTable, OptionValues } from "../option.ts";
import { parseOptions } from "../parseOptions.ts";
import { PLATFORM_OPTIONS } from "../platformOptions.ts";
import { RUN_OPTIONS, type LoadOptions } from "../runOptions.ts";
import { UsageError } from "../usageError.ts";

const {
  starts,
  behaviour,
  until,
  kubernetes,
  workload,
  "kubelet-age": kubeletAge,
  "max-bytes": maxBytes,
} = RUN_OPTIONS;

/** What is said beside the file and decides what is drawn: all that a token has to carry. */
const SETTINGS = {
  fail: {
    kind: "choice",
    choices: FAILURE_KINDS,
    placeholder: "FAILURE",
    repeatable: true,
    description: `what may go wrong: ${FAILURE_KINDS.join(", ")} (default: all; delete only if no more than properties is expected)`,
  },
  starts,
  behaviour,
  until,
  kubernetes,
  workload,
  "kubelet-age": kubeletAge,
  ...PLATFORM_OPTIONS,
} as const satisfies OptionTable;

export const FUZZ_OPTIONS = {
  runs: { kind: "count", minimum: 1, description: "how many (default 1000, or as many as --time allows)" },
  time: { kind: "duration", description: "real time after which no run is begun" },
  seed: { kind: "count", description: "what all is drawn with; the same seed, the same runs (default: a new one)" },
  workers: {
    kind: "count",
    minimum: 1,
    description: "threads; what comes out does not depend on them (default: as many as there are cores)",
  },
  ...SETTINGS,
  orchestrator: {
    kind: "text",
    placeholder: "CMD|kubelet:1.N|engine:1.N",
    repeatable: true,
    description:
      "ask this program, the real kubelet of a release, or our engine, and compare them with the first; FILE may be left out",
  },
  timeout: { kind: "duration", description: "real time that an orchestrator has for one scenario (default: 10s)" },
  json: { kind: "flag", description: "print the result as JSON" },
  "max-bytes": maxBytes,
} as const satisfies OptionTable;

export type FuzzOptions = OptionValues<typeof FUZZ_OPTIONS>;
export type FuzzSettings = OptionValues<typeof SETTINGS>;

/** Those that were given, as one would write them; `parseSettings` reads them. */
export function settingsArgs(options: FuzzSettings): readonly string[] {
  return (Object.keys(SETTINGS) as (keyof FuzzSettings)[]).flatMap((name) => {
    const value: FuzzSettings[typeof name] | readonly string[] = options[name];
    if (value === undefined || value === false) return [];
    if (value === true) return [`--${name}`];
    const unit = SETTINGS[name].kind === "duration" ? "ms" : "";
    return (Array.isArray(value) ? value : [value]).map((one) => `--${name}=${one}${unit}`);
  });
}

/** Undefined: there is something among them that this version does not know. */
export function parseSettings(args: readonly string[]): FuzzSettings | undefined {
  try {
    const { options, operands } = parseOptions(SETTINGS, args, {});
    return operands.length === 0 ? options : undefined;
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

/** As `run` wants them: what goes wrong is drawn, not said. */
export function runOptionsOf(settings: FuzzSettings, limit: number): LoadOptions {
  return { ...settings, fail: [], guest: undefined, seed: undefined, "max-bytes": limit };
}
