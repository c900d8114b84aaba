import type { JsonObject, JsonValue } from "../../../model/json.ts";
import {
  booleanField,
  optionalNumber,
  optionalString,
  pointerField,
  stringField,
  stringMapField,
  structField,
  structListField,
} from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { invalid, required } from "./fieldErrors.ts";
import { validateJobSpecWithoutSelector } from "./jobSpec.ts";
import type { Labels } from "./labelSelector.ts";
import { labelSelectorAsSelector, printedSelector, validateLabelSelector } from "./labelSelector.ts";
import { isDNS1123Label, nameIsDNSSubdomain } from "./names.ts";
import { objectName, validateObjectMeta } from "./objectMeta.ts";
import { printedLabels, templateLabels } from "./podController.ts";

/** Every object gets this uid (README-functions.md); a Job's generated selector and labels show it. */
const UID = "00000000-0000-0000-0000-000000000001";

const CONTROLLER_UID = "batch.kubernetes.io/controller-uid";
const JOB_NAME = "batch.kubernetes.io/job-name";
const LEGACY_CONTROLLER_UID = "controller-uid";
const LEGACY_JOB_NAME = "job-name";

/** The labels that the server gives the pods of a Job. */
function generatedLabels(name: string): Labels {
  return { [LEGACY_JOB_NAME]: name, [JOB_NAME]: name, [LEGACY_CONTROLLER_UID]: UID, [CONTROLLER_UID]: UID };
}

/** What the server does before it validates: it drops what the release does not use, and makes labels and selector. */
export function prepareJob(job: JsonObject, release: ManifestRelease): JsonObject {
  const spec = droppedJobSpec(structField(job, "spec"), release);
  if (booleanField(spec, "manualSelector")) return { ...job, spec };
  const metadata = structField(job, "metadata");
  const template = structField(spec, "template");
  const own = templateLabels(template);
  const labels = { ...generatedLabels(objectName(metadata)), ...own };
  const selector = structField(spec, "selector");
  const matchLabels = { [CONTROLLER_UID]: UID, ...stringMapField(selector, "matchLabels") };
  // A Job that took its labels from the template shares one Go map with it, so the generated ones show up in both.
  const shared = own !== undefined && metadata["labels"] === own;
  return {
    ...job,
    metadata: shared ? { ...metadata, labels } : metadata,
    spec: {
      ...spec,
      selector: { ...selector, matchLabels },
      template: { ...template, metadata: { ...structField(template, "metadata"), labels } },
    },
  };
}

function droppedJobSpec(spec: JsonObject, release: ManifestRelease): JsonObject {
  const kept: Record<string, JsonValue | undefined> = { ...spec };
  for (const field of release.droppedJobFields) delete kept[field];
  const policy = pointerField(spec, "podFailurePolicy");
  if (policy === undefined || !release.droppedJobFields.includes("backoffLimitPerIndex")) return kept;
  const rules = structListField(policy, "rules").filter((rule) => stringField(rule, "action") !== "FailIndex");
  return { ...kept, podFailurePolicy: policy["rules"] === undefined ? policy : { ...policy, rules } };
}

/** @param job as `prepareJob` leaves it */
export function validateJob(job: JsonObject, release: ManifestRelease): FieldError[] {
  const metadata = structField(job, "metadata");
  const spec = structField(job, "spec");
  return [
    ...validateObjectMeta(metadata, nameIsDNSSubdomain, "metadata", release),
    ...validateGeneratedSelector(spec, objectName(metadata), release),
    ...validateJobSpecWithoutSelector(spec, "spec", release),
    ...validateSelector(spec, release),
    ...validateIndexedName(spec, objectName(metadata)),
  ];
}

function validateGeneratedSelector(spec: JsonObject, name: string, release: ManifestRelease): FieldError[] {
  const selector = pointerField(spec, "selector");
  if (booleanField(spec, "manualSelector") || selector === undefined) return [];
  const labels = templateLabels(structField(spec, "template"));
  const expected = generatedLabels(name);
  const matcher = labelSelectorAsSelector(selector, release);
  return [
    ...[LEGACY_CONTROLLER_UID, LEGACY_JOB_NAME, CONTROLLER_UID, JOB_NAME].flatMap((key) =>
      validateHasLabel(labels, key, expected[key] ?? ""),
    ),
    ...(matcher === undefined || matcher.matches(expected)
      ? []
      : [invalid("spec.selector", printedSelector(selector), "`selector` not auto-generated")]),
  ];
}

function validateHasLabel(labels: Labels | undefined, key: string, expected: string): FieldError[] {
  const path = `spec.template.metadata.labels[${key}]`;
  const actual = labels?.[key];
  if (actual === expected) return [];
  if (actual === undefined) return [required(path, `must be '${expected}'`)];
  return [invalid(path, printedLabels(labels), `must be '${expected}'`)];
}

function validateSelector(spec: JsonObject, release: ManifestRelease): FieldError[] {
  const selector = pointerField(spec, "selector");
  const labels = templateLabels(structField(spec, "template"));
  const matcher = labelSelectorAsSelector(selector, release);
  return [
    ...(selector === undefined
      ? [required("spec.selector")]
      : validateLabelSelector(selector, "spec.selector", release)),
    ...(matcher === undefined || matcher.matches(labels)
      ? []
      : [
          invalid(
            "spec.template.metadata.labels",
            printedLabels(labels),
            "`selector` does not match template `labels`",
          ),
        ]),
  ];
}

/** The pods of an indexed Job are named after it and their index, which must fit a host name. */
function validateIndexedName(spec: JsonObject, name: string): FieldError[] {
  const completions = optionalNumber(spec, "completions") ?? 0;
  if (optionalString(spec, "completionMode") !== "Indexed" || completions <= 0) return [];
  const lastHostname = `${name}-${completions - 1}`;
  if (isDNS1123Label(lastHostname).length === 0) return [];
  return [invalid("metadata.name", name, `will not able to create pod with invalid DNS label: ${lastHostname}`)];
}
