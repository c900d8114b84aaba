import type { JsonObject } from "../../../model/json.ts";
import { numberField, pointerField, stringField, stringMapField, structField, structListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { invalid, namedStringValue, notSupported, required } from "./fieldErrors.ts";
import { labelSelectorAsSelector, printedSelector, validateLabels } from "./labelSelector.ts";
import { isDNS1123Label, nameIsDNSLabel } from "./names.ts";
import { validateAnnotations, validateNonnegativeField, validateObjectMeta } from "./objectMeta.ts";
import { validatePodSpecificAnnotations } from "./podAnnotations.ts";
import {
  templateLabels,
  validateAlwaysRestarted,
  validateMatchingLabels,
  validateRequiredSelector,
} from "./podController.ts";
import { validatePodTemplateSpec } from "./podTemplateSpec.ts";
import { validateStatefulSetUpdateStrategy } from "./rollingUpdates.ts";
import { validateVolumeClaimSpec, volumeClaimWarnings } from "./volumeClaim.ts";

/** The object without the fields that the release knows but does not use. */
export function prepareStatefulSet(statefulSet: JsonObject, release: ManifestRelease): JsonObject {
  const spec = structField(statefulSet, "spec");
  const strategy = structField(spec, "updateStrategy");
  const update = pointerField(strategy, "rollingUpdate");
  if (release.statefulSetMaxUnavailable || update === undefined) return statefulSet;
  const { maxUnavailable: _dropped, ...kept } = update;
  return { ...statefulSet, spec: { ...spec, updateStrategy: { ...strategy, rollingUpdate: kept } } };
}

export function validateStatefulSet(statefulSet: JsonObject, release: ManifestRelease): FieldError[] {
  const spec = structField(statefulSet, "spec");
  return [
    ...validateObjectMeta(structField(statefulSet, "metadata"), nameIsDNSLabel, "metadata", release),
    ...validatePodManagementPolicy(stringField(spec, "podManagementPolicy")),
    ...validateStatefulSetUpdateStrategy(spec),
    ...validateRetentionPolicy(pointerField(spec, "persistentVolumeClaimRetentionPolicy")),
    ...(release.statefulSetTemplatesChecked ? structListField(spec, "volumeClaimTemplates") : []).flatMap(
      (claim, index) =>
        validateVolumeClaimSpec(structField(claim, "spec"), `spec.volumeClaimTemplates[${index}].spec`, release),
    ),
    ...validateNonnegativeField(numberField(spec, "replicas"), "spec.replicas"),
    ...validateNonnegativeField(numberField(spec, "minReadySeconds"), "spec.minReadySeconds"),
    ...validateNonnegativeField(numberField(structField(spec, "ordinals"), "start"), "spec.ordinals.start"),
    ...validateServiceName(stringField(spec, "serviceName"), release),
    ...validateRequiredSelector(spec, "statefulset", release),
    ...validateSelectorAndTemplate(spec, release),
    ...validateAlwaysRestarted(structField(spec, "template"), "StatefulSet"),
  ];
}

function validatePodManagementPolicy(policy: string): FieldError[] {
  const path = "spec.podManagementPolicy";
  if (policy === "") return [required(path)];
  if (policy === "OrderedReady" || policy === "Parallel") return [];
  return [invalid(path, namedStringValue(policy), "must be 'OrderedReady' or 'Parallel'")];
}

function validateRetentionPolicy(policy: JsonObject | undefined): FieldError[] {
  if (policy === undefined) return [];
  return ["whenDeleted", "whenScaled"].flatMap((field) => {
    const value = stringField(policy, field);
    if (value === "Retain" || value === "Delete") return [];
    return [
      notSupported(`spec.persistentVolumeClaimRetentionPolicy.${field}`, namedStringValue(value), ["Retain", "Delete"]),
    ];
  });
}

function validateServiceName(name: string, release: ManifestRelease): FieldError[] {
  if (name === "" || !release.statefulSetServiceNameChecked) return [];
  return isDNS1123Label(name).map((problem) => invalid("spec.serviceName", name, problem));
}

function validateSelectorAndTemplate(spec: JsonObject, release: ManifestRelease): FieldError[] {
  const path = "spec.template";
  const selector = labelSelectorAsSelector(pointerField(spec, "selector"), release);
  if (selector === undefined) return [invalid("spec.selector", printedSelector(pointerField(spec, "selector")), "")];
  const template = structField(spec, "template");
  const annotations = stringMapField(structField(template, "metadata"), "annotations") ?? {};
  return [
    ...validateMatchingLabels(template, selector, path),
    ...(release.statefulSetTemplatesChecked ? validatePodTemplateSpec(templateOfPod(spec), path, release) : []),
    // The server checks these once more by themselves.
    ...validateLabels(templateLabels(template), `${path}.labels`, release),
    ...validateAnnotations(annotations, `${path}.annotations`, release),
    ...validatePodSpecificAnnotations(annotations, structField(template, "spec"), `${path}.annotations`),
  ];
}

/** The template as the controller will fill it in: it sets host name and subdomain, and claims make volumes. */
function templateOfPod(spec: JsonObject): JsonObject {
  const template = structField(spec, "template");
  const { hostname: _hostname, subdomain: _subdomain, ...podSpec } = structField(template, "spec");
  const claimNames = structListField(spec, "volumeClaimTemplates").map((claim) =>
    stringField(structField(claim, "metadata"), "name"),
  );
  if (claimNames.length === 0) return { ...template, spec: podSpec };
  const claimed = [...new Set(claimNames)].map((name) => ({
    ...(name === "" ? {} : { name }),
    persistentVolumeClaim: name === "" ? {} : { claimName: name },
  }));
  const own = structListField(podSpec, "volumes").filter((volume) => !claimNames.includes(stringField(volume, "name")));
  return { ...template, spec: { ...podSpec, volumes: [...claimed, ...own] } };
}

/** Warnings beside those of the template. */
export function statefulSetWarnings(statefulSet: JsonObject, release: ManifestRelease): string[] {
  const spec = structField(statefulSet, "spec");
  const claims = structListField(spec, "volumeClaimTemplates");
  const negativeHistory = release.negativeHistoryWarning && numberField(spec, "revisionHistoryLimit") < 0;
  return [
    ...claims.flatMap((claim, index) =>
      volumeClaimWarnings(structField(claim, "spec"), `spec.volumeClaimTemplates[${index}]`),
    ),
    ...(negativeHistory
      ? ["spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended"]
      : []),
  ];
}
