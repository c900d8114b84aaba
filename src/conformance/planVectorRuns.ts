import type { JsonObject } from "../model/json.ts";
import type { IndexedFile, VectorIndex } from "./vectorIndex.ts";
import type { VectorKind } from "./vectorKind.ts";

/** A vector file that was given, and what can be known of it without reading on. */
export interface VectorFile {
  /** As the user would write it. */
  readonly name: string;
  /** The folder it lies in, so that a difference file finds its main file. */
  readonly place: string;
  /** Names of the folders it lies in, innermost first; two are enough. */
  readonly folders: readonly string[];
  /** File name without `.jsonl` or `.jsonl.gz`: `services.v1.30`. */
  readonly stem: string;
  /** Its first line, parsed; undefined: there is none, or it is no JSON object. */
  readonly first: JsonObject | undefined;
  /** The INDEX.json above it, and its own path from there without ending. */
  readonly indexed?: { readonly index: VectorIndex; readonly path: string };
  /** The folder of the manifests that vectors are about, as the user would write it. */
  readonly manifests: string;
}

/** One release that a main file speaks for; with the file of what differs there, if anything does. */
export interface ReleaseOfFile {
  readonly release: string;
  readonly differences?: VectorFile;
}

export type VectorRun =
  | {
      readonly type: "main";
      readonly kind: VectorKind;
      readonly file: VectorFile;
      readonly releases: readonly ReleaseOfFile[];
    }
  /** Each vector names its release. */
  | { readonly type: "whole"; readonly kind: VectorKind; readonly file: VectorFile };

export interface VectorProblem {
  readonly name: string;
  readonly problem: string;
  readonly help?: string;
}

export interface VectorPlan {
  readonly runs: readonly VectorRun[];
  /** What must not go unsaid, and makes the whole run fail. */
  readonly problems: readonly VectorProblem[];
  /** Difference files that INDEX.json names and that were not given: their releases are not compared. */
  readonly notGiven: readonly { readonly release: string; readonly path: string }[];
}

/** The release of Kubernetes of a main file that no INDEX.json explains (README-functions.md); of a platform it is its newest. */
const MAIN_RELEASE = "1.36.3";

type Role =
  | { readonly is: "data" }
  | { readonly is: "difference"; readonly mainStem: string; readonly release: string }
  | { readonly is: "main"; readonly entry: IndexedFile; readonly release: string }
  /** Not in INDEX.json; `release` only where its name says one. */
  | { readonly is: "main"; readonly entry?: never; readonly release?: string }
  | { readonly is: "whole"; readonly entry: IndexedFile };

function roleOf(file: VectorFile): Role {
  for (const entry of file.indexed?.index ?? []) {
    for (const [release, path] of entry.releases) {
      if (path === undefined || path !== file.indexed?.path) continue;
      if (entry.isData) return { is: "data" };
      if (entry.main === undefined) return { is: "whole", entry };
      return release === entry.main
        ? { is: "main", entry, release }
        : { is: "difference", mainStem: entry.file, release };
    }
  }
  const [, mainStem, release] = /^(.+)\.v(\d+\.\d+(?:\.\d+)?)$/.exec(file.stem) ?? [];
  if (mainStem === undefined || release === undefined) return { is: "main" };
  const isComplete = file.first !== undefined && "input" in file.first;
  return isComplete ? { is: "main", release } : { is: "difference", mainStem, release };
}

interface SortedFile {
  readonly file: VectorFile;
  readonly role: Role;
}

function isDifferenceOf({ file, role }: SortedFile, main: VectorFile): boolean {
  return role.is === "difference" && file.place === main.place && role.mainStem === main.stem;
}

/** The releases that a main file speaks for, of the files that were given. */
function releasesOf(
  main: VectorFile,
  { entry, release: mainRelease }: Extract<Role, { is: "main" }>,
  { platform }: VectorKind,
  files: readonly SortedFile[],
): { readonly releases: readonly ReleaseOfFile[]; readonly notGiven: VectorPlan["notGiven"] } {
  const releases: ReleaseOfFile[] = [{ release: mainRelease ?? platform?.newest ?? MAIN_RELEASE }];
  const notGiven: { readonly release: string; readonly path: string }[] = [];
  const given = files.flatMap((other) =>
    isDifferenceOf(other, main) && other.role.is === "difference"
      ? [{ release: other.role.release, differences: other.file }]
      : [],
  );
  if (entry === undefined) return { releases: [...releases, ...given], notGiven };
  for (const [release, path] of entry.releases) {
    if (release === mainRelease) continue;
    const differing = given.find((candidate) => candidate.release === release);
    if (path === undefined) releases.push({ release });
    else if (differing === undefined) notGiven.push({ release, path });
    else releases.push(differing);
  }
  return { releases, notGiven };
}

/** The family by INDEX.json, else by the names of file and folders. */
function namedFamilyOf({ file, role }: SortedFile, families: readonly string[]): string | undefined {
  const entry = "entry" in role ? role.entry : undefined;
  const names =
    entry === undefined
      ? [file.stem, ...file.folders]
      : [entry.folder === "" ? entry.file : entry.folder, `${entry.folder}/${entry.file}`];
  return names.find((name) => families.includes(name));
}

function unrecognised({ name, first }: VectorFile, family: string | undefined): VectorProblem {
  if (first === undefined) return { name, problem: "its first line is no JSON object" };
  if (family !== undefined) return { name, problem: `its first line is no vector of the family ${family}` };
  return { name, problem: "its first line is no vector of a family that is known here" };
}

function withoutMain({ name }: VectorFile, { mainStem, release }: Extract<Role, { is: "difference" }>): VectorProblem {
  const help = `give ${mainStem}.jsonl or ${mainStem}.jsonl.gz of the same folder too, or the whole folder`;
  return { name, problem: `it holds only what differs in ${release}, and its main file was not given`, help };
}

/**
 * Sorts out what the given files are and which releases they speak for: by INDEX.json where it names them, otherwise by the
 * content of the first line, and by the names of file and folders.
 */
export function planVectorRuns(given: readonly VectorFile[], kinds: readonly VectorKind[]): VectorPlan {
  const runs: VectorRun[] = [];
  const problems: VectorProblem[] = [];
  const notGiven: { readonly release: string; readonly path: string }[] = [];
  const covered = kinds.map(({ family }) => family);
  const files = given.map((file) => ({ file, role: roleOf(file) }));
  for (const sorted of files) {
    const { file, role } = sorted;
    const { first } = file;
    if (role.is === "data") continue;
    if (role.is === "difference") {
      const hasMain = files.some((candidate) => candidate.role.is === "main" && isDifferenceOf(sorted, candidate.file));
      if (!hasMain) problems.push(withoutMain(file, role));
      continue;
    }
    const kind = first === undefined ? undefined : kinds.find((candidate) => candidate.recognises(first));
    if (kind === undefined) {
      problems.push(unrecognised(file, namedFamilyOf(sorted, covered)));
    } else if (kind.file === undefined || role.is === "whole") {
      runs.push({ type: "whole", kind, file });
    } else {
      const { releases, notGiven: missing } = releasesOf(file, role, kind, files);
      runs.push({ type: "main", kind, file, releases });
      notGiven.push(...missing);
    }
  }
  return { runs, problems, notGiven };
}
