import type { JsonObject } from "../../../model/json.ts";
import { dropDisabledPodFields } from "../dropDisabledPodFields.ts";
import {
  numberField,
  optionalString,
  pointerField,
  stringField,
  stringMapField,
  structField,
  structListField,
} from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import { appArmorProfileOf, isSameProfile } from "./appArmorAnnotation.ts";
import { withPodLevelDefaults } from "./podLevelDefaults.ts";
import { APP_ARMOR_ANNOTATION_PREFIX } from "./seccompAndAppArmor.ts";

/** The spec of a pod as the server goes on with it (`Convert_v1_Pod_To_core_Pod`, the strategy's `PrepareForCreate`). */
export function preparePodSpec(metadata: JsonObject, spec: JsonObject, release: ManifestRelease): JsonObject {
  const kept = withGracePeriodForced(dropDisabledPodFields(spec, release));
  const forced = release.podLevelResourceDefaults ? withPodLevelDefaults(kept) : kept;
  const annotations = stringMapField(metadata, "annotations");
  const isWindows = stringField(structField(spec, "os"), "name") === "windows";
  if (annotations === undefined || isWindows || !release.appArmorFields) return forced;
  return withAppArmorFields(forced, annotations);
}

/** The conversion of a pod, not of a template, makes 1 of a negative grace. */
function withGracePeriodForced(spec: JsonObject): JsonObject {
  const negative = numberField(spec, "terminationGracePeriodSeconds") < 0;
  return negative ? { ...spec, terminationGracePeriodSeconds: 1 } : spec;
}

/** The old annotations become fields, where the containers have none and the pod's profile is another one. */
function withAppArmorFields(spec: JsonObject, annotations: Readonly<Record<string, string>>): JsonObject {
  if (!Object.keys(annotations).some((key) => key.startsWith(APP_ARMOR_ANNOTATION_PREFIX))) return spec;
  const podProfile = pointerField(structField(spec, "securityContext"), "appArmorProfile");
  const prepare = (container: JsonObject): JsonObject => {
    const context = structField(container, "securityContext");
    const annotation = annotations[`${APP_ARMOR_ANNOTATION_PREFIX}${stringField(container, "name")}`];
    const profile = annotation === undefined ? undefined : validProfileOf(annotation);
    if (profile === undefined || pointerField(context, "appArmorProfile") !== undefined) return container;
    if (isSameProfile(profile, podProfile)) return container;
    return { ...container, securityContext: { ...context, appArmorProfile: profile } };
  };
  const lists = ["initContainers", "containers", "ephemeralContainers"].filter((list) => spec[list] !== undefined);
  return { ...spec, ...Object.fromEntries(lists.map((list) => [list, structListField(spec, list).map(prepare)])) };
}

/** The profile of an annotation, unless it is one that could not be set as a field. */
function validProfileOf(annotation: string): JsonObject | undefined {
  const profile = appArmorProfileOf(annotation);
  const localhostProfile = profile === undefined ? undefined : optionalString(profile, "localhostProfile");
  return localhostProfile === localhostProfile?.trim() ? profile : undefined;
}
