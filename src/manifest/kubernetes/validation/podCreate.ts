import type { JsonObject } from "../../../model/json.ts";
import { pointerField, stringField, stringMapField, structField, structListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import { validateImageOfPod } from "./containerImage.ts";
import type { FieldError } from "./fieldErrors.ts";
import { forbidden } from "./fieldErrors.ts";
import { isDNS1123Label, nameIsDNSSubdomain } from "./names.ts";
import { objectName, validateObjectMeta } from "./objectMeta.ts";
import { validatePodSpecificAnnotations } from "./podAnnotations.ts";
import type { PodContext } from "./podContext.ts";
import { serviceAccountNameOf } from "./podContext.ts";
import { validatePodSpec } from "./podSpec.ts";
import { validateProfileAnnotations } from "./podTemplateSpec.ts";
import { podWarnings } from "./podWarnings.ts";
import { preparePodSpec } from "./preparePod.ts";

/** What the API server says of a pod that is to be created. */
export interface PodAnswer {
  readonly errors: readonly FieldError[];
  /** The warning headers. */
  readonly warnings: readonly string[];
  /** Some errors come from walking a Go map: their order is another in every run. */
  readonly unordered: boolean;
}

/** @param pod decoded and defaulted */
export function validatePodCreate(pod: JsonObject, release: ManifestRelease): PodAnswer {
  const metadata = structField(pod, "metadata");
  const spec = preparePodSpec(metadata, structField(pod, "spec"), release);
  const annotations = stringMapField(metadata, "annotations") ?? {};
  const context: PodContext = {
    release,
    resourceIsPod: true,
    podName: objectName(metadata),
    podLabels: stringMapField(metadata, "labels") ?? {},
    podAnnotations: annotations,
  };
  const errors = [
    ...validateObjectMeta(metadata, nameIsDNSSubdomain, "metadata", release, {
      keepsGeneration: release.podsKeepGeneration,
    }),
    ...validatePodSpecificAnnotations(annotations, spec, "metadata.annotations"),
    ...validatePodSpec(spec, "spec", context),
    ...validatePodOnly(spec),
    ...validateProfileAnnotations(annotations, spec, "spec"),
  ];
  return {
    errors,
    warnings: [...nameWarnings(context.podName ?? ""), ...podWarnings(metadata, spec, "", release)],
    unordered: errors.some((error) => error.anyOrder === true),
  };
}

/** What holds for pods and, for compatibility, not for templates. */
function validatePodOnly(spec: JsonObject): FieldError[] {
  const images = (["containers", "initContainers"] as const).flatMap((list) =>
    structListField(spec, list).flatMap((container, index) => validateImageOfPod(container, `spec.${list}[${index}]`)),
  );
  const nodeAndGates =
    stringField(spec, "nodeName") !== "" && structListField(spec, "schedulingGates").length > 0
      ? [forbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared")]
      : [];
  const ephemeral =
    structListField(spec, "ephemeralContainers").length > 0
      ? [forbidden("spec.ephemeralContainers", "cannot be set on create")]
      : [];
  return [...validateTokenVolumes(spec), ...images, ...ephemeral, ...nodeAndGates];
}

/** A token of a service account needs the account. */
function validateTokenVolumes(spec: JsonObject): FieldError[] {
  if (serviceAccountNameOf(spec) !== "") return [];
  return structListField(spec, "volumes").flatMap((volume, volumeIndex) =>
    structListField(structField(volume, "projected"), "sources").flatMap((source, sourceIndex) => {
      if (pointerField(source, "serviceAccountToken") === undefined) return [];
      const path = `spec.volumes[${volumeIndex}].projected.sources[${sourceIndex}].serviceAccountToken`;
      return [forbidden(path, "must not be specified when serviceAccountName is not set")];
    }),
  );
}

function nameWarnings(name: string): string[] {
  const problems = isDNS1123Label(name);
  if (problems.length === 0) return [];
  const recommendation =
    "this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended";
  return [`metadata.name: ${recommendation}: [${problems.join(" ")}]`];
}
