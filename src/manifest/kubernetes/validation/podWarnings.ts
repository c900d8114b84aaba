import { quoteGoString } from "../../../model/quoteGoString.ts";
import type { JsonObject } from "../../../model/json.ts";
import {
  optionalNumber,
  pointerField,
  stringField,
  stringListField,
  stringMapField,
  structField,
  structListField,
} from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import { appArmorProfileOf, isSameProfile } from "./appArmorAnnotation.ts";
import { ipWarnings } from "./ipWarnings.ts";
import { podAffinityWarnings, schedulingWarnings } from "./podSchedulingWarnings.ts";
import { allContainers } from "./podContext.ts";
import { portWarnings } from "./portWarnings.ts";
import { isIntegerQuantity } from "./quantities.ts";
import type { PlacedContainer } from "./seccompAndAppArmor.ts";
import {
  APP_ARMOR_ANNOTATION_PREFIX,
  SECCOMP_CONTAINER_ANNOTATION_PREFIX,
  SECCOMP_POD_ANNOTATION,
} from "./seccompAndAppArmor.ts";
import { volumeWarnings } from "./volumeWarnings.ts";

/**
 * What the API server warns of in a pod or in the template of one, in its order (`warningsForPodSpecAndMeta`).
 * @param path of the template with a dot behind it, such as `spec.template.`; "" for a pod
 */
export function podWarnings(metadata: JsonObject, spec: JsonObject, path: string, release: ManifestRelease): string[] {
  const annotations = stringMapField(metadata, "annotations") ?? {};
  const containers = allContainers(spec, `${path}spec`);
  const gracePeriodSeconds = optionalNumber(spec, "terminationGracePeriodSeconds") ?? 0;
  const gracePath = `${path}spec.terminationGracePeriodSeconds`;
  return [
    ...schedulingWarnings(spec, `${path}spec`, release),
    ...deprecatedAnnotationWarnings(annotations, path),
    ...volumeWarnings(structListField(spec, "volumes"), `${path}spec.volumes`, release),
    ...duplicateWarnings(spec, "hostAliases", "ip", `${path}spec`),
    ...duplicateWarnings(spec, "imagePullSecrets", "name", `${path}spec`),
    ...structListField(spec, "imagePullSecrets").flatMap((secret, index) =>
      stringField(secret, "name") === "" ? [`${path}spec.imagePullSecrets[${index}].name: invalid empty name ""`] : [],
    ),
    ...fractionWarnings(structField(spec, "overhead"), `${path}spec.overhead`, ["memory", "ephemeral-storage"]),
    ...podSeccompWarnings(annotations, spec, path),
    ...containers.flatMap((placed) => containerWarnings(placed, annotations, spec, path, release)),
    ...portWarnings(containers, release),
    ...(gracePeriodSeconds < 0
      ? [`${gracePath}: must be >= 0; negative values are invalid and will be treated as 1`]
      : []),
    ...podAffinityWarnings(spec, `${path}spec`),
    ...(release.podAddressWarnings ? addressWarnings(spec, `${path}spec`, release) : []),
  ];
}

const DEPRECATED_ANNOTATIONS: Readonly<Record<string, string>> = {
  "scheduler.alpha.kubernetes.io/critical-pod": 'non-functional in v1.16+; use the "priorityClassName" field instead',
  "security.alpha.kubernetes.io/sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
  "security.alpha.kubernetes.io/unsafe-sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
};

type Annotations = Readonly<Record<string, string>>;

function deprecatedAnnotationWarnings(annotations: Annotations, path: string): string[] {
  return Object.entries(DEPRECATED_ANNOTATIONS)
    .filter(([key]) => annotations[key] !== undefined)
    .map(([key, message]) => `${path}metadata.annotations[${key}]: ${message}`);
}

function duplicateWarnings(spec: JsonObject, list: string, field: string, path: string): string[] {
  const seen = new Set<string>();
  return structListField(spec, list).flatMap((item, index) => {
    const value = stringField(item, field);
    const repeated = seen.has(value);
    seen.add(value);
    return repeated ? [`${path}.${list}[${index}].${field}: duplicate ${field} ${quoteGoString(value)}`] : [];
  });
}

