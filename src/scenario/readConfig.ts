import type { JsonValue } from "../model/json.ts";
import { parseKubernetesVersion } from "../model/kubernetesVersion.ts";
import { nearestName } from "../model/nearestName.ts";
import { FINDING_SEVERITIES } from "../model/finding.ts";
import type { FindingSeverity } from "../model/finding.ts";
import type { PlacedValue } from "./readPlacedValue.ts";
import { readPlacedValue } from "./readPlacedValue.ts";
import type { Reading } from "./readShape.ts";
import { readShape } from "./readShape.ts";
import { choice, list, object, optional, required, TEXT } from "./shape.ts";
import type { ObjectShape } from "./shape.ts";
import type { ShapeProblem } from "./shapeProblem.ts";

/** What a project has decided: the content of `probewise.config.yaml`. What the command line says counts more. */
export interface Config {
  /** As of `--kubernetes`. */
  readonly kubernetes?: string;
  /** As of `--fail-on`. */
  readonly failOn?: FindingSeverity | "never";
  /** As of `--baseline`; beside the configuration. */
  readonly baseline?: string;
  readonly ignore?: readonly {
    readonly rule: string;
    readonly reason: string;
    readonly file?: string;
    readonly workload?: string;
    readonly container?: string;
  }[];
}

export const CONFIG_SHAPE: ObjectShape = object({
  kubernetes: optional(TEXT, "Kubernetes release, such as 1.36 or 1.35.4; quote it. Default: the newest."),
  failOn: optional(
    choice(...FINDING_SEVERITIES, "never"),
    "check ends with exit code 1 where a finding is as grave as that. Default: error.",
  ),
  baseline: optional(TEXT, "File of the findings that were there before, seen from this file."),
  ignore: optional(
    list(
      object({
        rule: required(TEXT, "Name of the rule: probewise explain lists them."),
        reason: required(TEXT, "Why nobody needs to hear of it."),
        file: optional(TEXT, "Only in this file, as check names it; * stands for any characters."),
        workload: optional(TEXT, "Only of this workload, such as deployment/web; * stands for any characters."),
        container: optional(TEXT, "Only of this container; * stands for any characters."),
      }),
    ),
    "Findings that nobody needs to hear of. They are counted all the same.",
  ),
});

/** Reads a configuration (YAML or JSON); never throws. @param ruleNames all names of all rules */
export function readConfig(text: string, ruleNames: ReadonlySet<string>): PlacedValue<Config> {
  return readPlacedValue(text, (value) => configOf(value, ruleNames));
}

function configOf(
  value: JsonValue,
  ruleNames: ReadonlySet<string>,
): { readonly value: Config } | { readonly problems: readonly ShapeProblem[] } {
  const reading: Reading = { problems: [], draws: [] };
  const read = readShape(CONFIG_SHAPE, value, [], reading);
  if (reading.problems.length > 0) return reading;
  const config = read as Config;
  const problems = [...checkRelease(config), ...checkIgnored(config, ruleNames)];
  return problems.length > 0 ? { problems } : { value: config };
}

function checkRelease({ kubernetes }: Config): ShapeProblem[] {
  if (kubernetes === undefined || parseKubernetesVersion(kubernetes) !== undefined) return [];
  return [{ path: ["kubernetes"], message: `there is no release ${kubernetes}`, help: "known are 1.12 to 1.37" }];
}

function checkIgnored({ ignore = [] }: Config, ruleNames: ReadonlySet<string>): ShapeProblem[] {
  return ignore.flatMap(({ rule, reason }, index): ShapeProblem[] => {
    const problems: ShapeProblem[] = [];
    if (!ruleNames.has(rule)) {
      const near = nearestName(rule, ruleNames);
      const help = near === undefined ? "probewise explain lists them" : `did you mean ${near}?`;
      problems.push({ path: ["ignore", index, "rule"], message: `there is no rule ${JSON.stringify(rule)}`, help });
    }
    if (reason.trim() === "")
      problems.push({ path: ["ignore", index, "reason"], message: "the reason is empty", help: "say why" });
    return problems;
  });
}
