import type { JsonObject } from "../../../model/json.ts";
import { numberField, pointerField, stringField, stringMapField, structField, structListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError, PrintedValue } from "./fieldErrors.ts";
import { forbidden, invalid, namedStringValue, notSupported, required } from "./fieldErrors.ts";
import { mapAsJson, stringMapAsGoSyntax } from "./goMap.ts";
import type { Labels, Selector } from "./labelSelector.ts";
import {
  labelSelectorAsSelector,
  printedSelector,
  selectsNothingByName,
  validateLabelSelector,
} from "./labelSelector.ts";
import { validatePodTemplateSpec } from "./podTemplateSpec.ts";

/* What the kinds that keep pods running have in common. */

/** The labels that a pod template gives; undefined is Go's nil map. */
export function templateLabels(template: JsonObject): Labels | undefined {
  return stringMapField(structField(template, "metadata"), "labels");
}

/** A `map[string]string` as a bad value. */
export function printedLabels(labels: Labels | undefined): PrintedValue {
  return { json: mapAsJson(labels), goSyntax: stringMapAsGoSyntax(labels) };
}

/** `spec.selector` where it must be there and select something (Deployment, ReplicaSet, StatefulSet). */
export function validateRequiredSelector(spec: JsonObject, emptyFor: string, release: ManifestRelease): FieldError[] {
  const selector = pointerField(spec, "selector");
  if (selector === undefined) return [required("spec.selector")];
  const errors = validateLabelSelector(selector, "spec.selector", release);
  if (!selectsNothingByName(selector)) return errors;
  return [...errors, invalid("spec.selector", printedSelector(selector), `empty selector is invalid for ${emptyFor}`)];
}

/** The selector of a Deployment or ReplicaSet with its template. */
export function validateSelectedTemplate(spec: JsonObject, release: ManifestRelease): FieldError[] {
  const selector = labelSelectorAsSelector(pointerField(spec, "selector"), release);
  if (selector === undefined) {
    return [invalid("spec.selector", printedSelector(pointerField(spec, "selector")), "invalid label selector")];
  }
  return [
    ...validateMatchingLabels(structField(spec, "template"), selector, "spec.template"),
    ...validateRunningTemplate(structField(spec, "template"), "ReplicaSet", numberField(spec, "replicas"), release),
  ];
}

/** A selector that asks for something must find the template's labels. */
export function validateMatchingLabels(template: JsonObject, selector: Selector, path: string): FieldError[] {
  const labels = templateLabels(template);
  if (selector.empty || selector.matches(labels)) return [];
  return [invalid(`${path}.metadata.labels`, printedLabels(labels), "`selector` does not match template `labels`")];
}

/** The template at `spec.template` of a kind whose pods are always restarted and never end by themselves. */
export function validateRunningTemplate(
  template: JsonObject,
  kindInTexts: string,
  replicas: number,
  release: ManifestRelease,
): FieldError[] {
  return [
    ...validatePodTemplateSpec(template, "spec.template", release),
    ...(replicas > 1 ? validateReadOnlyPersistentDisks(template, release) : []),
    ...validateAlwaysRestarted(template, kindInTexts),
  ];
}

export function validateAlwaysRestarted(template: JsonObject, kindInTexts: string): FieldError[] {
  const podSpec = structField(template, "spec");
  const restartPolicy = stringField(podSpec, "restartPolicy");
  return [
    ...(restartPolicy === "Always"
      ? []
      : [notSupported("spec.template.spec.restartPolicy", namedStringValue(restartPolicy), ["Always"])]),
    ...(podSpec["activeDeadlineSeconds"] === undefined
      ? []
      : [
          forbidden(
            "spec.template.spec.activeDeadlineSeconds",
            `activeDeadlineSeconds in ${kindInTexts} is not Supported`,
          ),
        ]),
  ];
}

/** Disks of Google's cloud that several pods share may only be read (1.28 and older). */
export function validateReadOnlyPersistentDisks(template: JsonObject, release: ManifestRelease): FieldError[] {
  if (!release.sharedDisksMustBeReadOnly) return [];
  const detail =
    "must be true for replicated pods > 1; GCE PD can only be mounted on multiple machines if it is read-only";
  return structListField(structField(template, "spec"), "volumes").flatMap((volume, index) => {
    const disk = pointerField(volume, "gcePersistentDisk");
    if (disk === undefined || disk["readOnly"] === true) return [];
    return [invalid(`spec.template.spec.volumes[${index}].gcePersistentDisk.readOnly`, false, detail)];
  });
}
