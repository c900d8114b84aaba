import type { ManifestFile, ManifestObject } from "../manifest/readManifest.ts";

/** The objects of a document of a vector's manifest: one, or the items of a List. */
export function documentsOf(manifest: ManifestFile | undefined, document: number): readonly ManifestObject[] {
  if (manifest === undefined) throw new Error("the vector was given without its manifest");
  return manifest.objects.filter((object) => object.document === document);
}
