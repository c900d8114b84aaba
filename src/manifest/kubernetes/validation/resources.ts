import type { JsonObject } from "../../../model/json.ts";
import { stringField, stringMapField, structField, structListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError, PrintedValue } from "./fieldErrors.ts";
import { duplicate, forbidden, invalid, notFound, notSupported, required, stringerValue } from "./fieldErrors.ts";
import { validateMap } from "./goMap.ts";
import { isDNS1123Label, isQualifiedName } from "./names.ts";
import { isIntegerQuantity, printedQuantity, quantityNanos } from "./quantities.ts";

const STANDARD_CONTAINER_RESOURCES: readonly string[] = ["cpu", "memory", "ephemeral-storage"];

/** What may be counted in a quota; these may also be lists of requests and limits there. */
const COUNTED_RESOURCES: readonly string[] = [
  "pods",
  "resourcequotas",
  "services",
  "replicationcontrollers",
  "secrets",
  "configmaps",
  "persistentvolumeclaims",
  "services.nodeports",
  "services.loadbalancers",
];

const STANDARD_RESOURCES: readonly string[] = [
  ...STANDARD_CONTAINER_RESOURCES,
  ...STANDARD_CONTAINER_RESOURCES.flatMap((name) => [`requests.${name}`, `limits.${name}`]),
  ...COUNTED_RESOURCES,
  "storage",
  "requests.storage",
];

const HUGE_PAGES_PREFIX = "hugepages-";
const POD_LEVEL_RESOURCES: readonly string[] = ["cpu", HUGE_PAGES_PREFIX, "memory"];

export function isHugePages(name: string): boolean {
  return name.startsWith(HUGE_PAGES_PREFIX);
}

function isNative(name: string): boolean {
  return !name.includes("/") || name.includes("kubernetes.io/");
}

function isOvercommitAllowed(name: string): boolean {
  return isNative(name) && !isHugePages(name);
}

function isExtended(name: string, release: ManifestRelease): boolean {
  return !isNative(name) && !name.startsWith("requests.") && isQualifiedName(`requests.${name}`, release).length === 0;
}

/** What resources are for; it decides which names are allowed. */
type ResourceScope = "container" | "pod";

/**
 * `resources` of a container or of a pod.
 * @param claimNames of the pod's resourceClaims
 */
export function validateResources(
  resources: JsonObject,
  claimNames: ReadonlySet<string>,
  path: string,
  scope: ResourceScope,
  release: ManifestRelease,
): FieldError[] {
  const limits = stringMapField(resources, "limits") ?? {};
  const requests = stringMapField(resources, "requests") ?? {};
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  const hugePagesAlone = names.some(isHugePages) && !names.includes("cpu") && !names.includes("memory");
  const check = (name: string, quantity: string, entryPath: string): FieldError[] => [
    ...(scope === "pod" ? validatePodResourceName : validateContainerResourceName)(name, entryPath, release),
    ...validateQuantity(name, quantity, entryPath, release),
  ];
  return [
    ...validateMap(limits, (name, limit) => [
      ...check(name, limit, `${path}.limits[${name}]`),
      ...validateHugePages(name, limit, `${path}.limits[${name}]`),
    ]),
    ...validateMap(requests, (name, request) => [
      ...check(name, request, `${path}.requests[${name}]`),
      ...validateRequestWithinLimit(name, request, limits[name], path),
      ...validateHugePages(name, request, `${path}.requests[${name}]`),
    ]),
    ...(hugePagesAlone ? [forbidden(path, "HugePages require cpu or memory")] : []),
    ...validateClaims(structListField(resources, "claims"), claimNames, `${path}.claims`),
  ];
}

/** 1.29 to 1.33 print the name bare; see the flag. */
function printedName(name: string, release: ManifestRelease): string | PrintedValue {
  return release.resourceNamePrinted === "stringer" ? stringerValue(name) : name;
}

function validateResourceName(name: string, path: string, release: ManifestRelease): FieldError[] {
  const problems = isQualifiedName(name, release);
  if (problems.length > 0) return problems.map((problem) => invalid(path, printedName(name, release), problem));
  const standard =
    STANDARD_RESOURCES.includes(name) || isHugePages(name) || name.startsWith(`requests.${HUGE_PAGES_PREFIX}`);
  if (name.includes("/") || standard) return [];
  return [invalid(path, printedName(name, release), "must be a standard resource type or fully qualified")];
}

