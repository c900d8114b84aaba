import type { JsonObject } from "../../../model/json.ts";
import { pointerField, stringField, structField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { forbidden } from "./fieldErrors.ts";
import { validateResources } from "./resources.ts";

/** `spec.resources`, by itself: whether the containers stay within it is not looked at. */
export function validatePodLevelResources(spec: JsonObject, specPath: string, release: ManifestRelease): FieldError[] {
  const resources = pointerField(spec, "resources");
  if (resources === undefined) return [];
  const path = `${specPath}.resources`;
  if (stringField(structField(spec, "os"), "name") === "windows") return [forbidden(path, "may not be set for a windows pod")];
  const claims = resources["claims"] === undefined ? [] : [forbidden(`${path}.claims`, "claims may not be set for Resources at pod-level")];
  return [...claims, ...validateResources(resources, new Set(), path, "pod", release)];
}
