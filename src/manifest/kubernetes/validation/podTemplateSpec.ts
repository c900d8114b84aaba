import type { JsonObject } from "../../../model/json.ts";
import { dropDisabledPodFields } from "../dropDisabledPodFields.ts";
import { pointerField, stringMapField, structField, structListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { forbidden } from "./fieldErrors.ts";
import { validateLabels } from "./labelSelector.ts";
import { validateAnnotations } from "./objectMeta.ts";
import { validatePodSpecificAnnotations } from "./podAnnotations.ts";
import type { PodContext } from "./podContext.ts";
import { allContainers } from "./podContext.ts";
import { validatePodSpec } from "./podSpec.ts";
import { podWarnings } from "./podWarnings.ts";
import { validateAppArmorAnnotationsMatch, validateSeccompAnnotationsMatch } from "./seccompAndAppArmor.ts";

/**
 * The template of a pod in another resource, after defaulting and `dropDisabledTemplateFields`.
 * @param template metadata and spec
 * @param path of the template, such as `spec.template`
 */
export function validatePodTemplateSpec(template: JsonObject, path: string, release: ManifestRelease): FieldError[] {
  const metadata = structField(template, "metadata");
  const annotations = stringMapField(metadata, "annotations") ?? {};
  const spec = structField(template, "spec");
  const specPath = `${path}.spec`;
  const context: PodContext = { release, resourceIsPod: false, podName: undefined, podLabels: {}, podAnnotations: {} };
  // The paths lack `metadata`, as in the server.
  const annotationsPath = `${path}.annotations`;
  const ephemeral = structListField(spec, "ephemeralContainers").length > 0;
  return [
    ...validateLabels(stringMapField(metadata, "labels"), `${path}.labels`, release),
    ...validateAnnotations(annotations, annotationsPath, release),
    ...validatePodSpecificAnnotations(annotations, spec, annotationsPath),
    ...validatePodSpec(spec, specPath, context),
    ...validateProfileAnnotations(annotations, spec, specPath),
    ...(ephemeral
      ? [forbidden(`${specPath}.ephemeralContainers`, "ephemeral containers not allowed in pod template")]
      : []),
  ];
}

/** Security profiles in annotations and fields must agree; a Windows pod may say about AppArmor what it likes. */
export function validateProfileAnnotations(
  annotations: Readonly<Record<string, string>>,
  spec: JsonObject,
  specPath: string,
): FieldError[] {
  const containers = allContainers(spec, specPath);
  const securityContext = structField(spec, "securityContext");
  const isWindows = structField(spec, "os")["name"] === "windows";
  return [
    ...validateSeccompAnnotationsMatch(annotations, securityContext, containers, specPath),
    ...(isWindows ? [] : validateAppArmorAnnotationsMatch(annotations, securityContext, containers)),
  ];
}

/** The template without what the release does not use. */
export function dropDisabledTemplateFields(template: JsonObject, release: ManifestRelease): JsonObject {
  const spec = pointerField(template, "spec");
  return spec === undefined ? template : { ...template, spec: dropDisabledPodFields(spec, release) };
}

/** What the server warns of in a template; `path` as in `validatePodTemplateSpec`. */
export function podTemplateWarnings(template: JsonObject, path: string, release: ManifestRelease): string[] {
  return podWarnings(structField(template, "metadata"), structField(template, "spec"), `${path}.`, release);
}
