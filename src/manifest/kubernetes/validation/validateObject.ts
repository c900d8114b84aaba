import type { JsonObject } from "../../../model/json.ts";
import { stringField, structField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import { cronJobPanic, scheduleWarnings, validateCronJob } from "./cronJob.ts";
import { validateDaemonSet } from "./daemonSet.ts";
import { validateDeployment, validateReplicaSet } from "./deployment.ts";
import { describeInvalid } from "./describeInvalid.ts";
import type { FieldError } from "./fieldErrors.ts";
import { formatFieldError } from "./fieldErrors.ts";
import { prepareJob, validateJob } from "./job.ts";
import { jobSpecPanic, jobSpecWarnings } from "./jobSpec.ts";
import { isDNS1123Label } from "./names.ts";
import { objectName } from "./objectMeta.ts";
import { validatePodCreate } from "./podCreate.ts";
import { podWarnings } from "./podWarnings.ts";
import { validatePodTemplate, validateReplicationController } from "./replicationController.ts";
import { validateService } from "./service.ts";
import { prepareStatefulSet, statefulSetWarnings, validateStatefulSet } from "./statefulSet.ts";

/** What the API server answers to the creation of an object. */
export interface ObjectVerdict {
  /** In the server's order, where that is fixed; of 1.37 and later each once. */
  readonly findings: readonly FieldError[];
  /** `findings` as texts: `path: Kind: value: detail`. Sorted if `unordered`. */
  readonly errors: readonly string[];
  /** Warning headers, in order. */
  readonly warnings: readonly string[];
  /** The server's code panics, with this text; it answers 500 and nothing else is known. */
  readonly panic?: string;
  /** The order of the errors differs from one request to the next, because a Go map is walked. */
  readonly unordered?: true;
  /** Text of the API error; absent without errors and where the order is not fixed. */
  readonly message?: string;
  /** What `kubectl create -f` prints, with the line end; absent where `message` is. */
  readonly kubectl?: string;
}

export interface ValidationOptions {
  /**
   * Whether the server gives a Service its health check node port, as a real one does. The recorded vectors lack it: they refuse
   * each LoadBalancer with `externalTrafficPolicy: Local` (validation/services `service/00235`). Default true.
   */
  readonly allocateHealthCheckNodePort?: boolean;
}

interface Findings {
  readonly errors: readonly FieldError[];
  readonly warnings: readonly string[];
  readonly panic?: string | undefined;
}

/** How one kind is validated; the object is defaulted. */
type KindValidation = (object: JsonObject, release: ManifestRelease, options: ValidationOptions) => Findings;

/** By apiVersion and kind. */
const KINDS: Readonly<Record<string, KindValidation>> = {
  "v1/Pod": (pod, release) => validatePodCreate(pod, release),
  "v1/Service": (service, release, options) =>
    validateService(service, release, options.allocateHealthCheckNodePort ?? true),
  "v1/ReplicationController": (controller, release) => ({
    errors: validateReplicationController(controller, release),
    warnings: [...nameWarnings(controller), ...templateWarnings(controller, ["spec", "template"], release)],
  }),
  "v1/PodTemplate": (podTemplate, release) => ({
    errors: validatePodTemplate(podTemplate, release),
    warnings: templateWarnings(podTemplate, ["template"], release),
  }),
  "apps/v1/Deployment": (deployment, release) => ({
    errors: validateDeployment(deployment, release),
    warnings: [...nameWarnings(deployment), ...templateWarnings(deployment, ["spec", "template"], release)],
  }),
  "apps/v1/ReplicaSet": (replicaSet, release) => ({
    errors: validateReplicaSet(replicaSet, release),
    warnings: [...nameWarnings(replicaSet), ...templateWarnings(replicaSet, ["spec", "template"], release)],
  }),
  "apps/v1/StatefulSet": (statefulSet, release) => ({
    errors: validateStatefulSet(prepareStatefulSet(statefulSet, release), release),
    warnings: [
      ...templateWarnings(statefulSet, ["spec", "template"], release),
      ...statefulSetWarnings(statefulSet, release),
    ],
  }),
  "apps/v1/DaemonSet": (daemonSet, release) => ({
    errors: validateDaemonSet(daemonSet, release),
    warnings: templateWarnings(daemonSet, ["spec", "template"], release),
  }),
  "batch/v1/Job": (job, release) => {
    const prepared = prepareJob(job, release);
    return {
      errors: validateJob(prepared, release),
      warnings: [
        ...nameWarnings(prepared),
        ...jobSpecWarnings(structField(prepared, "spec"), "spec"),
        ...templateWarnings(prepared, ["spec", "template"], release),
      ],
      panic: jobSpecPanic(structField(prepared, "spec")),
    };
  },
  "batch/v1/CronJob": (cronJob, release) => {
    const jobSpec = structField(structField(structField(cronJob, "spec"), "jobTemplate"), "spec");
    return {
      errors: validateCronJob(cronJob, release),
      warnings: [
        ...nameWarnings(cronJob),
        ...jobSpecWarnings(jobSpec, "spec.jobTemplate.spec"),
        ...templateWarnings(cronJob, ["spec", "jobTemplate", "spec", "template"], release),
        ...scheduleWarnings(cronJob, release),
      ],
      panic: cronJobPanic(cronJob, release),
    };
  },
};

/** Whether `validateObject` knows the kind of the object. */
export function isValidatedKind(object: JsonObject): boolean {
  return Object.hasOwn(KINDS, kindKey(object));
}

function kindKey(object: JsonObject): string {
  return `${stringField(object, "apiVersion")}/${stringField(object, "kind")}`;
}

/**
 * Validates an object as the API server does when it is created.
 * @param object decoded and with its defaults (`decode`, `applyDefaults`); a kind that is not known has nothing wrong with it
 */
export function validateObject(object: JsonObject, release: ManifestRelease, options: ValidationOptions = {}): ObjectVerdict {
  const validate = Object.hasOwn(KINDS, kindKey(object)) ? KINDS[kindKey(object)] : undefined;
  if (validate === undefined) return { findings: [], errors: [], warnings: [] };
  const { errors, warnings, panic } = validate(object, release, options);
  if (panic !== undefined) return { findings: [], errors: [], warnings: [], panic };
  return describe(object, errors, warnings, release);
}

function describe(
  object: JsonObject,
  found: readonly FieldError[],
  warnings: readonly string[],
  release: ManifestRelease,
): ObjectVerdict {
  const text = (error: FieldError): string => formatFieldError(error, release.badValuePrinting);
  const findings = release.errorsNamedOnce ? [...new Map(found.map((error) => [text(error), error])).values()] : found;
  const errors = findings.map(text);
  if (errors.length === 0) return { findings, errors, warnings };
  if (findings.some((error) => error.anyOrder === true)) return { findings, errors: errors.toSorted(), warnings, unordered: true };
  const group = stringField(object, "apiVersion").split("/").slice(0, -1);
  const kind = [stringField(object, "kind"), ...group].join(".");
  return { findings, errors, warnings, ...describeInvalid(kind, objectName(structField(object, "metadata")), errors) };
}

/** Pods and their host names are named after the object. */
function nameWarnings(object: JsonObject): string[] {
  const problems = isDNS1123Label(objectName(structField(object, "metadata")));
  if (problems.length === 0) return [];
  return [
    `metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${problems.join(" ")}]`,
  ];
}

function templateWarnings(object: JsonObject, path: readonly string[], release: ManifestRelease): string[] {
  const template = path.reduce((inner, key) => structField(inner, key), object);
  return podWarnings(structField(template, "metadata"), structField(template, "spec"), `${path.join(".")}.`, release);
}
