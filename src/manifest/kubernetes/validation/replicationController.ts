import type { JsonObject } from "../../../model/json.ts";
import { numberField, pointerField, stringMapField, structField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { invalid, required } from "./fieldErrors.ts";
import type { Selector } from "./labelSelector.ts";
import { isDNS1123Subdomain, nameIsDNSSubdomain } from "./names.ts";
import { objectName, validateCommonMeta, validateNonnegativeField, validateObjectMeta } from "./objectMeta.ts";
import { validateMatchingLabels, validateRunningTemplate } from "./podController.ts";
import { validatePodTemplateSpec } from "./podTemplateSpec.ts";

export function validateReplicationController(controller: JsonObject, release: ManifestRelease): FieldError[] {
  const spec = structField(controller, "spec");
  const metadata = structField(controller, "metadata");
  const name = release.generatedNamesOnly
    ? validateGeneratedName(metadata)
    : validateObjectMeta(metadata, nameIsDNSSubdomain, "metadata", release);
  const others = release.generatedNamesOnly ? validateCommonMeta(metadata, "metadata", release) : [];
  const replicas = validateNonnegativeField(numberField(spec, "replicas"), "spec.replicas");
  const minReadySeconds = validateNonnegativeField(numberField(spec, "minReadySeconds"), "spec.minReadySeconds");
  const selectorAndTemplate = validateTemplate(spec, release);
  const selector = Object.keys(stringMapField(spec, "selector") ?? {}).length > 0 ? [] : [required("spec.selector")];
  // What is checked from declarations comes after the rest, in the order of the fields.
  if (release.declarativeErrorsLast) {
    const { declared, handwritten } = splitName(name);
    return [
      ...handwritten,
      ...others,
      ...selector,
      ...selectorAndTemplate,
      ...declared,
      ...replicas,
      ...minReadySeconds,
    ];
  }
  return [...name, ...others, ...minReadySeconds, ...selector, ...replicas, ...selectorAndTemplate];
}

/** From 1.35 on only the finished name is checked, also where it was made from a generateName. */
function validateGeneratedName(metadata: JsonObject): FieldError[] {
  const name = objectName(metadata);
  if (name === "") return [required("metadata.name", "name or generateName is required")];
  return isDNS1123Subdomain(name, "bytes").map((problem) => invalid("metadata.name", name, problem));
}

/** A missing name is not declared to be an error, a bad one is. */
function splitName(errors: readonly FieldError[]): {
  readonly declared: FieldError[];
  readonly handwritten: FieldError[];
} {
  return {
    declared: errors.filter((error) => error.kind !== "Required value"),
    handwritten: errors.filter((error) => error.kind === "Required value"),
  };
}

function validateTemplate(spec: JsonObject, release: ManifestRelease): FieldError[] {
  const template = pointerField(spec, "template");
  if (template === undefined) return [required("spec.template")];
  return [
    ...validateMatchingLabels(template, mapSelector(stringMapField(spec, "selector") ?? {}), "spec.template"),
    ...validateRunningTemplate(template, "ReplicationController", numberField(spec, "replicas"), release),
  ];
}

/** A plain map is never refused as selector: it just has to be found among the labels. */
function mapSelector(wanted: Readonly<Record<string, string>>): Selector {
  const entries = Object.entries(wanted);
  return {
    empty: entries.length === 0,
    matches: (labels = {}) => entries.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value),
  };
}

export function validatePodTemplate(podTemplate: JsonObject, release: ManifestRelease): FieldError[] {
  return [
    ...validateObjectMeta(structField(podTemplate, "metadata"), nameIsDNSSubdomain, "metadata", release),
    ...validatePodTemplateSpec(structField(podTemplate, "template"), "template", release),
  ];
}
