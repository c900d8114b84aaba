import type { JsonObject } from "../../../model/json.ts";
import { numberField, optionalNumber, structField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { invalid } from "./fieldErrors.ts";
import { nameIsDNSSubdomain } from "./names.ts";
import { validateNonnegativeField, validateObjectMeta } from "./objectMeta.ts";
import { validateRequiredSelector, validateSelectedTemplate } from "./podController.ts";
import { validateDeploymentStrategy } from "./rollingUpdates.ts";

export function validateDeployment(deployment: JsonObject, release: ManifestRelease): FieldError[] {
  const spec = structField(deployment, "spec");
  return [
    ...validateObjectMeta(structField(deployment, "metadata"), nameIsDNSSubdomain, "metadata", release),
    ...validateNonnegativeField(numberField(spec, "replicas"), "spec.replicas"),
    ...validateRequiredSelector(spec, "deployment", release),
    ...validateSelectedTemplate(spec, release),
    ...validateDeploymentStrategy(spec),
    ...validateNonnegativeField(numberField(spec, "minReadySeconds"), "spec.minReadySeconds"),
    ...validateNonnegativeField(numberField(spec, "revisionHistoryLimit"), "spec.revisionHistoryLimit"),
    ...validateProgressDeadline(spec),
  ];
}

function validateProgressDeadline(spec: JsonObject): FieldError[] {
  const path = "spec.progressDeadlineSeconds";
  const progressDeadlineSeconds = optionalNumber(spec, "progressDeadlineSeconds");
  if (progressDeadlineSeconds === undefined) return [];
  const errors = validateNonnegativeField(progressDeadlineSeconds, path);
  if (progressDeadlineSeconds > numberField(spec, "minReadySeconds")) return errors;
  return [...errors, invalid(path, progressDeadlineSeconds, "must be greater than minReadySeconds")];
}

export function validateReplicaSet(replicaSet: JsonObject, release: ManifestRelease): FieldError[] {
  const spec = structField(replicaSet, "spec");
  return [
    ...validateObjectMeta(structField(replicaSet, "metadata"), nameIsDNSSubdomain, "metadata", release),
    ...validateNonnegativeField(numberField(spec, "replicas"), "spec.replicas"),
    ...validateNonnegativeField(numberField(spec, "minReadySeconds"), "spec.minReadySeconds"),
    // The text really says deployment.
    ...validateRequiredSelector(spec, "deployment", release),
    ...validateSelectedTemplate(spec, release),
  ];
}
