import { DIALECT_NAMES } from "../model/dialect.ts";
import { nearestName } from "../model/nearestName.ts";
import type { AssumedTiming, PlatformContext } from "../model/platformContext.ts";
import type { OptionTable, OptionValues } from "./option.ts";
import { UsageError } from "./usageError.ts";

/** The numbers that can be assumed, as the context has them. */
const TIMINGS = [
  "initialDelaySeconds",
  "periodSeconds",
  "timeoutSeconds",
  "successThreshold",
  "failureThreshold",
] as const satisfies readonly (keyof AssumedTiming)[];

/** What the files of platforms do not say; the names are those of a scenario's `context`. */
export const PLATFORM_OPTIONS = {
  dialect: {
    kind: "choice",
    choices: DIALECT_NAMES,
    description: "of a file whose content fits several dialects, or none",
  },
  "kserve-version": { kind: "text", placeholder: "VERSION", description: "release of KServe, 0.18" },
  "knative-version": { kind: "text", placeholder: "VERSION", description: "release of Knative Serving, 1.22" },
  "knative-config": {
    kind: "text",
    placeholder: "NAME=VALUE",
    repeatable: true,
    description: "an entry of Knative's config maps, multi-container-probing=enabled",
  },
  "eas-defaults": {
    kind: "choice",
    choices: ["json", "console"],
    description: "whose defaults an EAS service gets (default: json)",
  },
  "eas-threshold-reading": {
    kind: "choice",
    choices: ["kubernetes", "swapped"],
    description: "swapped: success_threshold of an EAS service counts failures (default: kubernetes)",
  },
  "eas-image-command": {
    kind: "text",
    placeholder: "COMMAND",
    description: "the command that an EAS service's image starts by itself, to compare",
  },
  lenient: {
    kind: "flag",
    description: "take a platform's numbers that Kubernetes would refuse as they may be meant, with a warning",
  },
  assumptions: {
    kind: "text",
    placeholder: "FIELD=NUMBER",
    repeatable: true,
    description: `a number that the platform does not publish: ${TIMINGS.join(", ")}`,
  },
} as const satisfies OptionTable;

type PlatformOptions = OptionValues<typeof PLATFORM_OPTIONS>;

/** What the options say; throws `UsageError`. */
export function platformContextOf(options: PlatformOptions): PlatformContext {
  const {
    "kserve-version": kserveVersion,
    "knative-version": knativeVersion,
    "eas-defaults": easDefaults,
    "eas-threshold-reading": easThresholdReading,
    "eas-image-command": easImageCommand,
  } = options;
  const knativeConfig = options["knative-config"].map((text) => entryOf("--knative-config", text));
  const assumptions = options.assumptions.map((text) => timingOf(text));
  return {
    ...(kserveVersion === undefined ? {} : { kserveVersion }),
    ...(knativeVersion === undefined ? {} : { knativeVersion }),
    ...(knativeConfig.length === 0 ? {} : { knativeConfig: Object.fromEntries(knativeConfig) }),
    ...(easDefaults === undefined ? {} : { easDefaults }),
    ...(easThresholdReading === undefined ? {} : { easThresholdReading }),
    ...(easImageCommand === undefined ? {} : { easImageCommand }),
    ...(options.lenient ? { lenient: true } : {}),
    ...(assumptions.length === 0 ? {} : { assumptions: Object.fromEntries(assumptions) }),
  };
}

function entryOf(option: string, text: string): readonly [name: string, value: string] {
  const equals = text.indexOf("=");
  if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)];
  throw new UsageError(`${option} ${text}: there is no value`, "write it as NAME=VALUE");
}

function timingOf(text: string): readonly [name: string, value: number] {
  const [name, value] = entryOf("--assumptions", text);
  if (!TIMINGS.some((timing) => timing === name)) {
    const near = nearestName(name, TIMINGS);
    const help = near === undefined ? `these can be assumed: ${TIMINGS.join(", ")}` : `did you mean ${near}?`;
    throw new UsageError(`--assumptions ${text}: there is no ${name}`, help);
  }
  if (/^\d{1,9}$/.test(value)) return [name, Number(value)];
  throw new UsageError(`--assumptions ${text}: ${JSON.stringify(value)} is no whole number`);
}
