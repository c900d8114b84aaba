import type { JsonObject } from "../../../model/json.ts";
import {
  booleanField,
  listField,
  optionalNumber,
  optionalString,
  stringField,
  structField,
  structListField,
} from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { duplicate, invalid, namedStringValue, notSupported, required } from "./fieldErrors.ts";
import { byteLength } from "./names.ts";
import { validateAppArmorProfile, validateSeccompProfile } from "./seccompAndAppArmor.ts";
import { validateUnixId } from "./securityContext.ts";
import { validateWindowsOptions } from "./windowsOptions.ts";

/** `spec.securityContext`, with the host's namespaces, which the server keeps in it up to 1.36. */
export function validatePodSecurityContext(spec: JsonObject, specPath: string, release: ManifestRelease): FieldError[] {
  const context = structField(spec, "securityContext");
  const path = `${specPath}.securityContext`;
  const fsGroupChangePolicy = optionalString(context, "fsGroupChangePolicy");
  const outside = release.hostNamespacesOutsideSecurityContext;
  return [
    ...validateUnixId(optionalNumber(context, "fsGroup"), `${path}.fsGroup`),
    ...validateUnixId(optionalNumber(context, "runAsUser"), `${path}.runAsUser`),
    ...validateUnixId(optionalNumber(context, "runAsGroup"), `${path}.runAsGroup`),
    ...listField(context, "supplementalGroups").flatMap((group, index) =>
      validateUnixId(typeof group === "number" ? group : 0, `${path}.supplementalGroups[${index}]`),
    ),
    ...(outside ? [] : validateSharedProcessNamespace(spec, `${path}.shareProcessNamespace`)),
    ...validateSysctls(structListField(context, "sysctls"), spec, `${path}.sysctls`, release),
    ...validateChoice(fsGroupChangePolicy, ["Always", "OnRootMismatch"], `${path}.fsGroupChangePolicy`),
    ...validateSeccompProfile(context, path),
    ...validateWindowsOptions(context, path),
    ...validateAppArmorProfile(context, path, release),
    ...validatePolicies(context, path, release),
    ...(outside ? validateSharedProcessNamespace(spec, `${specPath}.shareProcessNamespace`) : []),
  ];
}

function validateSharedProcessNamespace(spec: JsonObject, path: string): FieldError[] {
  if (!booleanField(spec, "shareProcessNamespace") || !booleanField(spec, "hostPID")) return [];
  return [invalid(path, true, "ShareProcessNamespace and HostPID cannot both be enabled")];
}

function validatePolicies(context: JsonObject, path: string, release: ManifestRelease): FieldError[] {
  const groupsPolicy = optionalString(context, "supplementalGroupsPolicy");
  const seLinuxChangePolicy = optionalString(context, "seLinuxChangePolicy");
  const seLinuxChangePolicies = release.seLinuxMountOption ? ["MountOption", "Recursive"] : ["Recursive"];
  return [
    ...validateChoice(groupsPolicy, ["Merge", "Strict"], `${path}.supplementalGroupsPolicy`),
    ...validateChoice(seLinuxChangePolicy, seLinuxChangePolicies, `${path}.seLinuxChangePolicy`),
  ];
}

/** @param value undefined is nil, which is fine */
function validateChoice(value: string | undefined, choices: readonly string[], path: string): FieldError[] {
  return value === undefined || choices.includes(value) ? [] : [notSupported(path, namedStringValue(value), choices)];
}

const SYSCTL_FORMAT = "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";
const SYSCTL = new RegExp(SYSCTL_FORMAT);
const SYSCTL_MAX_LENGTH = 253;

function validateSysctls(
  sysctls: readonly JsonObject[],
  spec: JsonObject,
  path: string,
  release: ManifestRelease,
): FieldError[] {
  const seen = new Set<string>();
  return sysctls.flatMap((sysctl, index) => {
    const name = stringField(sysctl, "name");
    const namePath = `${path}[${index}].name`;
    const repeated = seen.has(name);
    seen.add(name);
    return [
      ...validateSysctlName(name, repeated, namePath),
      ...(release.hostSysctlsRefused ? validateHostSysctl(name, spec, namePath) : []),
    ];
  });
}

function validateSysctlName(name: string, repeated: boolean, path: string): FieldError[] {
  if (name === "") return [required(path)];
  if (byteLength(name) > SYSCTL_MAX_LENGTH || !SYSCTL.test(name)) {
    return [invalid(path, name, `must have at most ${SYSCTL_MAX_LENGTH} characters and match regex ${SYSCTL_FORMAT}`)];
  }
  return repeated ? [duplicate(path, name)] : [];
}

const IPC_SYSCTLS: readonly string[] = ["kernel.sem", "kernel.shm_rmid_forced"];
const IPC_SYSCTL_PREFIXES: readonly string[] = ["kernel.shm", "kernel.msg", "fs.mqueue."];

/** A sysctl of a namespace cannot be set where the pod uses the host's. */
function validateHostSysctl(name: string, spec: JsonObject, path: string): FieldError[] {
  const dotted = normalizeSysctl(name);
  const ipc = IPC_SYSCTLS.includes(dotted) || IPC_SYSCTL_PREFIXES.some((prefix) => dotted.startsWith(prefix));
  if (booleanField(spec, "hostNetwork") && dotted.startsWith("net.")) {
    return [invalid(path, name, "may not be specified when 'hostNetwork' is true")];
  }
  if (booleanField(spec, "hostIPC") && ipc) return [invalid(path, name, "may not be specified when 'hostIPC' is true")];
  return [];
}

/** Where the first separator is a slash, slashes and dots change places: `net/ipv4/conf/eno2.100` is `net.ipv4.conf.eno2/100`. */
function normalizeSysctl(name: string): string {
  const firstSeparator = /[./]/.exec(name)?.[0];
  if (firstSeparator !== "/") return name;
  return name.replace(/[./]/g, (separator) => (separator === "." ? "/" : "."));
}
