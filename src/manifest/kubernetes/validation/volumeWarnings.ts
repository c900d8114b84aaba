import { quoteGoString } from "../../../model/quoteGoString.ts";
import type { JsonObject } from "../../../model/json.ts";
import { optionalString, pointerField, stringField, structField, structListField } from "../fields.ts";
import type { ManifestRelease } from "../release.ts";
import { volumeClaimWarnings } from "./volumeClaim.ts";

/** Volume types that are on their way out, in the server's order, and in their midst the one that holds a claim. */
const DEPRECATED_TYPES: Readonly<Record<string, string>> = {
  photonPersistentDisk: "deprecated in v1.11, non-functional in v1.16+",
  gitRepo: "deprecated in v1.11",
  scaleIO: "deprecated in v1.16, non-functional in v1.22+",
  flocker: "deprecated in v1.22, non-functional in v1.25+",
  storageos: "deprecated in v1.22, non-functional in v1.25+",
  quobyte: "deprecated in v1.22, non-functional in v1.25+",
  glusterfs: "deprecated in v1.25, non-functional in v1.26+",
  ephemeral: "",
  cephfs: "deprecated in v1.28, non-functional in v1.31+",
  rbd: "deprecated in v1.28, non-functional in v1.31+",
};

/** What the server calls a field in these warnings, where it is another name. */
const WARNED_NAMES: Readonly<Record<string, string>> = { storageos: "storageOS" };

/** Volumes of types that are gone, and files that hide one another. */
export function volumeWarnings(volumes: readonly JsonObject[], path: string, release: ManifestRelease): string[] {
  return [
    ...volumes.flatMap((volume, index) => typeWarnings(volume, `${path}[${index}]`, release)),
    ...(release.overlappingPathsWarning ? volumes.flatMap(overlapWarnings) : []),
  ];
}

function typeWarnings(volume: JsonObject, path: string, release: ManifestRelease): string[] {
  return Object.entries(DEPRECATED_TYPES).flatMap(([type, message]) => {
    const source = pointerField(volume, type);
    if (source === undefined) return [];
    if (type === "ephemeral") return claimWarnings(source, `${path}.ephemeral.volumeClaimTemplate.spec`);
    const disabled = type === "gitRepo" && release.gitRepoDisabledWarning;
    const suffix = disabled ? ", and disabled by default in v1.33+" : "";
    return [`${path}.${WARNED_NAMES[type] ?? type}: ${message}${suffix}`];
  });
}

function claimWarnings(ephemeral: JsonObject, path: string): string[] {
  const template = pointerField(ephemeral, "volumeClaimTemplate");
  return template === undefined ? [] : volumeClaimWarnings(structField(template, "spec"), path);
}

interface SourcedPath {
  readonly path: string;
  /** "" where the volume has one source. */
  readonly source: string;
}

function overlapWarnings(volume: JsonObject): string[] {
  return [
    ...singleSourceWarnings(volume, "configMap", (source) => `ConfigMap ${quoteGoString(stringField(source, "name"))}`),
    ...singleSourceWarnings(volume, "secret", (source) => `Secret ${quoteGoString(stringField(source, "secretName"))}`),
    ...singleSourceWarnings(volume, "downwardAPI", () => "DownwardAPI"),
    ...projectedWarnings(volume),
  ];
}

function singleSourceWarnings(volume: JsonObject, type: string, describe: (source: JsonObject) => string): string[] {
  const source = pointerField(volume, type);
  if (source === undefined) return [];
  return overlaps(filePaths(source, "")).map((overlap) => overlapWarning(volume, describe(source), overlap));
}

function overlapWarning(volume: JsonObject, description: string, overlap: string): string {
  return `volume ${quoteGoString(stringField(volume, "name"))} (${description}): overlapping paths: ${overlap}`;
}

function filePaths(source: JsonObject, description: string): SourcedPath[] {
  return structListField(source, "items").map((item) => ({ path: stringField(item, "path"), source: description }));
}

function projectedWarnings(volume: JsonObject): string[] {
  const projected = pointerField(volume, "projected");
  if (projected === undefined) return [];
  const sources = structListField(projected, "sources");
  const noSource = `volume ${quoteGoString(stringField(volume, "name"))} (Projected) has no sources provided`;
  return sources.flatMap((source, index) => {
    if (Object.keys(source).length === 0) return [noSource];
    const before = sources.slice(0, index).flatMap(projectedPaths);
    const found = overlaps([...before, ...projectedPaths(source)], before.length);
    return found.map((overlap) => overlapWarning(volume, "Projected", overlap));
  });
}

function projectedPaths(source: JsonObject): SourcedPath[] {
  const configMap = pointerField(source, "configMap");
  const secret = pointerField(source, "secret");
  const downwardAPI = pointerField(source, "downwardAPI");
  const token = pointerField(source, "serviceAccountToken");
  const bundle = pointerField(source, "clusterTrustBundle");
  if (configMap?.["items"] !== undefined) {
    return filePaths(configMap, `ConfigMap ${quoteGoString(stringField(configMap, "name"))}`);
  }
  if (secret?.["items"] !== undefined) return filePaths(secret, `Secret ${quoteGoString(stringField(secret, "name"))}`);
  if (downwardAPI?.["items"] !== undefined) return filePaths(downwardAPI, "DownwardAPI");
  if (token !== undefined) return [{ path: stringField(token, "path"), source: "ServiceAccountToken" }];
  if (bundle === undefined) return [];
  const name = optionalString(bundle, "name") ?? stringField(bundle, "signerName");
  return [{ path: stringField(bundle, "path"), source: `ClusterTrustBundle ${quoteGoString(name)}` }];
}

/**
 * Pairs of which one is the other or lies within it, the later one first.
 * @param start the first path that is compared with those before it
 */
function overlaps(paths: readonly SourcedPath[], start = 0): string[] {
  const trimmed = paths.map((entry) => ({ ...entry, path: entry.path.replace(/\/+$/, "") }));
  return trimmed.slice(start).flatMap((entry, index) =>
    trimmed
      .slice(0, start + index)
      .filter((other) => entry.path !== "" && other.path !== "" && isWithinOther(entry.path, other.path))
      .map((other) => `${describePath(entry)} with ${describePath(other)}`),
  );
}

function isWithinOther(left: string, right: string): boolean {
  return `${left}/`.startsWith(`${right}/`) || `${right}/`.startsWith(`${left}/`);
}

function describePath({ path, source }: SourcedPath): string {
  return source === "" ? quoteGoString(path) : `${quoteGoString(path)} (${source})`;
}
