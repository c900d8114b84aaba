import type { JsonObject } from "../../../model/json.ts";
import { booleanField, optionalNumber, optionalString, pointerField, stringListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError, PrintedValue } from "./fieldErrors.ts";
import { invalid, namedStringValue, notSupported } from "./fieldErrors.ts";
import type { GoField } from "./goStruct.ts";
import { printGoStruct } from "./goStruct.ts";
import { int64 } from "./int64.ts";
import { isInRange } from "./names.ts";
import { PROFILE_FIELDS, validateAppArmorProfile, validateSeccompProfile } from "./seccompAndAppArmor.ts";
import { validateWindowsOptions } from "./windowsOptions.ts";

const LARGEST_ID = 2 ** 31 - 1;

/** A user or group id; undefined is nil. */
export function validateUnixId(id: number | undefined, path: string): FieldError[] {
  return id === undefined ? [] : isInRange(id, 0, LARGEST_ID).map((problem) => invalid(path, int64(id), problem));
}

const PROC_MOUNT_TYPES: readonly string[] = ["Default", "Unmasked"];

/**
 * `securityContext` of a container. Privileged containers are allowed, as on most clusters (`--allow-privileged`).
 * @param hostUsers whether the pod uses the host's users
 */
export function validateSecurityContext(
  container: JsonObject,
  containerPath: string,
  hostUsers: boolean,
  release: ManifestRelease,
): FieldError[] {
  const securityContext = pointerField(container, "securityContext");
  if (securityContext === undefined) return [];
  const path = `${containerPath}.securityContext`;
  return [
    ...validateUnixId(optionalNumber(securityContext, "runAsUser"), `${path}.runAsUser`),
    ...validateUnixId(optionalNumber(securityContext, "runAsGroup"), `${path}.runAsGroup`),
    ...validateProcMount(securityContext, `${path}.procMount`, hostUsers),
    ...validateSeccompProfile(securityContext, path),
    ...validatePrivilegeEscalation(securityContext, path, release),
    ...validateWindowsOptions(securityContext, path),
    ...validateAppArmorProfile(securityContext, path, release),
  ];
}

function validateProcMount(securityContext: JsonObject, path: string, hostUsers: boolean): FieldError[] {
  const procMount = optionalString(securityContext, "procMount");
  if (procMount === undefined) return [];
  const unmasked = hostUsers && procMount === "Unmasked";
  return [
    ...(PROC_MOUNT_TYPES.includes(procMount)
      ? []
      : [notSupported(path, namedStringValue(procMount), PROC_MOUNT_TYPES)]),
    ...(unmasked ? [invalid(path, namedStringValue(procMount), "`hostUsers` must be false to use `Unmasked`")] : []),
  ];
}

function validatePrivilegeEscalation(
  securityContext: JsonObject,
  path: string,
  release: ManifestRelease,
): FieldError[] {
  if (securityContext["allowPrivilegeEscalation"] !== false) return [];
  const printed = printSecurityContext(securityContext, release);
  const added = stringListField(pointerField(securityContext, "capabilities") ?? {}, "add");
  const start = "cannot set `allowPrivilegeEscalation` to false and";
  return [
    ...(booleanField(securityContext, "privileged") ? [invalid(path, printed, `${start} \`privileged\` to true`)] : []),
    ...added
      .filter((capability) => capability === "CAP_SYS_ADMIN")
      .map(() => invalid(path, printed, `${start} \`capabilities.Add\` CAP_SYS_ADMIN`)),
  ];
}

const SELINUX_FIELDS: readonly GoField[] = [
  { name: "User", key: "user", type: "string" },
  { name: "Role", key: "role", type: "string" },
  { name: "Type", key: "type", type: "string" },
  { name: "Level", key: "level", type: "string" },
];

const WINDOWS_FIELDS: readonly GoField[] = [
  { name: "GMSACredentialSpecName", key: "gmsaCredentialSpecName", type: "*string" },
  { name: "GMSACredentialSpec", key: "gmsaCredentialSpec", type: "*string" },
  { name: "RunAsUserName", key: "runAsUserName", type: "*string" },
  { name: "HostProcess", key: "hostProcess", type: "*bool" },
];

const CAPABILITIES_FIELDS: readonly GoField[] = [
  { name: "Add", key: "add", type: "[]core.Capability" },
  { name: "Drop", key: "drop", type: "[]core.Capability" },
];

const SECURITY_CONTEXT_FIELDS: readonly GoField[] = [
  { name: "Capabilities", key: "capabilities", type: "*core.Capabilities", fields: CAPABILITIES_FIELDS },
  { name: "Privileged", key: "privileged", type: "*bool" },
  { name: "SELinuxOptions", key: "seLinuxOptions", type: "*core.SELinuxOptions", fields: SELINUX_FIELDS },
  {
    name: "WindowsOptions",
    key: "windowsOptions",
    type: "*core.WindowsSecurityContextOptions",
    fields: WINDOWS_FIELDS,
  },
  { name: "RunAsUser", key: "runAsUser", type: "*int64" },
  { name: "RunAsGroup", key: "runAsGroup", type: "*int64" },
  { name: "RunAsNonRoot", key: "runAsNonRoot", type: "*bool" },
  { name: "ReadOnlyRootFilesystem", key: "readOnlyRootFilesystem", type: "*bool" },
  { name: "AllowPrivilegeEscalation", key: "allowPrivilegeEscalation", type: "*bool" },
  { name: "ProcMount", key: "procMount", type: "*core.ProcMountType" },
  { name: "SeccompProfile", key: "seccompProfile", type: "*core.SeccompProfile", fields: PROFILE_FIELDS },
];

const APP_ARMOR_FIELD: GoField = {
  name: "AppArmorProfile",
  key: "appArmorProfile",
  type: "*core.AppArmorProfile",
  fields: PROFILE_FIELDS,
};

function printSecurityContext(securityContext: JsonObject, release: ManifestRelease): PrintedValue {
  const fields = release.appArmorFields ? [...SECURITY_CONTEXT_FIELDS, APP_ARMOR_FIELD] : SECURITY_CONTEXT_FIELDS;
  return printGoStruct(securityContext, "core.SecurityContext", fields);
}
