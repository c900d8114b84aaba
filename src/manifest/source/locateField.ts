import type { SourceMember, SourceNode } from "./sourceNode.ts";

/** A part of a document that a path leads to. */
export interface LocatedField {
  readonly node: SourceNode;
  /** Offset to point at: a scalar's own, of anything else its key, or its first character where it has none. */
  readonly offset: number;
  /** Whether the whole path is there; otherwise `node` is its nearest ancestor that is. */
  readonly isWhole: boolean;
}

/**
 * Follows a path as the API server writes it: `spec.containers[0].ports[1].name`, `metadata.annotations[example.com/x]`,
 * `spec.nodeSelector.example.com/x`. Keys may hold dots: the longest that fits is taken.
 */
export function locateField(root: SourceNode, path: string): LocatedField {
  let node = root;
  let offset = root.start;
  let rest = path;
  while (rest !== "") {
    const step = nextStep(node, rest);
    if (step === undefined) return { node, offset, isWhole: false };
    node = step.node;
    const isScalar = node.kind !== "object" && node.kind !== "array" && node.kind !== "null";
    offset = isScalar ? node.start : (step.member?.keyStart ?? node.start);
    rest = step.rest;
  }
  return { node, offset, isWhole: true };
}

interface Step {
  readonly node: SourceNode;
  readonly member?: SourceMember;
  readonly rest: string;
}

function nextStep(node: SourceNode, path: string): Step | undefined {
  const bracket = /^\[([^\]]*)\]/.exec(path);
  if (node.kind === "array") {
    const item = bracket === null ? undefined : node.items[Number(bracket[1])];
    return item === undefined || bracket === null ? undefined : { node: item, rest: path.slice(bracket[0].length) };
  }
  if (node.kind !== "object") return undefined;
  if (bracket !== null) {
    const member = node.members.findLast(({ key }) => key === bracket[1]);
    return member === undefined ? undefined : { node: member.value, member, rest: path.slice(bracket[0].length) };
  }
  const name = path.startsWith(".") ? path.slice(1) : path;
  let best: SourceMember | undefined;
  for (const member of node.members) {
    const fits = name.startsWith(member.key) && [undefined, ".", "["].includes(name[member.key.length]);
    if (fits && member.key.length >= (best?.key.length ?? 1)) best = member;
  }
  return best === undefined ? undefined : { node: best.value, member: best, rest: name.slice(best.key.length) };
}
