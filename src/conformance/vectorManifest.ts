import type { ManifestFile } from "../manifest/readManifest.ts";
import { readManifest } from "../manifest/readManifest.ts";
import type { JsonObject } from "../model/json.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import type { VectorFile } from "./planVectorRuns.ts";
import type { VectorManifests } from "./vectorKind.ts";

/** The text of a manifest that vectors of the file are about, by its name in their folder; undefined: it is not there. */
export type ReadManifestText = (file: VectorFile, name: string) => string | undefined;

/** The manifest that was read last: vectors of one stand together. */
export interface LastManifest {
  readonly name: string;
  readonly release: KubernetesVersion;
  readonly manifest: ManifestFile;
}

/** The manifest that a vector is about, which is `last` again where it can be; the name of a file that is not there. */
export function manifestOfVector(
  value: JsonObject,
  { fileOf, optionsFor }: VectorManifests,
  release: KubernetesVersion,
  readText: (name: string) => string | undefined,
  last: LastManifest | undefined,
): LastManifest | { readonly missing: string } {
  const name = fileOf(value);
  if (last !== undefined && last.name === name && last.release === release) return last;
  const text = readText(name);
  return text === undefined
    ? { missing: name }
    : { name, release, manifest: readManifest(name, text, optionsFor(release)) };
}
