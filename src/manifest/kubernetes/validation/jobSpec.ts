import type { JsonObject } from "../../../model/json.ts";
import {
  numberField,
  optionalNumber,
  optionalString,
  pointerField,
  stringField,
  structField,
  structListField,
} from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { invalid, namedStringValue, notSupported, required, tooLong } from "./fieldErrors.ts";
import { int64 } from "./int64.ts";
import { validatePodFailurePolicy, validateSuccessPolicy } from "./jobPolicies.ts";
import { byteLength, isDNS1123Subdomain, regexError } from "./names.ts";
import { validateNonnegativeField } from "./objectMeta.ts";
import { validatePodTemplateSpec } from "./podTemplateSpec.ts";

const INDEXED_MAXIMUM = 100_000;
const MANY_COMPLETIONS = 100_000;
const MAXIMUM_WITH_MANY_COMPLETIONS = 10_000;

/** The spec of a Job, or of the Jobs of a CronJob: all but the selector. */
export function validateJobSpecWithoutSelector(spec: JsonObject, path: string, release: ManifestRelease): FieldError[] {
  return [
    ...NUMBERS.flatMap((field) => validateNonnegative(spec, field, path)),
    ...(optionalNumber(spec, "maxFailedIndexes") !== undefined &&
    optionalNumber(spec, "backoffLimitPerIndex") === undefined
      ? [required(`${path}.backoffLimitPerIndex`, "when maxFailedIndexes is specified")]
      : []),
    ...validateManagedBy(optionalString(spec, "managedBy"), `${path}.managedBy`, release),
    ...validateCompletionMode(spec, path),
    ...validatePodFailurePolicy(spec, `${path}.podFailurePolicy`, release),
    ...validateSuccessPolicy(spec, `${path}.successPolicy`, release),
    ...validatePodReplacementPolicy(spec, `${path}.podReplacementPolicy`),
    ...validatePodTemplateSpec(structField(spec, "template"), `${path}.template`, release),
    ...validateRestartPolicy(spec, `${path}.template.spec.restartPolicy`),
  ];
}

const NUMBERS = [
  "parallelism",
  "completions",
  "activeDeadlineSeconds",
  "backoffLimit",
  "ttlSecondsAfterFinished",
  "backoffLimitPerIndex",
  "maxFailedIndexes",
];

function validateNonnegative(spec: JsonObject, field: string, path: string): FieldError[] {
  return validateNonnegativeField(int64(numberField(spec, field)), `${path}.${field}`);
}

const MANAGED_BY_MAXIMUM_BYTES = 63;
const HTTP_PATH_FORMAT = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const HTTP_PATH = new RegExp(`^${HTTP_PATH_FORMAT}$`);

function validateManagedBy(managedBy: string | undefined, path: string, release: ManifestRelease): FieldError[] {
  if (managedBy === undefined) return [];
  const errors = validateDomainPrefixedPath(managedBy, path);
  if (byteLength(managedBy) <= MANAGED_BY_MAXIMUM_BYTES) return errors;
  return [...errors, tooLong(path, MANAGED_BY_MAXIMUM_BYTES, release.tooLongByLengthWording)];
}

