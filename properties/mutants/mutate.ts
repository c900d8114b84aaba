import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { VectorKind } from "../../src/conformance/vectorKind.ts";

/** A deliberately wrong change of the model: `from`, which stands once in `file`, becomes `to`. */
export interface Mutation {
  /** Path below `src`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const SOURCE = join(import.meta.dirname, "../../src");
/** Rooms that hold what is changed, or that must meet the changed one; the others are shared. */
const COPIED: ReadonlySet<string> = new Set(["kubelet", "cluster", "conformance"]);

/** The text of a file with the change. Throws if `from` does not stand in it exactly once. */
export function mutatedText({ file, from, to }: Mutation): string {
  const [before, after, ...more] = readFileSync(join(SOURCE, file), "utf8").split(from);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`${file} holds ${more.length + (after === undefined ? 0 : 1)} times: ${from}`);
  return before + to + after;
}

/** The comparisons of all vector families with a changed model. */
export async function mutatedKinds(mutation: Mutation): Promise<readonly VectorKind[]> {
  const text = mutatedText(mutation);
  const folder = mkdtempSync(join(tmpdir(), "mutant-"));
  try {
    symlinkSync(join(SOURCE, "../node_modules"), join(folder, "node_modules"));
    symlinkSync(join(SOURCE, "../package.json"), join(folder, "package.json"));
    mkdirSync(join(folder, "src"));
    for (const entry of readdirSync(SOURCE, { withFileTypes: true })) {
      const [real, copy] = [join(SOURCE, entry.name), join(folder, "src", entry.name)];
      if (entry.isFile() || COPIED.has(entry.name)) cpSync(real, copy, { recursive: true });
      else symlinkSync(real, copy);
    }
    writeFileSync(join(folder, "src", mutation.file), text);
    const module = (await import(
      /* @vite-ignore */ pathToFileURL(join(folder, "src/conformance/vectorKinds.ts")).href
    )) as {
      readonly VECTOR_KINDS: readonly VectorKind[];
    };
    return module.VECTOR_KINDS;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
