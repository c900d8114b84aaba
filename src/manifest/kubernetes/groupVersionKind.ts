import type { SourceNode } from "../source/sourceNode.ts";

export interface GroupVersionKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** `v1`, `apps/v1`. */
export function apiVersionOf({ group, version }: GroupVersionKind): string {
  return group === "" ? version : `${group}/${version}`;
}

/** Splits an apiVersion; undefined with more than one slash. */
export function parseApiVersion(apiVersion: string): { readonly group: string; readonly version: string } | undefined {
  if (apiVersion === "" || apiVersion === "/") return { group: "", version: "" };
  const [first = "", second, ...more] = apiVersion.split("/");
  if (more.length > 0) return undefined;
  return second === undefined ? { group: "", version: first } : { group: first, version: second };
}

/** The kinds that are decoded and validated, by apiVersion and kind, and the Go type of each. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  "v1/Pod": "Pod",
  "v1/Service": "Service",
  "v1/ReplicationController": "ReplicationController",
  "v1/PodTemplate": "PodTemplate",
  "apps/v1/Deployment": "Deployment",
  "apps/v1/ReplicaSet": "ReplicaSet",
  "apps/v1/StatefulSet": "StatefulSet",
  "apps/v1/DaemonSet": "DaemonSet",
  "batch/v1/Job": "Job",
  "batch/v1/CronJob": "CronJob",
};

/** Name of the Go type; undefined for a kind that is not read. */
export function goTypeNameOf(kind: GroupVersionKind): string | undefined {
  const key = `${apiVersionOf(kind)}/${kind.kind}`;
  return Object.hasOwn(TYPE_NAMES, key) ? TYPE_NAMES[key] : undefined;
}

/** apiVersions under which a kind of that name is read. */
export function apiVersionsOfKind(kind: string): string[] {
  return Object.entries(TYPE_NAMES)
    .filter(([, name]) => name === kind)
    .map(([key]) => key.slice(0, key.lastIndexOf("/")));
}

export function knownKindNames(): string[] {
  return Object.values(TYPE_NAMES);
}

/** What a document says of its type, or the error with which the API server gives up before it looks any further. */
export type InterpretedKind =
  | { readonly kind: GroupVersionKind }
  | { readonly error: string; readonly offset: number; readonly isSyntax: boolean };

const HEAD_TYPE =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/**
 * Reads apiVersion and kind as the serializer does, with Go's own JSON decoder: in any mixture of capitals, the last one of
 * several wins.
 */
export function interpretKind(node: SourceNode): InterpretedKind {
  const parseError = (found: string, place: string, offset: number): InterpretedKind => ({
    error: `couldn't get version/kind; json parse error: json: cannot unmarshal ${found} into Go ${place}`,
    offset,
    isSyntax: true,
  });
  const word = (value: SourceNode): string => (value.kind === "boolean" ? "bool" : value.kind);
  if (node.kind !== "object" && node.kind !== "null")
    return parseError(word(node), `value of type ${HEAD_TYPE}`, node.start);
  const texts = { apiversion: "", kind: "" };
  for (const { key, value } of node.kind === "object" ? node.members : []) {
    const name = key.toLowerCase();
    if (name !== "apiversion" && name !== "kind") continue;
    if (value.kind === "string") texts[name] = value.value;
    else if (value.kind !== "null") {
      return parseError(
        word(value),
        `struct field .${name === "kind" ? "kind" : "apiVersion"} of type string`,
        value.start,
      );
    }
  }
  const parsed = parseApiVersion(texts.apiversion);
  if (parsed === undefined)
    return { error: `unexpected GroupVersion string: ${texts.apiversion}`, offset: node.start, isSyntax: false };
  return { kind: { ...parsed, kind: texts.kind } };
}

/** Fills what a document leaves out from the type that the request is for. */
export function withExpectedKind(actual: GroupVersionKind, expected: GroupVersionKind): GroupVersionKind {
  const kind = actual.kind === "" ? expected.kind : actual.kind;
  if (actual.version === "" && (actual.group === "" || actual.group === expected.group)) return { ...expected, kind };
  return { ...actual, kind };
}
