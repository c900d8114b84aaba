import { readFileSync, statSync } from "node:fs";
import { textHash } from "../../canonicalHash.ts";
import { shortHash } from "../../analyze/fuzz/replayToken.ts";
import { type InputEntry, listInputFiles } from "../inputFiles.ts";

/** A folder may be somebody's whole disk. */
const FILES_MAX = 5_000;

/** The file below `cwd` whose text has this hash, as far as files look like manifests. Undefined: none is the same any more. */
export function findReplayFile(hash: string, cwd: string, maxBytes: number): InputEntry | undefined {
  const entries = listInputFiles(["."], cwd).filter((entry) => entry.kind === "file");
  return entries.slice(0, FILES_MAX).find(({ path }) => isIt(path, hash, maxBytes));
}

function isIt(path: string, hash: string, maxBytes: number): boolean {
  try {
    return statSync(path).size <= maxBytes && shortHash(textHash(readFileSync(path, "utf8"))) === hash;
  } catch {
    return false;
  }
}
