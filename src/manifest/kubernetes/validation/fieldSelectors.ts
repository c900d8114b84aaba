import type { JsonObject } from "../../../model/json.ts";
import { stringField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { forbidden, invalid, notSupported, required } from "./fieldErrors.ts";
import { validateLabelName } from "./labelSelector.ts";
import { quantityNanos } from "./quantities.ts";

/** The paths of the downward API that an environment variable may show. */
export const ENVIRONMENT_FIELD_PATHS: readonly string[] = [
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.nodeName",
  "spec.serviceAccountName",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
];

/** The paths of the downward API that a file of a volume may show. */
export const VOLUME_FIELD_PATHS: readonly string[] = [
  "metadata.annotations",
  "metadata.labels",
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
];

/** What the conversion to the internal API lets through, whether or not it makes sense at the place. */
const CONVERTIBLE_FIELD_PATHS: readonly string[] = [
  ...VOLUME_FIELD_PATHS,
  "spec.nodeName",
  "spec.restartPolicy",
  "spec.serviceAccountName",
  "spec.schedulerName",
  "status.phase",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
];

/** @param supportedPaths sorted, as the text lists them */
export function validateObjectFieldSelector(
  selector: JsonObject,
  supportedPaths: readonly string[],
  path: string,
  release: ManifestRelease,
): FieldError[] {
  const apiVersion = stringField(selector, "apiVersion");
  const fieldPath = stringField(selector, "fieldPath");
  if (apiVersion === "") return [required(`${path}.apiVersion`)];
  if (fieldPath === "") return [required(`${path}.fieldPath`)];
  const problem = conversionProblem(apiVersion, fieldPath);
  if (problem !== undefined) return [invalid(`${path}.fieldPath`, fieldPath, `error converting fieldPath: ${problem}`)];
  const subscript = splitSubscript(fieldPath);
  if (subscript !== undefined) {
    const key = subscript.path === "metadata.annotations" ? subscript.key.toLowerCase() : subscript.key;
    return validateLabelName(key, path, release);
  }
  // `spec.host` is what very old clients say for spec.nodeName.
  const internalPath = fieldPath === "spec.host" ? "spec.nodeName" : fieldPath;
  return supportedPaths.includes(internalPath) ? [] : [notSupported(`${path}.fieldPath`, internalPath, supportedPaths)];
}

/** A path that 1.28 knows but does not allow; its place among the errors differs between variables and files. */
export function validateHostIPsGate(selector: JsonObject, path: string, release: ManifestRelease): FieldError[] {
  if (release.podHostIPs || stringField(selector, "fieldPath") !== "status.hostIPs") return [];
  return [forbidden(path, "may not be set when feature gate 'PodHostIPs' is not enabled")];
}

function conversionProblem(apiVersion: string, fieldPath: string): string | undefined {
  if (apiVersion !== "v1") return `unsupported pod version: ${apiVersion}`;
  const subscript = splitSubscript(fieldPath);
  if (subscript !== undefined) {
    const hasEntries = subscript.path === "metadata.annotations" || subscript.path === "metadata.labels";
    return hasEntries ? undefined : `field label does not support subscript: ${fieldPath}`;
  }
  if (fieldPath === "spec.host" || CONVERTIBLE_FIELD_PATHS.includes(fieldPath)) return undefined;
  return `field label not supported: ${fieldPath}`;
}

/** `metadata.labels['app']` is the path `metadata.labels` and the key `app`. */
function splitSubscript(fieldPath: string): { readonly path: string; readonly key: string } | undefined {
  const start = fieldPath.indexOf("['");
  if (start <= 0 || !fieldPath.endsWith("']") || start + 2 > fieldPath.length - 2) return undefined;
  return { path: fieldPath.slice(0, start), key: fieldPath.slice(start + 2, -2) };
}

const RESOURCE_PATHS: readonly string[] = [
  "limits.cpu",
  "limits.ephemeral-storage",
  "limits.memory",
  "requests.cpu",
  "requests.ephemeral-storage",
  "requests.memory",
];
const HUGE_PAGE_PREFIXES: readonly string[] = ["limits.hugepages-", "requests.hugepages-"];
const CPU_DIVISORS: readonly string[] = ["1m", "1"];
const BYTE_DIVISORS: readonly string[] = [
  "1",
  "1k",
  "1M",
  "1G",
  "1T",
  "1P",
  "1E",
  "1Ki",
  "1Mi",
  "1Gi",
  "1Ti",
  "1Pi",
  "1Ei",
];

/** @param inVolume there the container must be named */
export function validateResourceFieldSelector(selector: JsonObject, path: string, inVolume: boolean): FieldError[] {
  const resource = stringField(selector, "resource");
  const isHugePages = HUGE_PAGE_PREFIXES.some((prefix) => resource.startsWith(prefix));
  const errors: FieldError[] = [];
  if (inVolume && stringField(selector, "containerName") === "") errors.push(required(`${path}.containerName`));
  else if (resource === "") errors.push(required(`${path}.resource`));
  else if (!RESOURCE_PATHS.includes(resource) && !isHugePages) {
    errors.push(notSupported(`${path}.resource`, resource, RESOURCE_PATHS));
  }
  return [...errors, ...validateDivisor(resource, isHugePages, stringField(selector, "divisor"), path)];
}

function validateDivisor(resource: string, isHugePages: boolean, divisor: string, path: string): FieldError[] {
  if (divisor === "" || quantityNanos(divisor) === 0n) return [];
  const kind = divisorKind(resource, isHugePages);
  if (kind === undefined) return [];
  const supported = kind === "cpu" ? CPU_DIVISORS : BYTE_DIVISORS;
  if (supported.includes(divisor)) return [];
  const list = kind === "cpu" ? supported.join(" and ") : supported.join(", ");
  return [
    invalid(`${path}.divisor`, resource, `only divisor's values ${list} are supported with the ${kind} resource`),
  ];
}

function divisorKind(resource: string, isHugePages: boolean): string | undefined {
  if (isHugePages) return "hugepages";
  if (!RESOURCE_PATHS.includes(resource)) return undefined;
  switch (resource.split(".", 2)[1]) {
    case "cpu":
      return "cpu";
    case "memory":
      return "memory";
    case "ephemeral-storage":
      return "local ephemeral storage";
    default:
      return undefined;
  }
}
