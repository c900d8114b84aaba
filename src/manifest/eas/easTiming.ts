import type { PlatformContext } from "../../model/platformContext.ts";
import type { PodValue } from "../../model/podValue.ts";
import type { Probe, ProbeType } from "../../model/probe.ts";
import type { PlatformProblem } from "../platformProblem.ts";
import type { SourceNode } from "../source/sourceNode.ts";
import { memberOf } from "../source/sourceNode.ts";
import type { TimingKey } from "./easKeys.ts";
import { TIMING_KEYS } from "./easKeys.ts";

type ProbeTiming = Pick<
  Probe,
  "initialDelaySeconds" | "periodSeconds" | "timeoutSeconds" | "successThreshold" | "failureThreshold"
>;

export interface EasTiming {
  readonly timing: ProbeTiming;
  /** By paths within the probe. */
  readonly values: readonly PodValue[];
  readonly problems: readonly PlatformProblem[];
}

const FIELDS: Readonly<Record<TimingKey, keyof ProbeTiming>> = {
  initial_delay_seconds: "initialDelaySeconds",
  period_seconds: "periodSeconds",
  timeout_seconds: "timeoutSeconds",
  success_threshold: "successThreshold",
  failure_threshold: "failureThreshold",
};

/** two of the three documents describe each threshold by the other's meaning. */
const SWAPPED_FIELDS: typeof FIELDS = {
  ...FIELDS,
  success_threshold: "failureThreshold",
  failure_threshold: "successThreshold",
};

/** What Kubernetes makes of a 0. */
const KUBERNETES_DEFAULTS: Readonly<Record<keyof ProbeTiming, number>> = {
  initialDelaySeconds: 0,
  periodSeconds: 10,
  timeoutSeconds: 1,
  successThreshold: 1,
  failureThreshold: 3,
};

/** What the documents promise for a key that is left out (S1-16, S1-24, S3-13). Keyed by type: X-36. */
function defaultOf(field: keyof ProbeTiming, type: ProbeType, isConsole: boolean): number {
  if (field === "initialDelaySeconds") return isConsole ? 15 : 0;
  if (field === "failureThreshold") return type === "readiness" ? 3 : 1;
  return KUBERNETES_DEFAULTS[field];
}

const INT32_MAX = 2 ** 31 - 1;

/** The numbers of a check at `path`, as they reach Kubernetes. */
export function readEasTiming(check: SourceNode, path: string, type: ProbeType, platform: PlatformContext): EasTiming {
  const isConsole = platform.easDefaults === "console";
  const fields = platform.easThresholdReading === "swapped" ? SWAPPED_FIELDS : FIELDS;
  const timing: Partial<Record<keyof ProbeTiming, number>> = {};
  const values: PodValue[] = [];
  const problems: PlatformProblem[] = [];
  for (const key of TIMING_KEYS) {
    const field = fields[key];
    const where = `${path}.${key}`;
    const given = memberOf(check, key)?.value;
    if (given === undefined || given.kind === "null") {
      timing[field] = defaultOf(field, type, isConsole);
      values.push({ path: field, from: where, why: `default of EAS, ${isConsole ? "English console" : "JSON"}` });
      continue;
    }
    const read = readNumber(given, key, where);
    if (typeof read !== "number") {
      problems.push(read);
      continue;
    }
    const one = mustBeOne(field, type, read, where, fields, platform);
    if (one !== undefined) problems.push(...one);
    if (one !== undefined && (platform.lenient === true || fields === SWAPPED_FIELDS)) {
      timing[field] = 1;
      values.push({ path: field, from: where, why: `${read} in the file; Kubernetes takes only 1` });
    } else if (read === 0 && field !== "initialDelaySeconds") {
      problems.push(zeroProblem(key, where, KUBERNETES_DEFAULTS[field]));
      values.push({ path: field, from: where, why: "0 in the file, which Kubernetes replaces by its default" });
    } else {
      timing[field] = read;
      values.push(
        fields === FIELDS || fields[key] === FIELDS[key]
          ? { path: field, from: where }
          : { path: field, from: where, why: `read from ${key}: the thresholds are read as swapped` },
      );
    }
  }
  return { timing, values, problems };
}

function readNumber(given: SourceNode, key: TimingKey, path: string): number | PlatformProblem {
  const least = key === "initial_delay_seconds" ? 0 : 1;
  const value = given.kind === "number" ? Number(given.text) : Number.NaN;
  if (Number.isInteger(value) && value >= 0 && value <= INT32_MAX) return value;
  const found =
    given.kind === "number"
      ? given.text
      : given.kind === "string"
        ? `the text ${JSON.stringify(given.value)}`
        : `a ${given.kind === "array" ? "list" : given.kind}`;
  const meant = given.kind === "string" && /^\d{1,9}$/.test(given.value) ? Number(given.value) : undefined;
  return {
    ruleId: "eas-number-range",
    path,
    message: `${key} must be a whole number of at least ${least}, not ${found}`,
    ...(meant === undefined
      ? { help: "write a whole number" }
      : { help: `write ${meant}, without quotes`, edits: [{ path, value: meant }] }),
  };
}

function zeroProblem(key: TimingKey, path: string, value: number): PlatformProblem {
  return {
    ruleId: "eas-zero-means-default",
    severity: "warning",
    path,
    message: `${key}: 0 is not taken literally, Kubernetes replaces it by its own default, ${value}`,
    help: `write ${value} if that is meant`,
    edits: [{ path, value }],
  };
}

/** X-05; nothing is wrong with the file where its numbers are only read the other way round, to see what comes of it. */
function mustBeOne(
  field: keyof ProbeTiming,
  type: ProbeType,
  value: number,
  path: string,
  fields: typeof FIELDS,
  { lenient = false }: PlatformContext,
): PlatformProblem[] | undefined {
  if (field !== "successThreshold" || type === "readiness" || value <= 1) return undefined;
  if (fields === SWAPPED_FIELDS) return [];
  const check = path.slice(0, path.lastIndexOf("."));
  return [
    {
      ruleId: "eas-success-threshold-not-one",
      ...(lenient ? { severity: "warning" } : {}),
      path,
      message: `success_threshold of a ${type} check must be 1, not ${value}`,
      why: "Kubernetes accepts only 1 here; some of EAS' documents describe the two thresholds the wrong way round",
      help: `if ${value} failures are meant, write "failure_threshold": ${value} and leave success_threshold out`,
      edits: [
        { path, value: 1 },
        { path: `${check}.failure_threshold`, value },
      ],
    },
  ];
}
