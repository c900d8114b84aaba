import type { AssumedTiming, PlatformContext } from "../../model/platformContext.ts";
import type { PlatformProblem } from "../platformProblem.ts";
import type { SourceNode } from "../source/sourceNode.ts";
import { memberOf } from "../source/sourceNode.ts";
import { unknownKeys } from "./foundryKeys.ts";

/** What Foundry has, and publishes no number of (S0-21): as Kubernetes has it unless somebody says otherwise. */
const KUBERNETES_TIMING = {
  initialDelaySeconds: 0,
  periodSeconds: 10,
  timeoutSeconds: 1,
  successThreshold: 1,
  failureThreshold: 3,
} as const satisfies Required<AssumedTiming>;

type TimingName = keyof typeof KUBERNETES_TIMING;

const TIMING_NAMES = Object.keys(KUBERNETES_TIMING) as readonly TimingName[];

export interface FoundryTiming {
  readonly timing: Required<AssumedTiming>;
  /** Why each number is what it is. */
  readonly whys: Readonly<Record<TimingName, string>>;
  readonly assumption: string;
  readonly problems: readonly PlatformProblem[];
}

/** The numbers of the file's `assumptions`; what the context says of them comes first. */
export function readFoundryTiming(node: SourceNode, platform: PlatformContext): FoundryTiming {
  const given = memberOf(node, "assumptions")?.value;
  const problems: PlatformProblem[] =
    given === undefined ? [] : unknownKeys(given, "assumptions", TIMING_NAMES, "assumptions");
  const timing: Record<TimingName, number> = { ...KUBERNETES_TIMING };
  const sources: Record<TimingName, string> = { ...NOBODY };
  for (const name of TIMING_NAMES) {
    const value = memberOf(given, name)?.value;
    if (value !== undefined) {
      const number = value.kind === "number" ? Number(value.text) : Number.NaN;
      if (Number.isInteger(number) && number >= (name === "initialDelaySeconds" ? 0 : 1) && number < 2 ** 31) {
        timing[name] = number;
        sources[name] = "the file's assumptions";
      } else
        problems.push({ path: `assumptions.${name}`, message: `${name} must be a whole number of seconds or times` });
    }
    const said = platform.assumptions?.[name];
    if (said !== undefined) {
      timing[name] = said;
      sources[name] = "--assumptions";
    }
  }
  const whys = Object.fromEntries(TIMING_NAMES.map((name) => [name, `assumed, ${sources[name]}`]));
  const numbers = TIMING_NAMES.map((name) => `${name} ${timing[name]} (${sources[name]})`);
  return {
    timing,
    whys: whys as Record<TimingName, string>,
    assumption: `Foundry publishes no timing of its probes; assumed are ${numbers.join(", ")}`,
    problems,
  };
}

const NOBODY: Readonly<Record<TimingName, string>> = {
  initialDelaySeconds: "as Kubernetes",
  periodSeconds: "as Kubernetes",
  timeoutSeconds: "as Kubernetes",
  successThreshold: "as Kubernetes",
  failureThreshold: "as Kubernetes",
};
