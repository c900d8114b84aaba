import { parseGoDuration } from "../../kubernetes/goDuration.ts";
import { parseQuantity } from "../../kubernetes/quantity.ts";
import type { KnativeProblem } from "../knativeProblems.ts";
import { invalidKeyName, invalidValue, outOfBounds, problem, via } from "../knativeProblems.ts";
import { formatGoFloat, parseGoFloat } from "./goFloat.ts";

export type Annotations = Readonly<Record<string, string>>;

/** The first of several names that an annotation goes by, and its value; undefined where none is there. */
export function annotationOf(
  annotations: Annotations,
  ...keys: readonly string[]
): { readonly key: string; readonly value: string } | undefined {
  const key = keys.find((candidate) => Object.hasOwn(annotations, candidate));
  return key === undefined ? undefined : { key, value: annotations[key] ?? "" };
}

const NANOSECONDS_OF_A_SECOND = 1_000_000_000n;

export const PROGRESS_DEADLINE = "serving.knative.dev/progress-deadline";

export function validateProgressDeadline(annotations: Annotations): KnativeProblem[] {
  return validateSeconds(annotations, "progress-deadline", PROGRESS_DEADLINE);
}

export function validateRolloutDuration(annotations: Annotations): KnativeProblem[] {
  const keys = ["serving.knative.dev/rollout-duration", "serving.knative.dev/rolloutDuration"];
  return validateSeconds(annotations, "rollout-duration", ...keys);
}

/** A duration of whole seconds; an empty one is none. */
function validateSeconds(annotations: Annotations, name: string, ...keys: readonly string[]): KnativeProblem[] {
  const found = annotationOf(annotations, ...keys);
  if (found === undefined || found.value === "") return [];
  const { key, value } = found;
  const duration = parseGoDuration(value);
  if (typeof duration === "string") return [invalidValue(value, key)];
  if (duration % NANOSECONDS_OF_A_SECOND !== 0n) return [problem(`${name}=${value} is not at second precision`, [key])];
  return duration < 0n ? [problem(`${name}=${value} must be positive`, [key])] : [];
}

const QUEUE_SIDECAR = "queue.sidecar.serving.knative.dev";
const PERCENTAGE_KEYS = [`${QUEUE_SIDECAR}/resource-percentage`, `${QUEUE_SIDECAR}/resourcePercentage`];
const QUANTITY_KEYS = ["cpu", "memory", "ephemeral-storage"].flatMap((resource) => [
  `${QUEUE_SIDECAR}/${resource}-resource-request`,
  `${QUEUE_SIDECAR}/${resource}-resource-limit`,
]);
const PERCENTAGE_MIN = 0.1;
const PERCENTAGE_MAX = 100;
const PERCENTAGE_DEPRECATED =
  "Queue proxy resource percentage annotation is deprecated. Please use the available annotations to explicitly set resource values per service";

export function validateQueueSidecarResources(annotations: Annotations): KnativeProblem[] {
  const problems: KnativeProblem[] = [];
  const percentage = annotationOf(annotations, ...PERCENTAGE_KEYS);
  if (percentage !== undefined) {
    const { key, value } = percentage;
    problems.push({ ...problem(PERCENTAGE_DEPRECATED, [`[${key}]`]), isWarning: true });
    const number = parseGoFloat(value);
    if (number === undefined) problems.push(...via(`[${key}]`, [invalidValue(value, "")]));
    else if (number < PERCENTAGE_MIN || number > PERCENTAGE_MAX) {
      const shown = formatGoFloat(number);
      problems.push(...via(`[${key}]`, [outOfBounds(shown, PERCENTAGE_MIN, PERCENTAGE_MAX, "")]));
    }
  }
  for (const key of QUANTITY_KEYS) {
    const found = annotationOf(annotations, key);
    if (found !== undefined && typeof parseQuantity(found.value) === "string") {
      problems.push(...via(`[${key}]`, [invalidValue(found.value, "")]));
    }
  }
  return problems;
}

const NETWORKING = "networking.knative.dev";
const NETWORKING_ANNOTATIONS = [
  "ingress-class",
  "ingress.class",
  "certificate-class",
  "certificate.class",
  "disable-auto-tls",
  "disableAutoTLS",
  "disable-external-domain-tls",
  "http-protocol",
  "httpOption",
].map((name) => `${NETWORKING}/${name}`);

export function validateNetworkingAnnotations(annotations: Annotations): KnativeProblem[] {
  return Object.keys(annotations)
    .filter((key) => key.startsWith(NETWORKING) && !NETWORKING_ANNOTATIONS.includes(key))
    .map((key) => invalidKeyName(key, ""));
}
