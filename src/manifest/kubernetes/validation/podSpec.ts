import { quoteGoString } from "../../../model/quoteGoString.ts";
import type { JsonObject } from "../../../model/json.ts";
import {
  booleanField,
  listField,
  optionalNumber,
  optionalString,
  stringField,
  stringMapField,
  structField,
  structListField,
} from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import { validateAffinity } from "./affinity.ts";
import { validateHostNetworkPorts } from "./containerPorts.ts";
import type { ContainerContext } from "./containers.ts";
import { validateContainers, validateEphemeralContainers, validateInitContainers } from "./containers.ts";
import { validateDnsConfig, validateHostAliases } from "./dnsAndHosts.ts";
import { validateFileKeyVolumes } from "./environment.ts";
import type { FieldError } from "./fieldErrors.ts";
import { duplicate, forbidden, invalid, required, tooLong } from "./fieldErrors.ts";
import { int64 } from "./int64.ts";
import { validateLabelName, validateLabels } from "./labelSelector.ts";
import { byteLength, isDNS1123Label, isDNS1123Subdomain, isInRange, nameIsDNSSubdomain } from "./names.ts";
import { oneOf } from "./oneOf.ts";
import { validateOperatingSystem } from "./operatingSystem.ts";
import type { PodContext } from "./podContext.ts";
import { allContainers, serviceAccountNameOf } from "./podContext.ts";
import { validatePodResourceClaims } from "./podResourceClaims.ts";
import { validatePodLevelResources } from "./podLevelResources.ts";
import { validatePodSecurityContext } from "./podSecurityContext.ts";
import { validateOverhead } from "./resources.ts";
import type { PlacedContainer } from "./seccompAndAppArmor.ts";
import { validateTolerations } from "./tolerations.ts";
import { validateTopologySpread } from "./topologySpread.ts";
import { validateVolumes } from "./volumes.ts";
import { validateHostProcess } from "./windowsOptions.ts";

const RESTART_POLICIES = ["Always", "OnFailure", "Never"];
const DNS_POLICIES = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
const PREEMPTION_POLICIES = ["PreemptLowerPriority", "Never"];
const LARGEST_INT32 = 2 ** 31 - 1;

/** The spec of a pod or of a template, after defaulting and `dropDisabledPodFields`; the order of the errors is the server's (`ValidatePodSpec`). */
export function validatePodSpec(spec: JsonObject, path: string, context: PodContext): FieldError[] {
  const { release, podLabels } = context;
  const containers = allContainers(spec, path);
  const hostNetwork = booleanField(spec, "hostNetwork");
  return [
    ...validateContainerLists(spec, path, context),
    ...validatePodLevelResources(spec, path, release),
    ...(hostNetwork
      ? validateHostNetworkPorts(structListField(spec, "containers"), `${path}.containers`, context.resourceIsPod)
      : []),
    ...oneOf(`${path}.restartPolicy`, stringField(spec, "restartPolicy"), RESTART_POLICIES),
    ...oneOf(`${path}.dnsPolicy`, stringField(spec, "dnsPolicy"), DNS_POLICIES),
    ...validateLabels(stringMapField(spec, "nodeSelector"), `${path}.nodeSelector`, release),
    ...validatePodSecurityContext(spec, path, release),
    ...validateAffinity(structField(spec, "affinity"), podLabels, `${path}.affinity`, release),
    ...validateDnsConfig(spec, `${path}.dnsConfig`, release),
    ...validateGates(spec, path, release),
    ...validateTopologySpread(
      structListField(spec, "topologySpreadConstraints"),
      podLabels,
      `${path}.topologySpreadConstraints`,
      release,
    ),
    ...validateHostProcess(containers, structField(spec, "securityContext"), hostNetwork, path),
    ...validateHostUsers(spec, containers, path, release),
    ...validateHostnameOverride(spec, path),
    ...validateNames(spec, path, release),
    ...validateTolerations(structListField(spec, "tolerations"), `${path}.tolerations`, release),
    ...validateHostAliases(structListField(spec, "hostAliases"), `${path}.hostAliases`, release),
    ...validateClasses(spec, path),
    ...validateOverhead(spec, `${path}.overhead`, release),
    ...validateOperatingSystem(spec, containers, path, release),
    ...containers.flatMap((placed) =>
      validateFileKeyVolumes(placed.container, structListField(spec, "volumes"), placed.path),
    ),
  ];
}

/** Everything up to the containers, which need to know the volumes and claims. */
function validateContainerLists(spec: JsonObject, path: string, context: PodContext): FieldError[] {
  const { release } = context;
  const gracePeriodSeconds = optionalNumber(spec, "terminationGracePeriodSeconds");
  const volumes = validateVolumes(structListField(spec, "volumes"), context.podName, `${path}.volumes`, context);
  const claims = structListField(spec, "resourceClaims");
  const containers = structListField(spec, "containers");
  const containerContext: ContainerContext = {
    release,
    volumes: volumes.volumes,
    claimNames: new Set(claims.map((claim) => stringField(claim, "name")).filter((name) => name !== "")),
    gracePeriodSeconds,
    podRestartPolicy: stringField(spec, "restartPolicy"),
    hostUsers: spec["hostUsers"] !== false,
  };
  return [
    ...(gracePeriodSeconds === undefined ? [required(`${path}.terminationGracePeriodSeconds`)] : []),
    ...volumes.errors,
    ...validatePodResourceClaims(claims, context.podAnnotations, `${path}.resourceClaims`),
    ...validateContainers(containers, `${path}.containers`, containerContext),
    ...validateInitContainers(
      structListField(spec, "initContainers"),
      containers,
      `${path}.initContainers`,
      containerContext,
    ),
    ...validateEphemeralContainers(spec, `${path}.ephemeralContainers`, containerContext),
  ];
}

