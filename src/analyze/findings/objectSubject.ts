import type { ManifestObject } from "../../manifest/readManifest.ts";
import { locateField } from "../../manifest/source/locateField.ts";
import type { SourceNode } from "../../manifest/source/sourceNode.ts";
import type { KubernetesVersion } from "../../model/kubernetesVersion.ts";

/** An object of a file as it is written. */
export interface ObjectSubject {
  readonly object: ManifestObject;
  readonly version: KubernetesVersion;
  /** The document, or the item of a list; `memberOf` reads it. */
  readonly node: SourceNode;
  /** Path in the document of a field of the object: what drafts and edits go by. */
  readonly pathOf: (field: string) => string;
  /** All names by which rules are known. */
  readonly ruleNames: ReadonlySet<string>;
  /** Whether the object says the field itself. @param field path within the object */
  readonly isWritten: (field: string) => boolean;
}

export function objectSubjectOf(
  object: ManifestObject,
  version: KubernetesVersion,
  ruleNames: ReadonlySet<string>,
): ObjectSubject {
  return {
    object,
    version,
    node: object.node,
    ruleNames,
    pathOf: (field) => joinPath(object.path, field),
    isWritten: (field) => locateField(object.node, field).isWhole,
  };
}

/** `spec` and `containers[0]` → `spec.containers[0]`; either may be empty. */
export function joinPath(base: string, field: string): string {
  if (base === "" || field === "") return base + field;
  return field.startsWith("[") ? base + field : `${base}.${field}`;
}

/** Path within the object of a field of its document. */
export function pathWithin({ path }: ManifestObject, field: string): string {
  return path === "" ? field : field.slice(path.length).replace(/^\./, "");
}
