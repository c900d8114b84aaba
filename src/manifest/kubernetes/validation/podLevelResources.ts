import type { JsonObject } from "../../../model/json.ts";
import { optionalString, pointerField, stringField, stringMapField, structField, structListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import type { FieldError } from "./fieldErrors.ts";
import { forbidden, invalid } from "./fieldErrors.ts";
import { validateMap } from "./goMap.ts";
import { addQuantities, quantityNanos } from "./quantities.ts";
import { isHugePages, validateResources } from "./resources.ts";

/** What a pod may ask for as a whole. */
export function isPodLevelResource(name: string): boolean {
  return name === "cpu" || name === "memory" || isHugePages(name);
}

export type ResourceList = Readonly<Record<string, string>>;

/** `spec.resources`: what the pod as a whole may use, and whether its containers stay within it. */
export function validatePodLevelResources(spec: JsonObject, specPath: string, release: ManifestRelease): FieldError[] {
  const resources = pointerField(spec, "resources");
  if (resources === undefined) return [];
  const path = `${specPath}.resources`;
  if (stringField(structField(spec, "os"), "name") === "windows")
    return [forbidden(path, "may not be set for a windows pod")];
  const hasClaims = resources["claims"] !== undefined;
  return [
    ...(hasClaims ? [forbidden(`${path}.claims`, "claims may not be set for Resources at pod-level")] : []),
    ...validateResources(resources, new Set(), path, "pod", release),
    ...validateAggregate(spec, "requests", path),
    ...validateAggregate(spec, "limits", path),
    ...validateContainerLimits(spec, path),
  ];
}

/** What all containers use together is at most what the pod may use; of limits only huge pages count, for they are not shared. */
function validateAggregate(spec: JsonObject, kind: "requests" | "limits", path: string): FieldError[] {
  const podList = stringMapField(structField(spec, "resources"), kind) ?? {};
  return validateMap(aggregateResources(spec, kind), (name, total) => {
    const podQuantity = podList[name];
    if (podQuantity === undefined || (kind === "limits" && !isHugePages(name))) return [];
    if (quantityNanos(total) <= quantityNanos(podQuantity)) return [];
    const detail = `must be greater than or equal to aggregate container ${kind} of ${total}`;
    return [invalid(`${path}.${kind}[${name}]`, podQuantity, detail)];
  });
}

/** Sidecars run beside the containers and beside each init container after them; init containers run alone (KEP-753). */
export function aggregateResources(spec: JsonObject, kind: "requests" | "limits"): ResourceList {
  const total: Record<string, string> = {};
  const sidecars: Record<string, string> = {};
  const peak: Record<string, string> = {};
  for (const container of structListField(spec, "containers")) addTo(total, listOf(container, kind));
  for (const container of structListField(spec, "initContainers")) {
    if (optionalString(container, "restartPolicy") === "Always") {
      addTo(total, listOf(container, kind));
      addTo(sidecars, listOf(container, kind));
      raiseTo(peak, sidecars);
    } else {
      const alone: Record<string, string> = { ...listOf(container, kind) };
      addTo(alone, sidecars);
      raiseTo(peak, alone);
    }
  }
  raiseTo(total, peak);
  return total;
}

function listOf(container: JsonObject, kind: "requests" | "limits"): ResourceList {
  return stringMapField(structField(container, "resources"), kind) ?? {};
}

function addTo(sum: Record<string, string>, list: ResourceList): void {
  for (const [name, quantity] of Object.entries(list)) {
    const before = sum[name];
    sum[name] = before === undefined ? quantity : addQuantities(before, quantity);
  }
}

function raiseTo(maximum: Record<string, string>, list: ResourceList): void {
  for (const [name, quantity] of Object.entries(list)) {
    const before = maximum[name];
    if (before === undefined || quantityNanos(quantity) > quantityNanos(before)) maximum[name] = quantity;
  }
}

/** The path is the server's own: the container within the pod's resources. */
function validateContainerLimits(spec: JsonObject, path: string): FieldError[] {
  const podLimits = stringMapField(structField(spec, "resources"), "limits") ?? {};
  return structListField(spec, "containers").flatMap((container, index) =>
    validateMap(listOf(container, "limits"), (name, limit) => {
      const podLimit = podLimits[name];
      if (podLimit === undefined || quantityNanos(limit) <= quantityNanos(podLimit)) return [];
      const limitPath = `${path}.containers[${index}][${name}].limits`;
      return [invalid(limitPath, limit, `must be less than or equal to pod limits of ${podLimit}`)];
    }),
  );
}
