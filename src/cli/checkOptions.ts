import { DEFAULT_HORIZON_MS, STORY_NAMES } from "../analyze/stories.ts";
import { DEFAULT_KUBELET_AGE_MS } from "../analyze/uncontrolled.ts";
import { FAIL_ON } from "./failOn.ts";
import { MAX_BYTES_DEFAULT } from "./inputFiles.ts";
import type { OptionTable, OptionValues } from "./option.ts";
import { REPORTER_OPTIONS } from "./reporterOptions.ts";
import { PLATFORM_OPTIONS } from "./platformOptions.ts";

export const CHECK_OPTIONS = {
  kubernetes: { kind: "text", placeholder: "VERSION", description: "release, 1.36 or 1.35.4 (default: the newest)" },
  story: {
    kind: "choice",
    choices: STORY_NAMES,
    repeatable: true,
    description: "tell only this story",
  },
  horizon: {
    kind: "duration",
    default: DEFAULT_HORIZON_MS,
    description: "how far a story is followed that does not come to its end before",
  },
  "kubelet-age": {
    kind: "duration",
    default: DEFAULT_KUBELET_AGE_MS,
    description: "age of the kubelet; one younger than a probe's period starts it later",
  },
  exact: {
    kind: "flag",
    description: "search for the ends of every interval, however many workloads there are and however long it takes",
  },
  witness: {
    kind: "text",
    placeholder: "ID",
    description: "print the scenario that reaches one end of an interval, for probewise run; --json names the ids",
  },
  ...PLATFORM_OPTIONS,
  behaviour: {
    kind: "text",
    placeholder: "FILE",
    description: "how the apps of the one workload are: rules about what a probe asks need to be told",
  },
  notes: { kind: "flag", description: "print findings that are mere notes, too" },
  "show-ignored": { kind: "flag", description: "print findings that somebody ignores, with the reason" },
  "fail-on": {
    kind: "choice",
    choices: FAIL_ON,
    description: "exit code 1 where a finding is as grave as that (default: the configuration's, else error)",
  },
  show: {
    kind: "choice",
    choices: ["pod"],
    description: "print the pods that would be created, each value that is not in the file with its reason",
  },
  baseline: { kind: "text", placeholder: "FILE", description: "ignore the findings that this file holds" },
  "write-baseline": { kind: "text", placeholder: "FILE", description: "write the findings to a file for --baseline" },
  config: {
    kind: "text",
    placeholder: "FILE",
    description: "configuration (default: the nearest probewise.config.yaml, from here upward)",
  },
  "print-config": { kind: "flag", description: "print what is settled by configuration and options, and end" },
  ...REPORTER_OPTIONS,
  "max-bytes": { kind: "bytes", default: MAX_BYTES_DEFAULT, description: "refuse larger files" },
} as const satisfies OptionTable;

export type CheckOptions = OptionValues<typeof CHECK_OPTIONS>;
