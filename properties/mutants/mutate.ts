import { readFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { VectorKind } from "../../src/conformance/vectorKind.ts";
import type { simulate } from "../../src/simulate.ts";

/** A deliberately wrong change of the model: `from`, which stands once in `file`, becomes `to`. */
export interface Mutation {
  /** Path below `src`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const SOURCE = join(import.meta.dirname, "../../src");
/** The rooms that are loaded anew for each change; the others are shared. */
const ANEW = [
  dirname(SOURCE),
  join(SOURCE, "kubelet"),
  join(SOURCE, "cluster/endpoints"),
  join(SOURCE, "conformance"),
  SOURCE,
];
/** And these, where the change is in one of them, or is about what a kubelet does among controllers. */
const CLUSTER = join(SOURCE, "cluster");
const MARK = "mutant";

const stripped = new Map<string, string>();
const changes: (Mutation & { readonly isOfClusters: boolean })[] = [];

/** The text of a file with the change. Throws if `from` does not stand in it exactly once. */
export function mutatedText({ file, from, to }: Mutation): string {
  const [before, after, ...more] = readFileSync(join(SOURCE, file), "utf8").split(from);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`${file} does not hold once: ${from}`);
  return before + to + after;
}

function withoutTypes(path: string): string {
  const known = stripped.get(path) ?? stripTypeScriptTypes(readFileSync(path, "utf8"));
  stripped.set(path, known);
  return known;
}

// A module of a changed model has the change's number in its address, and hands it on to what it imports.
registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context);
    const number = context.parentURL === undefined ? null : new URL(context.parentURL).searchParams.get(MARK);
    if (number === null || !resolved.url.startsWith("file:")) return resolved;
    const folder = dirname(fileURLToPath(resolved.url));
    const ofCluster = folder.startsWith(CLUSTER) && changes[Number(number)]?.isOfClusters === true;
    const isAnew = ofCluster || ANEW.includes(folder);
    return isAnew ? { ...resolved, url: `${resolved.url}?${MARK}=${number}` } : resolved;
  },
  load(url, context, nextLoad) {
    const address = new URL(url);
    const change = changes[Number(address.searchParams.get(MARK) ?? -1)];
    if (change === undefined) return nextLoad(url, context);
    const path = fileURLToPath(new URL(address.pathname, "file:"));
    const source = path === join(SOURCE, change.file) ? stripTypeScriptTypes(mutatedText(change)) : withoutTypes(path);
    return { format: "module", source, shortCircuit: true };
  },
});

/** A module below `src` of a changed model. */
function mutatedModule(mutation: Mutation, file: string, isOfClusters: boolean): Promise<unknown> {
  const number = changes.push({ ...mutation, isOfClusters }) - 1;
  return import(`${pathToFileURL(join(SOURCE, file)).href}?${MARK}=${number}`);
}

/** The comparisons of all vector families with a changed model. Only where Node itself loads modules. */
export async function mutatedKinds(mutation: Mutation): Promise<readonly VectorKind[]> {
  const { VECTOR_KINDS } = (await mutatedModule(mutation, "conformance/vectorKinds.ts", isInCluster(mutation))) as {
    readonly VECTOR_KINDS: readonly VectorKind[];
  };
  return VECTOR_KINDS;
}

const isInCluster = ({ file }: Mutation): boolean => file.startsWith("cluster/");

/** The orchestrator of a changed model, as `mutatedKinds`. @param isOfClusters whether it shows in scenarios with `objects` */
export async function mutatedSimulate(
  mutation: Mutation,
  isOfClusters: boolean = isInCluster(mutation),
): Promise<typeof simulate> {
  const changed = (await mutatedModule(mutation, "simulate.ts", isOfClusters)) as {
    readonly simulate: typeof simulate;
  };
  return changed.simulate;
}