function fractionWarnings(quantities: JsonObject, path: string, names: readonly string[]): string[] {
  return names
    .filter((name) => !isIntegerQuantity(stringField(quantities, name)))
    .map((name) => {
      const value = quoteGoString(stringField(quantities, name));
      return `${path}[${name}]: fractional byte value ${value} is invalid, must be an integer`;
    });
}

const SECCOMP_ADVICE = 'non-functional in v1.27+; use the "seccompProfile" field instead';

function podSeccompWarnings(annotations: Annotations, spec: JsonObject, path: string): string[] {
  const hasField = pointerField(structField(spec, "securityContext"), "seccompProfile") !== undefined;
  if (hasField || annotations[SECCOMP_POD_ANNOTATION] === undefined) return [];
  return [`${path}metadata.annotations[${SECCOMP_POD_ANNOTATION}]: ${SECCOMP_ADVICE}`];
}

function containerWarnings(
  placed: PlacedContainer,
  annotations: Annotations,
  spec: JsonObject,
  path: string,
  release: ManifestRelease,
): string[] {
  const { container, path: containerPath } = placed;
  const resources = structField(container, "resources");
  const limits = structField(resources, "limits");
  const requests = structField(resources, "requests");
  const seccompKey = `${SECCOMP_CONTAINER_ANNOTATION_PREFIX}${stringField(container, "name")}`;
  const hasSeccompField = pointerField(structField(container, "securityContext"), "seccompProfile") !== undefined;
  return [
    ...(!hasSeccompField && annotations[seccompKey] !== undefined
      ? [`${path}metadata.annotations[${seccompKey}]: ${SECCOMP_ADVICE}`]
      : []),
    ...(path !== "" && release.appArmorFields ? appArmorWarnings(container, annotations, spec, path, release) : []),
    ...["memory", "ephemeral-storage"].flatMap((name) => [
      ...fractionWarnings(limits, `${containerPath}.resources.limits`, [name]),
      ...fractionWarnings(requests, `${containerPath}.resources.requests`, [name]),
    ]),
    ...hiddenVariableWarnings(container, containerPath, release),
  ];
}

/** Only of a template: in a pod the annotation has become a field by now. */
function appArmorWarnings(
  container: JsonObject,
  annotations: Annotations,
  spec: JsonObject,
  path: string,
  release: ManifestRelease,
): string[] {
  const key = `${APP_ARMOR_ANNOTATION_PREFIX}${stringField(container, "name")}`;
  const annotation = annotations[key];
  const podProfile = pointerField(structField(spec, "securityContext"), "appArmorProfile");
  const hasField = pointerField(structField(container, "securityContext"), "appArmorProfile") !== undefined;
  if (hasField || annotation === undefined) return [];
  const compared = release.podAppArmorComparedInWarnings;
  const covered = podProfile !== undefined && (!compared || isSameProfile(podProfile, appArmorProfileOf(annotation)));
  if (covered) return [];
  return [`${path}metadata.annotations[${key}]: deprecated since v1.30; use the "appArmorProfile" field instead`];
}

/** A variable that occurs twice is fine where the second builds on the first. */
function hiddenVariableWarnings(container: JsonObject, path: string, release: ManifestRelease): string[] {
  const seen = new Set<string>();
  return structListField(container, "env").flatMap((variable, index) => {
    const name = stringField(variable, "name");
    const value = stringField(variable, "value");
    const repeated = seen.has(name);
    seen.add(name);
    const reference = `$(${name})`;
    const buildsOnFirst = value.includes(reference) && value !== reference;
    if (!repeated || (buildsOnFirst && pointerField(variable, "valueFrom") === undefined)) return [];
    const hides = `hides previous definition of ${quoteGoString(name)}${release.hiddenVariableSuffix}`;
    return [`${path}.env[${index}]: ${hides}`];
  });
}

function addressWarnings(spec: JsonObject, path: string, release: ManifestRelease): string[] {
  return [
    ...stringListField(structField(spec, "dnsConfig"), "nameservers").flatMap((address, index) =>
      ipWarnings(address, `${path}.dnsConfig.nameservers[${index}]`, release),
    ),
    ...structListField(spec, "hostAliases").flatMap((alias, index) =>
      ipWarnings(stringField(alias, "ip"), `${path}.hostAliases[${index}].ip`, release),
    ),
  ];
}