function validateContainerResourceName(name: string, path: string, release: ManifestRelease): FieldError[] {
  const errors = validateResourceName(name, path, release);
  if (!name.includes("/")) {
    if (STANDARD_CONTAINER_RESOURCES.includes(name) || isHugePages(name)) return errors;
    return [...errors, invalid(path, printedName(name, release), "must be a standard resource for containers")];
  }
  if (isNative(name) || isExtended(name, release)) return errors;
  return [...errors, invalid(path, printedName(name, release), "doesn't follow extended resource name standard")];
}

function validatePodResourceName(name: string, path: string, release: ManifestRelease): FieldError[] {
  const errors = validateResourceName(name, path, release);
  if (errors.length > 0 || POD_LEVEL_RESOURCES.includes(name) || isHugePages(name)) return errors;
  return [notSupported(path, printedName(name, release), POD_LEVEL_RESOURCES)];
}

function validateQuantity(name: string, quantity: string, path: string, release: ManifestRelease): FieldError[] {
  const errors: FieldError[] = [];
  if (quantityNanos(quantity) < 0n) errors.push(invalid(path, quantity, "must be greater than or equal to 0"));
  const integer = COUNTED_RESOURCES.includes(name) || isExtended(name, release);
  if (integer && !isIntegerQuantity(quantity))
    errors.push(invalid(path, printedQuantity(quantity), "must be an integer"));
  return errors;
}

function validateRequestWithinLimit(
  name: string,
  request: string,
  limit: string | undefined,
  path: string,
): FieldError[] {
  if (limit === undefined) {
    if (isOvercommitAllowed(name)) return [];
    return [required(`${path}.limits`, "Limit must be set for non overcommitable resources")];
  }
  const difference = quantityNanos(request) - quantityNanos(limit);
  if (difference !== 0n && !isOvercommitAllowed(name)) {
    return [invalid(`${path}.requests`, request, `must be equal to ${name} limit of ${limit}`)];
  }
  if (difference <= 0n) return [];
  return [invalid(`${path}.requests`, request, `must be less than or equal to ${name} limit of ${limit}`)];
}

function validateHugePages(name: string, quantity: string, path: string): FieldError[] {
  if (!isHugePages(name)) return [];
  const pageSize = name.slice(HUGE_PAGES_PREFIX.length);
  const pageNanos = quantityNanos(pageSize);
  if (pageNanos > 0n && isIntegerQuantity(pageSize) && quantityNanos(quantity) % pageNanos === 0n) return [];
  return [invalid(path, quantity, `${quantity} is not positive integer multiple of ${name}`)];
}

/** Claims of a container must be claims of the pod; one of them, or one request of it, may be named once. */
function validateClaims(claims: readonly JsonObject[], claimNames: ReadonlySet<string>, path: string): FieldError[] {
  const seen = new Set<string>();
  return claims.flatMap((claim, index) => {
    const name = stringField(claim, "name");
    if (name === "") return [required(`${path}[${index}]`)];
    return [
      ...validateClaimOnce(name, stringField(claim, "request"), seen, `${path}[${index}]`),
      ...(claimNames.has(name) ? [] : [claimNotFound(name, claimNames, `${path}[${index}]`)]),
    ];
  });
}

function validateClaimOnce(name: string, request: string, seen: Set<string>, path: string): FieldError[] {
  if (seen.has(name)) return [duplicate(path, name)];
  const key = request === "" ? name : `${name}/${request}`;
  const errors =
    request === "" ? [] : isDNS1123Label(request).map((problem) => invalid(`${path}.request`, request, problem));
  if (seen.has(key)) errors.push(duplicate(path, key));
  else if (request === "") {
    const requestsSeen = [...seen].filter((other) => other.startsWith(`${name}/`));
    errors.push(...requestsSeen.map(() => duplicate(path, name)));
  }
  seen.add(key);
  return errors;
}

function claimNotFound(name: string, claimNames: ReadonlySet<string>, path: string): FieldError {
  const list = claimNames.size === 0 ? " which is empty" : `: ${[...claimNames].sort().join(", ")}`;
  return { ...notFound(path, name), detail: `must be one of the names in pod.spec.resourceClaims${list}` };
}

/** `spec.overhead` is a list of limits. */
export function validateOverhead(spec: JsonObject, path: string, release: ManifestRelease): FieldError[] {
  return validateResources({ limits: structField(spec, "overhead") }, new Set(), path, "container", release);
}
