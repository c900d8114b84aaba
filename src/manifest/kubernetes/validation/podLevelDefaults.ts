import type { JsonObject } from "../../../model/json.ts";
import { pointerField, stringMapField, structField, structListField } from "../fields.ts";
import type { ResourceList } from "./podLevelResources.ts";
import { aggregateResources, isPodLevelResource } from "./podLevelResources.ts";
import { quantityNanos } from "./quantities.ts";
import { isHugePages } from "./resources.ts";

/** The spec with what 1.37 adds to a pod's own resources when it is created (pkg/api/pod `DefaultPodLevelResources`). */
export function withPodLevelDefaults(spec: JsonObject): JsonObject {
  const resources = pointerField(spec, "resources");
  if (resources === undefined) return spec;
  const given = {
    requests: stringMapField(resources, "requests") ?? {},
    limits: stringMapField(resources, "limits") ?? {},
  };
  if (Object.keys(given.requests).length + Object.keys(given.limits).length === 0) return spec;
  const hugePageLimits = defaultHugePageLimits(spec, given.requests, given.limits);
  const requests = defaultRequests(spec, given.requests, hugePageLimits);
  const limits = defaultLimits(spec, requests, hugePageLimits);
  return { ...spec, resources: { ...resources, requests, limits } };
}

function pick(list: ResourceList, wanted: (name: string) => boolean): ResourceList {
  return Object.fromEntries(Object.entries(list).filter(([name]) => wanted(name)));
}

function defaultHugePageLimits(spec: JsonObject, requests: ResourceList, limits: ResourceList): ResourceList {
  const missing = pick(
    aggregateResources(spec, "limits"),
    (name) => isHugePages(name) && requests[name] === undefined && limits[name] === undefined,
  );
  return { ...limits, ...missing };
}

/** What the containers request together, but for huge pages; then what the pod is limited to. */
function defaultRequests(spec: JsonObject, requests: ResourceList, limits: ResourceList): ResourceList {
  const fromContainers = pick(
    aggregateResources(spec, "requests"),
    (name) => isPodLevelResource(name) && !isHugePages(name) && requests[name] === undefined,
  );
  const known = { ...requests, ...fromContainers };
  return { ...known, ...pick(limits, (name) => isPodLevelResource(name) && known[name] === undefined) };
}

/** What the containers are limited to together, where each of them is; at least what the pod requests. */
function defaultLimits(spec: JsonObject, requests: ResourceList, limits: ResourceList): ResourceList {
  const containers = ["initContainers", "containers", "ephemeralContainers"].flatMap((list) =>
    structListField(spec, list),
  );
  const limitedEverywhere = (name: string): boolean =>
    containers.every((container) => structField(structField(container, "resources"), "limits")[name] !== undefined);
  const totals = aggregateResources(spec, "limits");
  const added = Object.entries(requests).flatMap(([name, request]): [string, string][] => {
    const total = totals[name];
    if (!isPodLevelResource(name) || limits[name] !== undefined || total === undefined || !limitedEverywhere(name))
      return [];
    return [[name, quantityNanos(request) > quantityNanos(total) ? request : total]];
  });
  return { ...limits, ...Object.fromEntries(added) };
}
