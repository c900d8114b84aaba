import { createReadStream, existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, normalize, relative, sep } from "node:path";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { VectorFile, VectorProblem } from "../conformance/planVectorRuns.ts";
import { parseVectorIndex, withoutVectorEnding, type VectorIndex } from "../conformance/vectorIndex.ts";
import type { VectorSource } from "../conformance/runVectors.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";
import { describeFileError, listInputFiles } from "./inputFiles.ts";

export const VECTOR_EXTENSIONS: readonly string[] = [".jsonl", ".jsonl.gz"];

/** INDEX.json may stand beside a file, above its family's folder, or above the folder of a release in it. */
const INDEX_LEVELS = 3;

/** Where the manifests lie that vectors are about, from the folder of INDEX.json, or of the file where there is none. */
const MANIFESTS_FOLDER = "../corpus";

/** The longest recorded line has some 200 kB; a file without line ends must not fill the memory. */
const MAX_LINE_LENGTH = 64 * 2 ** 20;

/** A vector file on the disk. */
export interface VectorFileOnDisk extends VectorFile {
  readonly path: string;
  readonly manifestsPath: string;
}

/** The vector files that `operands` (files and folders) name, and what of them cannot be read. */
export async function findVectorFiles(
  operands: readonly string[],
  cwd: string,
): Promise<{ readonly files: readonly VectorFileOnDisk[]; readonly problems: readonly VectorProblem[] }> {
  const files: VectorFileOnDisk[] = [];
  const problems: VectorProblem[] = [];
  const indexes = new Map<string, VectorIndex | undefined>();
  for (const entry of listInputFiles(operands, cwd, VECTOR_EXTENSIONS)) {
    if (entry.kind === "problem") problems.push(entry);
    else if (entry.kind === "leftOut") problems.push({ name: entry.name, problem: entry.reason });
    else if (entry.kind === "stdin") problems.push({ name: entry.name, problem: "vectors are read from files" });
    else if (!VECTOR_EXTENSIONS.some((extension) => entry.path.endsWith(extension))) {
      problems.push({
        name: entry.name,
        problem: "it is no vector file",
        help: "vector files end in .jsonl or .jsonl.gz",
      });
    } else {
      const described = await describeVectorFile(entry.name, entry.path, indexes);
      if ("problem" in described) problems.push(described);
      else files.push(described);
    }
  }
  return { files, problems };
}

async function describeVectorFile(
  name: string,
  path: string,
  indexes: Map<string, VectorIndex | undefined>,
): Promise<VectorFileOnDisk | VectorProblem> {
  let first: JsonObject | undefined;
  try {
    first = await readFirstVector(path);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { name, problem: error.message };
  }
  const place = dirname(path);
  const found = findIndex(path, indexes);
  const manifestsPath = join(found?.folder ?? place, manifestsFolderOf(found?.indexed));
  return {
    name,
    path,
    place,
    manifests: join(dirname(name), relative(place, manifestsPath)),
    manifestsPath,
    folders: [basename(place), basename(dirname(place))],
    stem: withoutVectorEnding(basename(path)),
    first,
    ...(found === undefined ? {} : { indexed: found.indexed }),
  };
}

function manifestsFolderOf(indexed: VectorFile["indexed"]): string {
  const entry = indexed?.index.find(({ releases }) => [...releases.values()].includes(indexed.path));
  return entry?.manifests ?? MANIFESTS_FOLDER;
}

function findIndex(
  path: string,
  indexes: Map<string, VectorIndex | undefined>,
): { readonly folder: string; readonly indexed: NonNullable<VectorFile["indexed"]> } | undefined {
  let folder = dirname(path);
  for (let level = 0; level < INDEX_LEVELS; level++) {
    const indexPath = join(folder, "INDEX.json");
    if (!indexes.has(indexPath))
      indexes.set(indexPath, existsSync(indexPath) ? parseVectorIndex(readFileSync(indexPath, "utf8")) : undefined);
    const index = indexes.get(indexPath);
    if (index !== undefined) {
      const pathInIndex = withoutVectorEnding(relative(folder, path).replaceAll(sep, "/"));
      return { folder, indexed: { index, path: pathInIndex } };
    }
    folder = dirname(folder);
  }
  return undefined;
}

async function readFirstVector(path: string): Promise<JsonObject | undefined> {
  for await (const [line] of readLinesOf(path)) {
    if (line === undefined) continue;
    try {
      const value = JSON.parse(line) as JsonValue;
      return isJsonObject(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }
  return undefined;
}

export function readVectorLines(file: VectorFile): AsyncIterable<readonly string[]> {
  return readLinesOf((file as VectorFileOnDisk).path);
}

/** Vectors and the manifests that they are about, from the disk. */
export const VECTORS_ON_DISK: VectorSource = {
  readLines: readVectorLines,
  readManifestText(file, name) {
    const { manifestsPath } = file as VectorFileOnDisk;
    const path = normalize(join(manifestsPath, name));
    // A vector names files of that folder, and no others.
    return path.startsWith(manifestsPath + sep) && existsSync(path) ? readFileSync(path, "utf8") : undefined;
  },
};

/** Whole lines, in batches as they come; only what is worked on is held. Not `readline`, which also splits at U+2028. */
async function* readLinesOf(path: string): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder("utf-8");
  let rest = "";
  try {
    for await (const chunk of openVectorFile(path)) {
      const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > MAX_LINE_LENGTH) throw new Error("it has a line that is too long for a vector");
      if (lines.length > 0) yield lines;
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && String(error.code).startsWith("Z_")) {
      throw new Error("it is no gzip file, or is cut short", { cause: error });
    }
    if (error instanceof Error && "code" in error) throw new Error(describeFileError(error).problem, { cause: error });
    throw error;
  }
  rest += decoder.decode();
  if (rest !== "") yield [rest];
}

function openVectorFile(path: string): Readable {
  const source = createReadStream(path, { highWaterMark: 2 ** 18 });
  if (!path.endsWith(".gz")) return source;
  // The reader sees the error of either end; there is nothing to do here when both are closed.
  return pipeline(source, createGunzip({ chunkSize: 2 ** 18 }), () => undefined);
}
