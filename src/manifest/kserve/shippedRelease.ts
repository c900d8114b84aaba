import type { JsonObject } from "../../model/json.ts";
import type { KserveMinor } from "./kserveRelease.ts";
import { SHIPPED_CONFIGS, SHIPPED_RUNTIMES, SHIPPED_STORAGE_CONTAINERS } from "./shippedObjects.ts";

/** What an installation of KServe holds before anybody adds to it, and what its controller relies on. */
export interface ShippedRelease {
  readonly clusterServingRuntimes: readonly JsonObject[];
  readonly clusterStorageContainers: readonly JsonObject[];
  /** The parts of the ConfigMap inferenceservice-config, by key. */
  readonly config: JsonObject;
}

const releases = new Map<KserveMinor, ShippedRelease>();

export function shippedRelease(minor: KserveMinor): ShippedRelease {
  let release = releases.get(minor);
  if (release === undefined) {
    release = {
      clusterServingRuntimes: objectsOf(SHIPPED_RUNTIMES, minor),
      clusterStorageContainers: objectsOf(SHIPPED_STORAGE_CONTAINERS, minor),
      config: objectsOf(SHIPPED_CONFIGS, minor)[0] ?? {},
    };
    releases.set(minor, release);
  }
  return release;
}

function objectsOf(lines: string, minor: KserveMinor): JsonObject[] {
  return lines
    .trim()
    .split("\n")
    .filter((line) => line.slice(0, line.indexOf(" ")).split(",").includes(String(minor)))
    .map((line) => JSON.parse(line.slice(line.indexOf(" ") + 1)) as JsonObject);
}