/** `readinessGates` and `schedulingGates`. */
function validateGates(spec: JsonObject, path: string, release: ManifestRelease): FieldError[] {
  const seen = new Set<string>();
  return [
    ...structListField(spec, "readinessGates").flatMap((gate, index) =>
      validateLabelName(stringField(gate, "conditionType"), `${path}.readinessGates[${index}].conditionType`, release),
    ),
    ...structListField(spec, "schedulingGates").flatMap((gate, index) => {
      const name = stringField(gate, "name");
      const gatePath = `${path}.schedulingGates[${index}]`;
      const repeated = seen.has(name) ? [duplicate(gatePath, name)] : [];
      seen.add(name);
      return [...validateLabelName(name, gatePath, release), ...repeated];
    }),
  ];
}

/** User namespaces go with no other namespace of the host. Two of the paths are spelled like Go's fields. */
function validateHostUsers(
  spec: JsonObject,
  containers: readonly PlacedContainer[],
  path: string,
  release: ManifestRelease,
): FieldError[] {
  if (spec["hostUsers"] !== false) return [];
  const detail = `when ${release.hostUsersName} is false`;
  const withDevices = containers.filter(({ container }) => listField(container, "volumeDevices").length > 0);
  return [
    ...(booleanField(spec, "hostNetwork") ? [forbidden(`${path}.hostNetwork`, detail)] : []),
    ...(booleanField(spec, "hostPID") ? [forbidden(`${path}.HostPID`, detail)] : []),
    ...(booleanField(spec, "hostIPC") ? [forbidden(`${path}.HostIPC`, detail)] : []),
    ...(release.userNamespacesForbidVolumeDevices
      ? withDevices.map((placed) => forbidden(`${placed.path}.volumeDevices`, detail))
      : []),
  ];
}

const HOSTNAME_OVERRIDE_MAX_LENGTH = 64;

function validateHostnameOverride(spec: JsonObject, specPath: string): FieldError[] {
  const override = optionalString(spec, "hostnameOverride");
  if (override === undefined) return [];
  const path = `${specPath}.hostnameOverride`;
  const errors: FieldError[] = [];
  if (booleanField(spec, "setHostnameAsFQDN")) {
    errors.push(forbidden(path, "may not be specified when setHostnameAsFQDN is true"));
  }
  if (booleanField(spec, "hostNetwork")) errors.push(forbidden(path, "may not be specified when hostNetwork is true"));
  if (byteLength(override) > HOSTNAME_OVERRIDE_MAX_LENGTH) errors.push(tooLong(path, HOSTNAME_OVERRIDE_MAX_LENGTH));
  return [...errors, ...isDNS1123Subdomain(override).map((problem) => invalid(path, override, problem))];
}

/** Names of other things, and the deadline that stands between them. */
function validateNames(spec: JsonObject, path: string, release: ManifestRelease): FieldError[] {
  const deadlineSeconds = optionalNumber(spec, "activeDeadlineSeconds");
  const serviceAccountName = serviceAccountNameOf(spec);
  const deprecatedServiceAccount = stringField(spec, "serviceAccount");
  const errors = validateName(serviceAccountName, `${path}.serviceAccountName`);
  if (release.deprecatedServiceAccountChecked && deprecatedServiceAccount !== serviceAccountName) {
    const detail = `must be the same as serviceAccountName: ${quoteGoString(serviceAccountName)}`;
    errors.push(invalid(`${path}.deprecatedServiceAccount`, deprecatedServiceAccount, detail));
  }
  errors.push(...validateName(stringField(spec, "nodeName"), `${path}.nodeName`));
  if (deadlineSeconds !== undefined) {
    const problems = isInRange(deadlineSeconds, 1, LARGEST_INT32);
    const deadlinePath = `${path}.activeDeadlineSeconds`;
    errors.push(...problems.map((problem) => invalid(deadlinePath, int64(deadlineSeconds), problem)));
  }
  for (const field of ["hostname", "subdomain"]) {
    const name = stringField(spec, field);
    if (name === "") continue;
    errors.push(...isDNS1123Label(name).map((problem) => invalid(`${path}.${field}`, name, problem)));
  }
  return errors;
}

/** @param name "" is none, which is fine */
function validateName(name: string, path: string): FieldError[] {
  return name === "" ? [] : nameIsDNSSubdomain(name, false).map((problem) => invalid(path, name, problem));
}

/** Priority class, runtime class, preemption. */
function validateClasses(spec: JsonObject, path: string): FieldError[] {
  const runtimeClassName = optionalString(spec, "runtimeClassName");
  const preemptionPolicy = optionalString(spec, "preemptionPolicy");
  const runtimeProblems = runtimeClassName === undefined ? [] : nameIsDNSSubdomain(runtimeClassName, false);
  return [
    ...validateName(stringField(spec, "priorityClassName"), `${path}.priorityClassName`),
    ...runtimeProblems.map((problem) => invalid(`${path}.runtimeClassName`, runtimeClassName ?? "", problem)),
    ...(preemptionPolicy === undefined ? [] : oneOf(`${path}.preemptionPolicy`, preemptionPolicy, PREEMPTION_POLICIES)),
  ];
}
