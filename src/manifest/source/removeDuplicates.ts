import { quoteGoString } from "../../model/quoteGoString.ts";
import type { SourceMember, SourceNode } from "./sourceNode.ts";

export interface UniqueKeys {
  readonly node: SourceNode;
  /** Keys that were given again, in the order of the text. */
  readonly duplicateKeys: readonly { readonly key: string; readonly offset: number }[];
}

/**
 * JSON as kubectl passes it on: it reads a document into maps and writes it again, so that of equal keys the last one stays, keys
 * come sorted, and `5.0` and `1e1` become integers.
 */
export function removeDuplicates(node: SourceNode): UniqueKeys {
  const duplicateKeys: { key: string; offset: number }[] = [];
  return { node: unique(node, duplicateKeys), duplicateKeys };
}

function unique(node: SourceNode, duplicateKeys: { key: string; offset: number }[]): SourceNode {
  if (node.kind === "array") return { ...node, items: node.items.map((item) => unique(item, duplicateKeys)) };
  if (node.kind === "number") return { ...node, text: resentNumber(node.text) };
  if (node.kind !== "object") return node;
  const members = new Map<string, SourceMember>();
  for (const member of node.members) {
    if (members.has(member.key)) duplicateKeys.push({ key: quoteGoString(member.key), offset: member.keyStart });
    members.set(member.key, { ...member, value: unique(member.value, duplicateKeys) });
  }
  const sorted = [...members.values()].sort((left, right) =>
    left.key < right.key ? -1 : left.key > right.key ? 1 : 0,
  );
  return { ...node, members: sorted };
}

const INT64_MAX = 2n ** 63n - 1n;

/** What does not fit an int64 goes through a float64. */
function resentNumber(text: string): string {
  if (/^-?\d+$/.test(text)) {
    const value = BigInt(text);
    if (value <= INT64_MAX && value >= -INT64_MAX - 1n) return String(value);
  }
  return Object.is(Number(text), -0) ? "-0" : String(Number(text));
}
