import type { JsonValue } from "../model/json.ts";
import { isJsonArray, isJsonObject } from "../model/json.ts";

/** What INDEX.json says of one file and its releases. Paths are without `.jsonl` or `.jsonl.gz`: either may stand. */
export interface IndexedFile {
  /** Folder of the family; empty at the top. */
  readonly folder: string;
  readonly file: string;
  /** The release that has all vectors, where the others have only what differs. Absent: each release has a whole file. */
  readonly main?: string;
  /** No vectors but data that vectors presuppose. */
  readonly isData: boolean;
  /** The folder of the manifests that its vectors are about, from INDEX.json's own. Default: that of the whole recording. */
  readonly manifests?: string;
  /** Recorded releases by exact number, with the path of their file; undefined: recorded, and equal to the main one. */
  readonly releases: ReadonlyMap<string, string | undefined>;
}

export type VectorIndex = readonly IndexedFile[];

const VECTOR_ENDINGS = [".jsonl.gz", ".jsonl"];

/** The path without its ending, if it is one of a vector file. */
export function withoutVectorEnding(path: string): string {
  const ending = VECTOR_ENDINGS.find((candidate) => path.endsWith(candidate));
  return ending === undefined ? path : path.slice(0, -ending.length);
}

function textOr(value: JsonValue | undefined, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}

function indexedFileOf(value: JsonValue): IndexedFile | undefined {
  if (!isJsonObject(value) || !isJsonObject(value["releases"])) return undefined;
  const releases = new Map<string, string | undefined>();
  for (const [release, entry] of Object.entries(value["releases"])) {
    if (!isJsonObject(entry) || entry["recorded"] !== true) continue;
    releases.set(release, typeof entry["file"] === "string" ? withoutVectorEnding(entry["file"]) : undefined);
  }
  const { folder, file, main, data, manifests } = value;
  return {
    folder: textOr(folder, ""),
    file: textOr(file, ""),
    ...(typeof main === "string" ? { main } : {}),
    isData: data === true,
    ...(typeof manifests === "string" ? { manifests } : {}),
    releases,
  };
}

/** Reads INDEX.json; undefined if it is none of ours. */
export function parseVectorIndex(text: string): VectorIndex | undefined {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
  if (!isJsonObject(value) || !isJsonArray(value["files"])) return undefined;
  const files = value["files"].map(indexedFileOf);
  return files.every((file) => file !== undefined) ? files : undefined;
}
