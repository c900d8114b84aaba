import { readdirSync, realpathSync, statSync } from "node:fs";
import { join, resolve, sep } from "node:path";

/** What is read when a folder is given; also the default of `--max-bytes`. */
export const MANIFEST_EXTENSIONS: readonly string[] = [".yaml", ".yml", ".json"];
export const MAX_BYTES_DEFAULT = 32 * 2 ** 20;

/** One thing that the operands name. All are listed, so that every one can be accounted for. */
export type InputEntry =
  | { readonly kind: "file" /** As the user would write it. */; readonly name: string; readonly path: string }
  | { readonly kind: "stdin"; readonly name: "<stdin>" }
  | { readonly kind: "problem"; readonly name: string; readonly problem: string; readonly help?: string }
  /** Found in a folder and not read, on purpose. */
  | { readonly kind: "leftOut"; readonly name: string; readonly reason: string };

/**
 * The files that `operands` name, in their order: files as they are, `-` for stdin, folders with everything below that
 * has one of `extensions`, sorted by code unit. In folders hidden entries and symlinks that lead out are left out
 * (DESIGN, section 8, Files). No file twice.
 */
export function listInputFiles(
  operands: readonly string[],
  cwd: string,
  extensions: readonly string[] = MANIFEST_EXTENSIONS,
): readonly InputEntry[] {
  const seen = new Set<string>();
  return operands.flatMap((operand) => {
    if (operand === "-") return isFirst(seen, "-") ? [{ kind: "stdin", name: "<stdin>" }] : [];
    return listOperand(operand, resolve(cwd, operand), extensions, seen);
  });
}

function listOperand(
  name: string,
  path: string,
  extensions: readonly string[],
  seen: Set<string>,
): readonly InputEntry[] {
  try {
    const realPath = realpathSync(path);
    if (!statSync(path).isDirectory()) return isFirst(seen, realPath) ? [{ kind: "file", name, path }] : [];
    const root: Folder = { name, path, realPath, extensions, seen, visited: new Set(), isWanted: false };
    const found = listFolder(root);
    if (root.isWanted || found.some((entry) => entry.kind === "problem")) return found;
    const wanted = extensions.map((extension) => `*${extension}`).join(", ");
    return [...found, { kind: "problem", name, problem: `the folder holds no ${wanted}` }];
  } catch (error) {
    return [{ kind: "problem", name, ...describeFileError(error) }];
  }
}

/** Adds `value`; says whether it was not there yet. */
function isFirst(values: Set<string>, value: string): boolean {
  return values.size < values.add(value).size;
}

interface Folder {
  readonly name: string;
  readonly path: string;
  readonly realPath: string;
  readonly extensions: readonly string[];
  /** Real paths of files that are listed already, here or for another operand. */
  readonly seen: Set<string>;
  /** Real paths of the folders below, so that circles end. */
  readonly visited: Set<string>;
  /** Whether it holds a file that is wanted, listed here or before. */
  isWanted: boolean;
}

interface Place {
  readonly name: string;
  readonly path: string;
}

function listFolder(root: Folder): readonly InputEntry[] {
  const entries: InputEntry[] = [];
  const links: Place[] = [];
  const pending: Place[] = [{ name: root.name, path: root.path }];
  // Links come after all that is really there, so that a file keeps its own name.
  for (let next = pending.shift() ?? links.shift(); next !== undefined; next = pending.shift() ?? links.shift()) {
    entries.push(...visit(next, root, pending, links));
  }
  return entries.sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** Found beside manifests, and none. */
const OWN_FILES: ReadonlySet<string> = new Set(["probewise.config.yaml", "probewise.baseline.json"]);

function visit({ name, path }: Place, root: Folder, pending: Place[], links: Place[]): readonly InputEntry[] {
  const isNameWanted = root.extensions.some((extension) => name.endsWith(extension));
  try {
    const realPath = realpathSync(path);
    const status = statSync(path);
    if (!(status.isDirectory() || (status.isFile() && isNameWanted))) return [];
    if (!isInside(realPath, root.realPath)) {
      return [{ kind: "leftOut", name, reason: "a link that leads out of the folder" }];
    }
    if (status.isFile()) {
      root.isWanted = true;
      return isFirst(root.seen, realPath) ? [{ kind: "file", name, path }] : [];
    }
    if (!isFirst(root.visited, realPath)) return [];
    const hidden: InputEntry[] = [];
    for (const child of readdirSync(path, { withFileTypes: true })) {
      const childPlace = { name: join(name, child.name), path: join(path, child.name) };
      if (OWN_FILES.has(child.name))
        hidden.push({ kind: "leftOut", name: childPlace.name, reason: "a file of probewise" });
      else if (!child.name.startsWith(".")) (child.isSymbolicLink() ? links : pending).push(childPlace);
      else if (!child.isDirectory() && root.extensions.some((extension) => child.name.endsWith(extension)))
        hidden.push({ kind: "leftOut", name: childPlace.name, reason: "a hidden file" });
    }
    return hidden;
  } catch (error) {
    const { problem } = describeFileError(error);
    // A link into nothing says by its name alone whether a manifest is missing.
    return isNameWanted || problem !== FILE_ERRORS["ENOENT"] ? [{ kind: "problem", name, problem }] : [];
  }
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

const FILE_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "it may not be read (permission denied)",
  EPERM: "it may not be read (operation not permitted)",
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "the name is too long",
  ENOTDIR: "a part of its path is no folder",
  EISDIR: "it is a folder",
};

/** In the user's words where we have them; what is no error of the file system is thrown on. */
export function describeFileError(error: unknown): { readonly problem: string } {
  if (!(error instanceof Error && "code" in error && typeof error.code === "string")) throw error;
  return { problem: FILE_ERRORS[error.code] ?? `it cannot be read (${error.code})` };
}
