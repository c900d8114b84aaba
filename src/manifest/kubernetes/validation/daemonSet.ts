import type { JsonObject } from "../../../model/json.ts";
import { numberField, pointerField, structField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { invalid } from "./fieldErrors.ts";
import {
  labelSelectorAsSelector,
  printedSelector,
  selectsNothingByName,
  validateLabelSelector,
} from "./labelSelector.ts";
import { nameIsDNSSubdomain } from "./names.ts";
import { validateNonnegativeField, validateObjectMeta } from "./objectMeta.ts";
import { printedLabels, templateLabels, validateRunningTemplate } from "./podController.ts";
import { validateDaemonSetUpdateStrategy } from "./rollingUpdates.ts";

export function validateDaemonSet(daemonSet: JsonObject, release: ManifestRelease): FieldError[] {
  const spec = structField(daemonSet, "spec");
  return [
    ...validateObjectMeta(structField(daemonSet, "metadata"), nameIsDNSSubdomain, "metadata", release),
    ...validateSelector(spec, release),
    // Its pods run on many nodes, so shared disks count as for several replicas.
    ...validateRunningTemplate(structField(spec, "template"), "DaemonSet", Number.POSITIVE_INFINITY, release),
    ...validateNonnegativeField(numberField(spec, "minReadySeconds"), "spec.minReadySeconds"),
    ...validateDaemonSetUpdateStrategy(spec),
    ...validateNonnegativeField(numberField(spec, "revisionHistoryLimit"), "spec.revisionHistoryLimit"),
  ];
}

/** Unlike elsewhere a missing selector is no error of its own (it selects nothing), and an empty one must match the labels. */
function validateSelector(spec: JsonObject, release: ManifestRelease): FieldError[] {
  const selector = pointerField(spec, "selector");
  const labels = templateLabels(structField(spec, "template"));
  const matcher = labelSelectorAsSelector(selector, release);
  const mismatch = "`selector` does not match template `labels`";
  return [
    ...validateLabelSelector(selector, "spec.selector", release),
    ...(matcher === undefined || matcher.matches(labels)
      ? []
      : [invalid("spec.template.metadata.labels", printedLabels(labels), mismatch)]),
    ...(selector !== undefined && selectsNothingByName(selector)
      ? [invalid("spec.selector", printedSelector(selector), "empty selector is invalid for daemonset")]
      : []),
  ];
}
