import { isAtLeast } from "../../../model/kubernetesVersion.ts";
import type { KubernetesVersion } from "../../../model/kubernetesVersion.ts";
import type { Quantity } from "../quantity.ts";
import { addQuantities, compareQuantities, formatQuantity, parseQuantity } from "../quantity.ts";
import type { Draft } from "./draft.ts";
import { inner, items, made } from "./draft.ts";

/** Requests of a container default to its limits; of pods only, not of templates (`SetDefaults_Pod`). */
export function defaultContainerRequests(spec: Draft): void {
  for (const container of [...items(spec, "containers"), ...items(spec, "initContainers")]) {
    const resources = inner(container, "resources");
    const limits = inner(resources, "limits");
    if (resources === undefined || limits === undefined) continue;
    resources["requests"] = { ...limits, ...inner(resources, "requests") };
  }
}

const HUGE_PAGES = "hugepages-";

function isPodLevelResource(name: string): boolean {
  return name === "cpu" || name === "memory" || name.startsWith(HUGE_PAGES);
}

/**
 * Requests and limits of the pod as a whole, completed from its containers and from each other
 * (`defaultHugePagePodLimits`, `defaultPodRequests`). The gate PodLevelResources is on from 1.34 on; 1.37 does it later, before
 * it validates (`PodLevelResourcesFixDefaulting`, defaults/objects.v1.37 `spec/242`).
 */
export function defaultPodResources(spec: Draft, version: KubernetesVersion): void {
  const resources = inner(spec, "resources");
  if (resources === undefined || !isAtLeast(version, 34) || isAtLeast(version, 37)) return;
  completePodResources(spec, resources);
}

function completePodResources(spec: Draft, resources: Draft): void {
  if (size(resources, "limits") + size(resources, "requests") > 0) {
    const limits: Draft = { ...inner(resources, "limits") };
    for (const [name, quantity] of aggregate(spec, "limits")) {
      if (name.startsWith(HUGE_PAGES) && inner(resources, "requests")?.[name] === undefined)
        limits[name] ??= formatQuantity(quantity);
    }
    if (Object.keys(limits).length > 0) resources["limits"] = limits;
  }
  if (size(resources, "limits") === 0) return;
  const requests: Draft = { ...inner(resources, "requests") };
  for (const [name, quantity] of aggregate(spec, "requests")) {
    // Huge pages cannot be overcommitted: theirs follow the limits.
    if (name === "cpu" || name === "memory") requests[name] ??= formatQuantity(quantity);
  }
  for (const [name, quantity] of Object.entries(inner(resources, "limits") ?? {})) {
    if (isPodLevelResource(name)) requests[name] ??= quantity;
  }
  if (Object.keys(requests).length > 0) Object.assign(made(spec, "resources"), { requests });
}

function size(resources: Draft, key: string): number {
  return Object.keys(inner(resources, key) ?? {}).length;
}

/** What all containers together need: the larger of what runs for good and what the greediest init container needs meanwhile. */
function aggregate(spec: Draft, key: "limits" | "requests"): Map<string, Quantity> {
  const total = new Map<string, Quantity>();
  const sidecars = new Map<string, Quantity>();
  const whileStarting = new Map<string, Quantity>();
  for (const container of items(spec, "containers")) add(total, quantities(container, key));
  for (const container of items(spec, "initContainers")) {
    const needed = quantities(container, key);
    const meanwhile = new Map(sidecars);
    if (container["restartPolicy"] === "Always") {
      add(total, needed);
      add(sidecars, needed);
    }
    add(meanwhile, needed);
    raise(whileStarting, meanwhile);
  }
  raise(total, whileStarting);
  return total;
}

function quantities(container: Draft, key: string): Map<string, Quantity> {
  const list = new Map<string, Quantity>();
  for (const [name, text] of Object.entries(inner(inner(container, "resources"), key) ?? {})) {
    const quantity = typeof text === "string" ? parseQuantity(text) : "";
    if (typeof quantity !== "string") list.set(name, quantity);
  }
  return list;
}

function add(total: Map<string, Quantity>, more: ReadonlyMap<string, Quantity>): void {
  for (const [name, quantity] of more) {
    const before = total.get(name);
    total.set(name, before === undefined ? quantity : addQuantities(before, quantity));
  }
}

function raise(total: Map<string, Quantity>, other: ReadonlyMap<string, Quantity>): void {
  for (const [name, quantity] of other) {
    const before = total.get(name);
    if (before === undefined || compareQuantities(quantity, before) > 0) total.set(name, quantity);
  }
}
