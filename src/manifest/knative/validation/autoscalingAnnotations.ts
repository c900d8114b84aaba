import { parseGoDuration } from "../../kubernetes/goDuration.ts";
import type { KnativeProblem } from "../knativeProblems.ts";
import { invalidKeyName, invalidValue, outOfBounds, problem } from "../knativeProblems.ts";
import type { Annotations } from "./annotations.ts";
import { annotationOf } from "./annotations.ts";
import { parseGoFloat } from "./goFloat.ts";

const GROUP = "autoscaling.knative.dev";
const KPA = `kpa.${GROUP}`;
const HPA = `hpa.${GROUP}`;
const INT32_MAX = 2_147_483_647;
const SECOND = 1_000_000_000n;
const WINDOW_MIN = 6n * SECOND;
const WINDOW_MAX = 3600n * SECOND;
const WINDOW_MAX_TEXT = "1h0m0s";
const SECOND_PRECISION = "must be specified with at most second precision";

function key(name: string): string {
  return `${GROUP}/${name}`;
}

/** The names that an annotation goes by: its own, and the older one in camel case. */
function keys(name: string): string[] {
  return [key(name), key(name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()))];
}

/** Autoscaling annotations where they do not count: on a Service or Configuration itself. */
export function refuseAutoscalingAnnotations(annotations: Annotations): KnativeProblem[] {
  const details = 'autoscaling annotations must be put under "spec.template.metadata.annotations" to work';
  return Object.keys(annotations)
    .filter((name) => name.startsWith(GROUP))
    .map((name) => invalidKeyName(name, "", details));
}

/** Validates the annotations of a revision with the autoscaler's configuration as it is installed. */
export function validateAutoscaling(annotations: Annotations): KnativeProblem[] {
  return [
    ...validateClass(annotations),
    ...validateScaleBounds(annotations),
    ...validateNumbers(annotations),
    ...validateWindow(annotations),
    ...validateRetention(annotations),
    ...validateScaleDownDelay(annotations),
    ...validateMetric(annotations),
    ...validateAlgorithm(annotations),
    ...validateInitialScale(annotations),
  ];
}

function validateClass(annotations: Annotations): KnativeProblem[] {
  const found = annotationOf(annotations, key("class"));
  if (found === undefined || !found.value.endsWith(".knative.dev") || [KPA, HPA].includes(found.value)) return [];
  return [invalidValue(found.value, found.key)];
}

/** An int32 as Go reads it; `range` where it is a number beyond. */
function int32Of(text: string): number | "range" | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.replace("+", ""));
  return value > BigInt(INT32_MAX) || value < -BigInt(INT32_MAX) - 1n ? "range" : Number(value);
}

function scaleOf(
  annotations: Annotations,
  name: string,
): { readonly value: number; readonly problems: readonly KnativeProblem[] } {
  const found = annotationOf(annotations, ...keys(name));
  if (found === undefined) return { value: 0, problems: [] };
  const value = int32Of(found.value);
  if (value === undefined) return { value: 0, problems: [invalidValue(found.value, found.key)] };
  if (value === "range" || value < 0) {
    return { value: 0, problems: [outOfBounds(found.value, 0, INT32_MAX, found.key)] };
  }
  return { value, problems: [] };
}

function validateScaleBounds(annotations: Annotations): KnativeProblem[] {
  const min = scaleOf(annotations, "min-scale");
  const max = scaleOf(annotations, "max-scale");
  const problems = [...min.problems, ...max.problems];
  if (max.value !== 0 && max.value < min.value) {
    const message = `max-scale=${max.value} is less than min-scale=${min.value}`;
    problems.push(problem(message, [key("max-scale"), key("min-scale")]));
  }
  const activation = annotationOf(annotations, key("activation-scale"));
  if (activation === undefined) return problems;
  const scale = int32Of(activation.value);
  const complaint =
    typeof scale === "number" ? activationProblem(scale, min.value, max.value) : `invalid value: ${activation.value}`;
  return complaint === undefined ? problems : [...problems, problem(complaint, [activation.key])];
}

function activationProblem(scale: number, min: number, max: number): string | undefined {
  if (min > scale) return `min-scale=${min} is greater than activation-scale=${scale}`;
  if (max < scale && max !== 0) return `max-scale=${max} is less than activation-scale=${scale}`;
  return scale < 2 ? `activation-scale=${scale} must be greater than 1` : undefined;
}

const TARGET_MIN = 0.01;

