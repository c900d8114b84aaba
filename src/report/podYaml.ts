import type { Scalar } from "yaml";
import { Document, isCollection, isMap, isScalar, isSeq } from "yaml";
import { locateField } from "../manifest/source/locateField.ts";
import type { ManifestObject } from "../manifest/readManifest.ts";
import { originOfValue } from "../model/podValue.ts";
import type { Workload } from "../model/workload.ts";
import { platformText } from "./checkReport.ts";
import { printable } from "../model/printable.ts";

const BY_KUBERNETES = "default of Kubernetes";
/** What makes a template a pod. */
const OURS: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata"]);

/**
 * The pod that a workload gets, as YAML; a comment says of each value that is not in the user's file, or not so, why it is there. A
 * comment on a mapping or a list holds for all of it that has none of its own.
 */
export function podYaml(object: ManifestObject, workload: Workload): string {
  const { pod, platform, kind, name, labels, origin } = workload;
  const metadata = { ...pod.metadata, name, ...(Object.keys(labels).length === 0 ? {} : { labels }) };
  const document = new Document(
    { apiVersion: "v1", kind: "Pod", metadata, spec: pod.spec },
    { aliasDuplicateObjects: false },
  );
  const whyOf = (path: string): string | undefined => {
    if (path === "metadata.name") return kind === "Pod" ? undefined : "the controller adds letters that chance draws";
    if (OURS.has(path)) return undefined;
    if (platform === undefined) return isWritten(object, joined(origin.podPath, path)) ? undefined : BY_KUBERNETES;
    const { from, why } = originOfValue(platform.values, path);
    const isMade = why !== undefined || (from !== undefined && isWritten(object, from));
    // What holds a value of the platform's or the user's is there for its sake.
    const isHolder = platform.values.some((value) => value.path !== path && value.path.startsWith(path));
    return isMade || isHolder ? why : BY_KUBERNETES;
  };
  annotate(document.contents, "", undefined, whyOf);
  const whose = platform === undefined ? `${kind} ${name}` : platformText(platform);
  const head = [
    `pod of ${whose}, ${object.source.fileName}:${object.firstLine}`,
    ...(platform?.assumptions ?? []).map((assumption) => `assumed: ${assumption}`),
  ];
  if (document.contents !== null) document.contents.commentBefore = head.map(commentText).join("\n");
  return document.toString({ lineWidth: 0 });
}

function isWritten(object: ManifestObject, path: string): boolean {
  return locateField(object.node, path).isWhole;
}

function joined(base: string, path: string): string {
  return base === "" ? path : `${base}.${path}`;
}

/** One line, however hostile the text is. */
function commentText(text: string): string {
  return ` ${printable(text).replaceAll(/[\n\t]/g, " ")}`;
}

type WhyOf = (path: string) => string | undefined;

/** `said` is the comment that holds for the node already. */
function annotate(node: unknown, path: string, said: string | undefined, whyOf: WhyOf): void {
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue;
      const here = path === "" ? String(key.value) : `${path}.${String(key.value)}`;
      const why = whyOf(here);
      if (why !== undefined && why !== said) comment(value, key, why);
      annotate(value, here, why, whyOf);
    }
  } else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      const here = `${path}[${index}]`;
      const why = whyOf(here);
      if (why !== undefined && why !== said) comment(item, undefined, why);
      annotate(item, here, why, whyOf);
    }
  }
}

/** Behind a scalar, above what a collection holds, above the key of an empty one. */
function comment(value: unknown, key: Scalar | undefined, why: string): void {
  const text = commentText(why);
  if (isScalar(value)) value.comment = text;
  else if (isCollection(value) && (value.items.length > 0 || key === undefined)) value.commentBefore = text;
  else if (key !== undefined) key.commentBefore = text;
}
