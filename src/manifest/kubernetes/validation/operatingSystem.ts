import type { JsonObject } from "../../../model/json.ts";
import { booleanField, listField, pointerField, stringField, structField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { forbidden, namedStringValue, notSupported, required } from "./fieldErrors.ts";
import type { PlacedContainer } from "./seccompAndAppArmor.ts";

const OPERATING_SYSTEMS: readonly string[] = ["linux", "windows"];

/** `spec.os`, and what cannot be set for a pod of that system. */
export function validateOperatingSystem(
  spec: JsonObject,
  containers: readonly PlacedContainer[],
  path: string,
  release: ManifestRelease,
): FieldError[] {
  const os = pointerField(spec, "os");
  if (os === undefined) return [];
  const name = stringField(os, "name");
  if (name === "") return [required(`${path}.os.name`, release.emptyOperatingSystemDetail)];
  if (!OPERATING_SYSTEMS.includes(name)) return [notSupported(`${path}.os`, namedStringValue(name), OPERATING_SYSTEMS)];
  return name === "linux" ? validateLinux(spec, containers, path) : validateWindows(spec, containers, path, release);
}

function validateLinux(spec: JsonObject, containers: readonly PlacedContainer[], path: string): FieldError[] {
  const contexts = [
    { holder: spec, path },
    ...containers.map(({ container, path: containerPath }) => ({ holder: container, path: containerPath })),
  ];
  return contexts
    .filter(({ holder }) => pointerField(structField(holder, "securityContext"), "windowsOptions") !== undefined)
    .map((context) =>
      forbidden(`${context.path}.securityContext.windowsOptions`, "windows options cannot be set for a linux pod"),
    );
}

const CANNOT_BE_SET = "cannot be set for a windows pod";

const POD_FIELDS_BEFORE_HOST = ["appArmorProfile", "seLinuxOptions"] as const;
const POD_FIELDS_BEFORE_SHARING = ["seccompProfile", "fsGroup", "fsGroupChangePolicy", "sysctls"] as const;
const POD_FIELDS_AFTER_SHARING = [
  "runAsUser",
  "runAsGroup",
  "supplementalGroups",
  "supplementalGroupsPolicy",
  "seLinuxChangePolicy",
] as const;

const CONTAINER_FIELDS = [
  "appArmorProfile",
  "seLinuxOptions",
  "seccompProfile",
  "capabilities",
  "readOnlyRootFilesystem",
  "privileged",
  "allowPrivilegeEscalation",
  "procMount",
  "runAsUser",
  "runAsGroup",
] as const;

function validateWindows(
  spec: JsonObject,
  containers: readonly PlacedContainer[],
  path: string,
  release: ManifestRelease,
): FieldError[] {
  const context = structField(spec, "securityContext");
  const inContext = (fields: readonly string[]): FieldError[] =>
    fields
      .filter((field) => isSet(context, field))
      .map((field) => forbidden(`${path}.securityContext.${field}`, CANNOT_BE_SET));
  const host = [
    ...(isSet(spec, "hostUsers") ? [forbidden(`${path}.hostUsers`, CANNOT_BE_SET)] : []),
    ...["hostPID", "hostIPC"]
      .filter((field) => booleanField(spec, field))
      .map((field) => forbidden(`${path}.${field}`, CANNOT_BE_SET)),
  ];
  const sharing = isSet(spec, "shareProcessNamespace")
    ? [forbidden(`${path}.shareProcessNamespace`, CANNOT_BE_SET)]
    : [];
  const outside = release.hostNamespacesOutsideSecurityContext;
  return [
    ...inContext(POD_FIELDS_BEFORE_HOST),
    ...(outside ? [] : host),
    ...inContext(POD_FIELDS_BEFORE_SHARING),
    ...(outside ? [] : sharing),
    ...inContext(POD_FIELDS_AFTER_SHARING),
    ...(outside ? [...host, ...sharing] : []),
    ...containers.flatMap(({ container, path: containerPath }) =>
      CONTAINER_FIELDS.filter((field) => isSet(structField(container, "securityContext"), field)).map((field) =>
        forbidden(`${containerPath}.securityContext.${field}`, CANNOT_BE_SET),
      ),
    ),
  ];
}

/** Set to anything but nil; a list must also have something in it, except supplementalGroups. */
function isSet(object: JsonObject, field: string): boolean {
  return object[field] !== undefined && (field !== "sysctls" || listField(object, field).length > 0);
}
