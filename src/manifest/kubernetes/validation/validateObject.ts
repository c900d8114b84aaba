import type { JsonObject } from "../../../model/json.ts";
import { pointerField, stringField, structField } from "../fields.ts";
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
import { dropDisabledTemplateFields, podTemplateWarnings } from "./podTemplateSpec.ts";
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

/** How one kind is validated; the object is defaulted, its template freed of what the release does not use. */
interface KindValidation {
  /** Where its pod template is; absent for kinds without one. */
  readonly templatePath?: readonly string[];
  readonly validate: (object: JsonObject, release: ManifestRelease, options: ValidationOptions) => Findings;
}

interface Findings {
  readonly errors: readonly FieldError[];
  /** Before those of the pod template. */
  readonly warnings?: readonly string[];
  /** After those of the pod template. */
  readonly lateWarnings?: readonly string[];
  readonly panic?: string | undefined;
}

const IN_SPEC = ["spec", "template"];
const IN_JOB_TEMPLATE = ["spec", "jobTemplate", "spec", "template"];

/** By apiVersion and kind. */
const KINDS: Readonly<Record<string, KindValidation>> = {
  "v1/Pod": { validate: (pod, release) => validatePodCreate(pod, release) },
  "v1/Service": {
    validate: (service, release, options) =>
      validateService(service, release, options.allocateHealthCheckNodePort ?? true),
  },
  "v1/ReplicationController": {
    templatePath: IN_SPEC,
    validate: (controller, release) => ({
      errors: validateReplicationController(controller, release),
      warnings: nameWarnings(controller),
    }),
  },
  "v1/PodTemplate": {
    templatePath: ["template"],
    validate: (podTemplate, release) => ({ errors: validatePodTemplate(podTemplate, release) }),
  },
  "apps/v1/Deployment": {
    templatePath: IN_SPEC,
    validate: (deployment, release) => ({
      errors: validateDeployment(deployment, release),
      warnings: nameWarnings(deployment),
    }),
  },
  "apps/v1/ReplicaSet": {
    templatePath: IN_SPEC,
    validate: (replicaSet, release) => ({
      errors: validateReplicaSet(replicaSet, release),
      warnings: nameWarnings(replicaSet),
    }),
  },
  "apps/v1/StatefulSet": {
    templatePath: IN_SPEC,
    validate: (statefulSet, release) => ({
      errors: validateStatefulSet(prepareStatefulSet(statefulSet, release), release),
      lateWarnings: statefulSetWarnings(statefulSet, release),
    }),
  },
  "apps/v1/DaemonSet": {
    templatePath: IN_SPEC,
    validate: (daemonSet, release) => ({ errors: validateDaemonSet(daemonSet, release) }),
  },
  "batch/v1/Job": {
    templatePath: IN_SPEC,
    validate: (job, release) => {
      const prepared = prepareJob(job, release);
      const spec = structField(prepared, "spec");
      return {
        errors: validateJob(prepared, release),
        warnings: [...nameWarnings(prepared), ...jobSpecWarnings(spec, "spec")],
        panic: jobSpecPanic(spec),
      };
    },
  },
  "batch/v1/CronJob": {
    templatePath: IN_JOB_TEMPLATE,
    validate: (cronJob, release) => {
      const jobSpec = structField(structField(structField(cronJob, "spec"), "jobTemplate"), "spec");
      return {
        errors: validateCronJob(cronJob, release),
        warnings: [...nameWarnings(cronJob), ...jobSpecWarnings(jobSpec, "spec.jobTemplate.spec")],
        lateWarnings: scheduleWarnings(cronJob, release),
        panic: cronJobPanic(cronJob, release),
      };
    },
  },
};

function kindKey(object: JsonObject): string {
  return `${stringField(object, "apiVersion")}/${stringField(object, "kind")}`;
}

/**
 * Validates an object as the API server does when it is created.
 * @param object decoded and with its defaults (`decode`, `applyDefaults`); a kind that is not known has nothing wrong with it
 */
export function validateObject(
  object: JsonObject,
  release: ManifestRelease,
  options: ValidationOptions = {},
): ObjectVerdict {
  const kind = Object.hasOwn(KINDS, kindKey(object)) ? KINDS[kindKey(object)] : undefined;
  if (kind === undefined) return { findings: [], errors: [], warnings: [] };
  const templatePath = kind.templatePath ?? [];
  const prepared = templatePath.length > 0 ? withPreparedTemplate(object, templatePath, release) : object;
  const { errors, warnings = [], lateWarnings = [], panic } = kind.validate(prepared, release, options);
  if (panic !== undefined) return { findings: [], errors: [], warnings: [], panic };
  const ofTemplate = templatePath.length > 0 ? templateWarnings(prepared, templatePath, release) : [];
  return describe(object, errors, [...warnings, ...ofTemplate, ...lateWarnings], release);
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
  if (findings.some((error) => error.anyOrder === true))
    return { findings, errors: errors.toSorted(), warnings, unordered: true };
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
  return podTemplateWarnings(template, path.join("."), release);
}

/** The object with the template at `path` freed of fields that the release does not use. */
function withPreparedTemplate(object: JsonObject, path: readonly string[], release: ManifestRelease): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) return dropDisabledTemplateFields(object, release);
  const inner = pointerField(object, key);
  return inner === undefined ? object : { ...object, [key]: withPreparedTemplate(inner, rest, release) };
}
