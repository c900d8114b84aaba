import type { JsonObject } from "../../model/json.ts";
import type { DecodeProblem } from "../kubernetes/decodeFields.ts";
import { decodeFields } from "../kubernetes/decodeFields.ts";
import type { SourceNode } from "../source/sourceNode.ts";
import type { KnativeKind } from "./knativeKinds.ts";
import type { KnativeRelease } from "./knativeRelease.ts";
import { knativeStruct } from "./knativeTypes.ts";

/** What Knative's webhook reads of an object: zero values left out, as `Decoded.object` has it; or the one thing that it answers. */
export type DecodedKnative = { readonly object: JsonObject } | { readonly problem: DecodeProblem };

/** Reads an object as the webhook does: it comes there through the API server, with its keys sorted. */
export function decodeKnative(node: SourceNode, kind: KnativeKind, release: KnativeRelease): DecodedKnative {
  const struct = knativeStruct(kind, release);
  const options = { namesEmbeddedStructs: true, isStandardLibrary: true };
  const { object, typeProblem } = decodeFields(struct, withSortedKeys(node), options);
  if (typeProblem === undefined) return { object };
  return {
    problem: { ...typeProblem, message: `cannot decode incoming new object: ${typeProblem.message}` },
  };
}

/** As the API server writes an object of a custom resource; of a key that is given twice the last one counts. */
function withSortedKeys(node: SourceNode): SourceNode {
  if (node.kind === "array") return { ...node, items: node.items.map(withSortedKeys) };
  if (node.kind !== "object") return node;
  const byKey = new Map(node.members.map((member) => [member.key, member]));
  const members = [...byKey.values()]
    .toSorted((left, right) => (left.key < right.key ? -1 : 1))
    .map((member) => ({ ...member, value: withSortedKeys(member.value) }));
  return { ...node, members };
}
