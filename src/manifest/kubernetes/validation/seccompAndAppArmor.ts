import type { JsonObject } from "../../../model/json.ts";
import { optionalString, pointerField, stringField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { forbidden, invalid, namedStringValue, notSupported, required, tooLong } from "./fieldErrors.ts";
import type { GoField } from "./goStruct.ts";
import { printGoStruct } from "./goStruct.ts";
import { byteLength } from "./names.ts";
import { validateLocalDescendingPath } from "./volumePaths.ts";

const PROFILE_TYPES: readonly string[] = ["Localhost", "RuntimeDefault", "Unconfined"];

export const PROFILE_FIELDS: readonly GoField[] = [
  { name: "Type", key: "type", type: "string" },
  { name: "LocalhostProfile", key: "localhostProfile", type: "*string" },
];

/** `seccompProfile` of a pod's or a container's security context. */
export function validateSeccompProfile(securityContext: JsonObject, contextPath: string): FieldError[] {
  const profile = pointerField(securityContext, "seccompProfile");
  if (profile === undefined) return [];
  const path = `${contextPath}.seccompProfile`;
  const localhostProfile = optionalString(profile, "localhostProfile");
  const type = stringField(profile, "type");
  const errors = validateProfileType(type, `${path}.type`, "seccompProfile");
  if (type !== "Localhost") {
    if (localhostProfile === undefined) return errors;
    const printed = printGoStruct(profile, "core.SeccompProfile", PROFILE_FIELDS);
    return [...errors, invalid(`${path}.localhostProfile`, printed, "can only be set when seccomp type is Localhost")];
  }
  if (localhostProfile === undefined) {
    return [...errors, required(`${path}.localhostProfile`, "must be set when seccomp type is Localhost")];
  }
  return [...errors, ...validateLocalDescendingPath(localhostProfile, `${path}.localhostProfile`)];
}

function validateProfileType(type: string, path: string, field: string): FieldError[] {
  if (type === "") return [required(path, `type is required when ${field} is set`)];
  return PROFILE_TYPES.includes(type) ? [] : [notSupported(path, namedStringValue(type), PROFILE_TYPES)];
}

const LOCALHOST_PROFILE_MAX_LENGTH = 4095;

/** `appArmorProfile` of a pod's or a container's security context. */
export function validateAppArmorProfile(
  securityContext: JsonObject,
  contextPath: string,
  release: ManifestRelease,
): FieldError[] {
  const profile = pointerField(securityContext, "appArmorProfile");
  if (profile === undefined) return [];
  const path = `${contextPath}.appArmorProfile`;
  const localhostPath = `${path}.localhostProfile`;
  const localhostProfile = optionalString(profile, "localhostProfile");
  const type = stringField(profile, "type");
  if (type === "RuntimeDefault" || type === "Unconfined") {
    if (localhostProfile === undefined) return [];
    return [
      invalid(localhostPath, namedStringValue(localhostProfile), "can only be set when AppArmor type is Localhost"),
    ];
  }
  if (type !== "Localhost") return validateProfileType(type, `${path}.type`, "appArmorProfile");
  const missing = required(localhostPath, "must be set when AppArmor type is Localhost");
  if (localhostProfile === undefined) return [missing];
  const errors: FieldError[] = [];
  if (localhostProfile.trim() !== localhostProfile) {
    errors.push(invalid(localhostPath, localhostProfile, "must not be padded with whitespace"));
  } else if (localhostProfile === "") {
    errors.push(missing);
  }
  if (byteLength(localhostProfile) <= LOCALHOST_PROFILE_MAX_LENGTH) return errors;
  return [...errors, tooLong(localhostPath, LOCALHOST_PROFILE_MAX_LENGTH, release.tooLongByLengthWording)];
}

/** A container of the pod and its path. */
export interface PlacedContainer {
  readonly container: JsonObject;
  readonly path: string;
}

type Annotations = Readonly<Record<string, string>>;

/** What a kind of profile is called in the old annotations. */
interface ProfileAnnotations {
  readonly label: "seccomp" | "apparmor";
  readonly runtimeDefault: readonly string[];
  readonly unconfined: string;
  readonly localhostPrefix: string;
}

const SECCOMP_ANNOTATIONS: ProfileAnnotations = {
  label: "seccomp",
  runtimeDefault: ["runtime/default", "docker/default"],
  unconfined: "unconfined",
  localhostPrefix: "localhost/",
};

const APP_ARMOR_ANNOTATIONS: ProfileAnnotations = {
  label: "apparmor",
  runtimeDefault: ["runtime/default"],
  unconfined: "unconfined",
  localhostPrefix: "localhost/",
};

export const SECCOMP_POD_ANNOTATION = "seccomp.security.alpha.kubernetes.io/pod";
export const SECCOMP_CONTAINER_ANNOTATION_PREFIX = "container.seccomp.security.alpha.kubernetes.io/";
export const APP_ARMOR_ANNOTATION_PREFIX = "container.apparmor.security.beta.kubernetes.io/";

/** Where both the field and the old annotation are there they must agree. */
export function validateSeccompAnnotationsMatch(
  annotations: Annotations,
  podSecurityContext: JsonObject,
  containers: readonly PlacedContainer[],
  specPath: string,
): FieldError[] {
  const podProfile = pointerField(podSecurityContext, "seccompProfile");
  return [
    ...validateMatch(
      annotations[SECCOMP_POD_ANNOTATION],
      podProfile,
      `${specPath}.securityContext.seccompProfile`,
      SECCOMP_ANNOTATIONS,
    ),
    ...containers.flatMap(({ container, path }) =>
      validateMatch(
        annotations[`${SECCOMP_CONTAINER_ANNOTATION_PREFIX}${stringField(container, "name")}`],
        pointerField(pointerField(container, "securityContext") ?? {}, "seccompProfile"),
        `${path}.securityContext.seccompProfile`,
        SECCOMP_ANNOTATIONS,
      ),
    ),
  ];
}

/** The same for AppArmor, where a container inherits the pod's profile. */
export function validateAppArmorAnnotationsMatch(
  annotations: Annotations,
  podSecurityContext: JsonObject,
  containers: readonly PlacedContainer[],
): FieldError[] {
  const podProfile = pointerField(podSecurityContext, "appArmorProfile");
  return containers.flatMap(({ container, path }) =>
    validateMatch(
      annotations[`${APP_ARMOR_ANNOTATION_PREFIX}${stringField(container, "name")}`],
      pointerField(pointerField(container, "securityContext") ?? {}, "appArmorProfile") ?? podProfile,
      `${path}.securityContext.appArmorProfile`,
      APP_ARMOR_ANNOTATIONS,
    ),
  );
}

function validateMatch(
  annotation: string | undefined,
  profile: JsonObject | undefined,
  path: string,
  names: ProfileAnnotations,
): FieldError[] {
  if (annotation === undefined || profile === undefined) return [];
  const differentType = [forbidden(`${path}.type`, `${names.label} type in annotation and field must match`)];
  switch (stringField(profile, "type")) {
    case "Unconfined":
      return annotation === names.unconfined ? [] : differentType;
    case "RuntimeDefault":
      return names.runtimeDefault.includes(annotation) ? [] : differentType;
    case "Localhost": {
      if (!annotation.startsWith(names.localhostPrefix)) return differentType;
      const profileName = annotation.slice(names.localhostPrefix.length);
      if (optionalString(profile, "localhostProfile") === profileName) return [];
      return [forbidden(`${path}.localhostProfile`, `${names.label} profile in annotation and field must match`)];
    }
    default:
      return [];
  }
}