function validateDomainPrefixedPath(text: string, path: string): FieldError[] {
  if (text === "") return [required(path)];
  const slash = text.indexOf("/");
  const domain = text.slice(0, Math.max(slash, 0));
  const rest = text.slice(slash + 1);
  if (domain === "" || rest === "") {
    return [invalid(path, text, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  }
  return [
    ...isDNS1123Subdomain(domain).map((problem) => invalid(path, domain, problem)),
    ...(HTTP_PATH.test(rest) ? [] : [invalid(path, rest, regexError("Invalid path", HTTP_PATH_FORMAT))]),
  ];
}

function validateCompletionMode(spec: JsonObject, path: string): FieldError[] {
  const mode = optionalString(spec, "completionMode");
  const requiresIndexed = ["backoffLimitPerIndex", "maxFailedIndexes"].flatMap((field) => {
    const value = optionalNumber(spec, field);
    return value === undefined ? [] : [invalid(`${path}.${field}`, value, "requires indexed completion mode")];
  });
  if (mode === "Indexed") return validateIndexed(spec, path);
  if (mode === undefined || mode === "NonIndexed") return requiresIndexed;
  return [notSupported(`${path}.completionMode`, namedStringValue(mode), ["NonIndexed", "Indexed"])];
}

function validateIndexed(spec: JsonObject, path: string): FieldError[] {
  const completions = optionalNumber(spec, "completions");
  const parallelism = optionalNumber(spec, "parallelism") ?? 0;
  const maxFailedIndexes = optionalNumber(spec, "maxFailedIndexes");
  const failed = maxFailedIndexes ?? 0;
  const atMost = (field: string, value: number, what: string): FieldError =>
    invalid(`${path}.${field}`, value, `must be less than or equal to ${what}`);
  const many = (completions ?? 0) > MANY_COMPLETIONS && optionalNumber(spec, "backoffLimitPerIndex") !== undefined;
  const whenMany = `${MAXIMUM_WITH_MANY_COMPLETIONS} when completions are above ${MANY_COMPLETIONS} and used with backoff limit per index`;
  return [
    ...(completions === undefined ? [required(`${path}.completions`, "when completion mode is Indexed")] : []),
    ...(parallelism > INDEXED_MAXIMUM
      ? [atMost("parallelism", parallelism, `${INDEXED_MAXIMUM} when completion mode is Indexed`)]
      : []),
    ...(completions !== undefined && maxFailedIndexes !== undefined && failed > completions
      ? [atMost("maxFailedIndexes", failed, "completions")]
      : []),
    ...(failed > INDEXED_MAXIMUM ? [atMost("maxFailedIndexes", failed, `${INDEXED_MAXIMUM}`)] : []),
    ...(many && maxFailedIndexes === undefined
      ? [required(`${path}.maxFailedIndexes`, `must be specified when completions is above ${MANY_COMPLETIONS}`)]
      : []),
    ...(many && parallelism > MAXIMUM_WITH_MANY_COMPLETIONS ? [atMost("parallelism", parallelism, whenMany)] : []),
    ...(many && failed > MAXIMUM_WITH_MANY_COMPLETIONS ? [atMost("maxFailedIndexes", failed, whenMany)] : []),
  ];
}

function validatePodReplacementPolicy(spec: JsonObject, path: string): FieldError[] {
  const policy = optionalString(spec, "podReplacementPolicy");
  const supported =
    pointerField(spec, "podFailurePolicy") === undefined ? ["Failed", "TerminatingOrFailed"] : ["Failed"];
  return policy === undefined || supported.includes(policy)
    ? []
    : [notSupported(path, namedStringValue(policy), supported)];
}

function validateRestartPolicy(spec: JsonObject, path: string): FieldError[] {
  const policy = stringField(structField(structField(spec, "template"), "spec"), "restartPolicy");
  if (policy === "Always" || policy === "") return [required(path, 'valid values: "OnFailure", "Never"')];
  if (policy !== "OnFailure" && policy !== "Never") {
    return [notSupported(path, namedStringValue(policy), ["OnFailure", "Never"])];
  }
  if (policy === "Never" || pointerField(spec, "podFailurePolicy") === undefined) return [];
  return [invalid(path, namedStringValue(policy), 'only "Never" is supported when podFailurePolicy is specified')];
}

/** Why the real code panics on the spec, if it does: it counts completions that are not there. */
export function jobSpecPanic(spec: JsonObject): string | undefined {
  const rules = structListField(structField(spec, "successPolicy"), "rules");
  const counts = rules.some((rule) => rule["succeededIndexes"] !== undefined || rule["succeededCount"] !== undefined);
  const indexed = optionalString(spec, "completionMode") === "Indexed";
  if (!indexed || optionalNumber(spec, "completions") !== undefined || !counts) return undefined;
  return "runtime error: invalid memory address or nil pointer dereference";
}

/** Warnings beside those of the template. */
export function jobSpecWarnings(spec: JsonObject, path: string): string[] {
  const indexed = optionalString(spec, "completionMode") === "Indexed";
  const completions = numberField(spec, "completions");
  const parallelism = numberField(spec, "parallelism");
  if (!indexed || completions <= MANY_COMPLETIONS || parallelism <= MAXIMUM_WITH_MANY_COMPLETIONS) return [];
  return [
    `${path}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail`,
  ];
}
