import type { JsonObject } from "../../../model/json.ts";
import { readCronSchedule } from "../cronSchedule.ts";
import { booleanField, numberField, optionalString, pointerField, stringField, structField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import { timeZoneProblem } from "../timeZones.ts";
import type { FieldError } from "./fieldErrors.ts";
import { invalid, namedStringValue, notSupported, required } from "./fieldErrors.ts";
import { int64 } from "./int64.ts";
import { jobSpecPanic, validateJobSpecWithoutSelector } from "./jobSpec.ts";
import { printedSelector } from "./labelSelector.ts";
import { byteLength, nameIsDNSSubdomain } from "./names.ts";
import { objectName, validateNonnegativeField, validateObjectMeta } from "./objectMeta.ts";
import { oneOf } from "./oneOf.ts";

/** The controller appends `-` and ten digits to the names of the Jobs. */
const NAME_MAXIMUM_BYTES = 52;

export function validateCronJob(cronJob: JsonObject, release: ManifestRelease): FieldError[] {
  const metadata = structField(cronJob, "metadata");
  const spec = structField(cronJob, "spec");
  const name = objectName(metadata);
  const schedule = validateSchedule(spec, release);
  const declared = release.declarativeErrorsLast && stringField(spec, "schedule") === "";
  return [
    ...validateObjectMeta(metadata, nameIsDNSSubdomain, "metadata", release),
    ...(declared ? [] : schedule),
    ...validateNonnegativeField(int64(numberField(spec, "startingDeadlineSeconds")), "spec.startingDeadlineSeconds"),
    ...validateTimeZone(optionalString(spec, "timeZone")),
    ...validateConcurrencyPolicy(stringField(spec, "concurrencyPolicy")),
    ...validateJobTemplate(structField(structField(spec, "jobTemplate"), "spec"), release),
    ...validateNonnegativeField(numberField(spec, "successfulJobsHistoryLimit"), "spec.successfulJobsHistoryLimit"),
    ...validateNonnegativeField(numberField(spec, "failedJobsHistoryLimit"), "spec.failedJobsHistoryLimit"),
    ...(byteLength(name) > NAME_MAXIMUM_BYTES
      ? [invalid("metadata.name", name, "must be no more than 52 characters")]
      : []),
    ...(declared ? schedule : []),
  ];
}

function validateSchedule(spec: JsonObject, release: ManifestRelease): FieldError[] {
  const path = "spec.schedule";
  const schedule = stringField(spec, "schedule");
  if (schedule === "") return [required(path)];
  const { problem, panic } = readCronSchedule(schedule);
  const namesZone = schedule.includes("TZ");
  const both = namesZone && optionalString(spec, "timeZone") !== undefined;
  return [
    ...(problem === undefined ? [] : [invalid(path, schedule, problem)]),
    ...(panic === undefined ? [] : [invalid(path, schedule, `invalid schedule format: ${panic}`)]),
    ...(namesZone && !release.timeZoneInSchedule
      ? [invalid(path, schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead")]
      : []),
    ...(both && release.timeZoneInSchedule
      ? [invalid(path, schedule, "cannot use both timeZone field and TZ or CRON_TZ in schedule")]
      : []),
  ];
}

function validateTimeZone(timeZone: string | undefined): FieldError[] {
  const path = "spec.timeZone";
  if (timeZone === undefined) return [];
  const printed = namedStringValue(timeZone);
  if (timeZone === "") return [invalid(path, printed, "timeZone must be nil or non-empty string")];
  const strange = timeZone
    .split("/")
    .some((part) => part === "." || part === ".." || part.startsWith("-") || !/^[A-Za-z.\-_0-9+]{1,14}$/.test(part));
  if (strange) return [invalid(path, printed, `unknown time zone ${timeZone}`)];
  const problem = timeZoneProblem(timeZone);
  const explicit = "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones";
  return [
    ...(timeZone.toLowerCase() === "local" ? [invalid(path, printed, explicit)] : []),
    ...(problem === undefined ? [] : [invalid(path, printed, problem)]),
  ];
}

function validateConcurrencyPolicy(policy: string): FieldError[] {
  return oneOf("spec.concurrencyPolicy", policy, ["Allow", "Forbid", "Replace"]);
}

function validateJobTemplate(jobSpec: JsonObject, release: ManifestRelease): FieldError[] {
  const path = "spec.jobTemplate.spec";
  const selector = pointerField(jobSpec, "selector");
  return [
    ...validateJobSpecWithoutSelector(jobSpec, path, release),
    ...(selector === undefined
      ? []
      : [invalid(`${path}.selector`, printedSelector(selector), "`selector` will be auto-generated")]),
    ...(booleanField(jobSpec, "manualSelector")
      ? [notSupported(`${path}.manualSelector`, true, ["nil", "false"])]
      : []),
  ];
}

/** Why the real code panics on the CronJob, if it does. */
export function cronJobPanic(cronJob: JsonObject, release: ManifestRelease): string | undefined {
  const spec = structField(cronJob, "spec");
  const { panic } = readCronSchedule(stringField(spec, "schedule"));
  if (panic !== undefined && !release.schedulePanicsRecovered) return panic;
  return jobSpecPanic(structField(structField(spec, "jobTemplate"), "spec"));
}

/** Warnings beside those of the Job's spec. */
export function scheduleWarnings(cronJob: JsonObject, release: ManifestRelease): string[] {
  if (!release.timeZoneInSchedule || !stringField(structField(cronJob, "spec"), "schedule").includes("TZ")) return [];
  return [
    "CRON_TZ or TZ used in spec.spec.schedule is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details",
  ];
}