function validateNumbers(annotations: Annotations): KnativeProblem[] {
  const check = (name: string, judge: (value: number, text: string, at: string) => KnativeProblem | undefined) => {
    const found = annotationOf(annotations, ...keys(name));
    if (found === undefined) return [];
    const value = parseGoFloat(found.value);
    const judged = value === undefined ? invalidValue(found.value, found.key) : judge(value, found.value, found.key);
    return judged === undefined ? [] : [judged];
  };
  const within =
    (low: number, high: number) =>
    (value: number, text: string, at: string): KnativeProblem | undefined =>
      value < low || value > high ? outOfBounds(text, low, high, at) : undefined;
  return [
    ...check("panic-window-percentage", within(1, 100)),
    ...check("panic-threshold-percentage", within(110, 1000)),
    ...check("target", (value, text, at) =>
      value < TARGET_MIN ? problem(`target ${text} should be at least ${TARGET_MIN}`, [at]) : undefined,
    ),
    ...check("target-utilization-percentage", within(1, 100)),
    ...check("target-burst-capacity", (value, text, at) =>
      value < 0 && value !== -1 ? invalidValue(text, at) : undefined,
    ),
  ];
}

function validateWindow(annotations: Annotations): KnativeProblem[] {
  const found = annotationOf(annotations, key("window"));
  if (found === undefined) return [];
  const window = parseGoDuration(found.value);
  if (typeof window === "string") return [invalidValue(found.value, found.key)];
  if (window < WINDOW_MIN || window > WINDOW_MAX) return [outOfBounds(found.value, "6s", WINDOW_MAX_TEXT, found.key)];
  return window % SECOND === 0n ? [] : [problem(SECOND_PRECISION, [found.key])];
}

function validateRetention(annotations: Annotations): KnativeProblem[] {
  const found = annotationOf(annotations, ...keys("scale-to-zero-pod-retention-period"));
  if (found === undefined) return [];
  const period = parseGoDuration(found.value);
  if (typeof period === "string") return [invalidValue(found.value, found.key)];
  return period < 0n || period > WINDOW_MAX ? [outOfBounds(found.value, "0s", WINDOW_MAX_TEXT, found.key)] : [];
}

function validateScaleDownDelay(annotations: Annotations): KnativeProblem[] {
  const found = annotationOf(annotations, ...keys("scale-down-delay"));
  if (found === undefined) return [];
  const delay = parseGoDuration(found.value);
  if (typeof delay === "string") return [invalidValue(found.value, found.key)];
  if (delay < 0n || delay > WINDOW_MAX) return [outOfBounds(found.value, "0s", WINDOW_MAX_TEXT, found.key)];
  return delay % SECOND === 0n ? [] : [problem(SECOND_PRECISION, [found.key])];
}

function validateMetric(annotations: Annotations): KnativeProblem[] {
  const metric = annotationOf(annotations, key("metric"));
  if (metric === undefined) return [];
  const autoscaler = annotationOf(annotations, key("class"))?.value ?? KPA;
  const isFine =
    autoscaler === KPA ? ["concurrency", "rps"].includes(metric.value) : autoscaler !== HPA || metric.value !== "";
  return isFine ? [] : [invalidValue(metric.value, metric.key)];
}

const ALGORITHMS = ["linear", "weighted-exponential", "weightedExponential", ""];

function validateAlgorithm(annotations: Annotations): KnativeProblem[] {
  if (annotationOf(annotations, key("class"))?.value !== KPA) return [];
  const found = annotationOf(annotations, ...keys("metric-aggregation-algorithm"));
  return found === undefined || ALGORITHMS.includes(found.value) ? [] : [invalidValue(found.value, found.key)];
}

function validateInitialScale(annotations: Annotations): KnativeProblem[] {
  const found = annotationOf(annotations, ...keys("initial-scale"));
  if (found === undefined) return [];
  const scale = /^[+-]?\d{1,18}$/.test(found.value) ? Number(found.value) : undefined;
  if (scale === undefined) return [invalidValue(found.value, found.key)];
  if (scale < 0) return [invalidValue(found.value, `${found.key} must be greater than 0`)];
  return scale === 0 ? [invalidValue(found.value, `${found.key}=0 not allowed by cluster`)] : [];
}
/** How many pods a revision begins with; undefined where its annotations do not say. */
export function initialScaleOf(annotations: Annotations): number | undefined {
  const found = annotationOf(annotations, ...keys("initial-scale"));
  const scale = found === undefined ? undefined : int32Of(found.value);
  return typeof scale === "number" ? scale : undefined;
}
