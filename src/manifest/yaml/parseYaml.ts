import { quoteGoString } from "../../model/quoteGoString.ts";
import type { SourceError, SourceMember, SourceNode } from "../source/sourceNode.ts";
import { SourceFault } from "../source/sourceNode.ts";
import { parseNodes } from "./parseNodes.ts";
import type { YamlScalar } from "./resolveScalar.ts";
import { jsonNumberText, resolvePlainScalar, resolveTaggedScalar, yamlKeyText } from "./resolveScalar.ts";
import type { YamlAlias, YamlMapping, YamlNode, YamlScalarNode } from "./yamlNode.ts";

/** A key that occurs twice in one mapping. The last one counts; the API server's strict reader refuses, kubectl does not see it. */
export interface DuplicateKey {
  /** As Go prints it: `"name"`, `1`. */
  readonly key: string;
  readonly keyOffset: number;
  /** Of the value, whose line the message names. */
  readonly valueOffset: number;
}

export interface ParsedYaml {
  /** The document as JSON data, members sorted by key as Go's JSON encoder leaves them; null for an empty one. */
  readonly node?: SourceNode;
  readonly duplicateKeys: readonly DuplicateKey[];
  readonly error?: YamlError;
}

export interface YamlError extends SourceError {
  /** `syntax`: the text is no YAML; `data`: it is, but no JSON can be made of it. */
  readonly kind: "syntax" | "data";
}

/** The text with which the strict reader refuses duplicate keys; a line is that of the value. */
export function duplicateKeysMessage(text: string, duplicateKeys: readonly DuplicateKey[]): string {
  const lines = duplicateKeys.map(({ key, valueOffset }) => {
    const line = text.slice(0, valueOffset).split(/\r\n|[\n\r\u0085\u2028\u2029]/).length;
    return `\n  line ${line}: key ${key} already set in map`;
  });
  return `yaml: unmarshal errors:${lines.join("")}`;
}

interface Conversion {
  readonly duplicateKeys: DuplicateKey[];
  /** Aliases that are being followed, to find one that contains itself. */
  readonly following: Set<YamlAlias>;
  decodeCount: number;
  aliasCount: number;
  depth: number;
}

/** Thrown for data that JSON cannot hold. */
class DataFault extends SourceFault {}

/** Reads the first document of `text` as kubectl and the API server do (go-yaml v2, then JSON). Never throws. */
export function parseYaml(text: string): ParsedYaml {
  const conversion: Conversion = { duplicateKeys: [], following: new Set(), decodeCount: 0, aliasCount: 0, depth: 0 };
  try {
    refuseControlCharacters(text);
    const root = parseNodes(text);
    const node: SourceNode = root === undefined ? { kind: "null", start: 0, end: 0 } : convert(conversion, root);
    return { node, duplicateKeys: conversion.duplicateKeys };
  } catch (error) {
    if (!(error instanceof SourceFault)) throw error;
    const kind = error instanceof DataFault ? "data" : "syntax";
    return { duplicateKeys: conversion.duplicateKeys, error: { message: error.message, offset: error.offset, kind } };
  }
}

/** What YAML 1.1 does not allow: control characters other than tabs and line ends, and two that are no characters. */
const CONTROL_CHARACTER = /[^\P{Cc}\t\n\r\u0085]|[\ufffe\uffff]/u;

function refuseControlCharacters(text: string): void {
  const offset = text.search(CONTROL_CHARACTER);
  if (offset >= 0) throw new SourceFault("control characters are not allowed", offset);
}

function convert(conversion: Conversion, node: YamlNode): SourceNode {
  countDecode(conversion, node);
  if (node.kind === "alias") return followAlias(conversion, node, (target) => convert(conversion, target));
  if (node.kind === "scalar") return convertScalar(node);
  if (node.kind === "sequence") {
    return {
      kind: "array",
      items: node.items.map((item) => convert(conversion, item)),
      start: node.start,
      end: node.end,
    };
  }
  const members: Members = new Map();
  convertMapping(conversion, node, members);
  return { kind: "object", members: sortedMembers(members), start: node.start, end: node.end };
}

/**
 * go-yaml's guard against alias bombs, in its numbers: of few nodes 99 in 100 may come from aliases, of very many one in ten.
 */
function countDecode(conversion: Conversion, node: YamlNode): void {
  conversion.decodeCount += 1;
  if (conversion.following.size > 0) conversion.aliasCount += 1;
  const { aliasCount, decodeCount } = conversion;
  if (aliasCount <= 100 || decodeCount <= 1000) return;
  const portion = Math.min(Math.max((decodeCount - 400_000) / 3_600_000, 0), 1);
  if (aliasCount / decodeCount > 0.99 - 0.89 * portion) {
    const [outermost] = conversion.following;
    throw new SourceFault("document contains excessive aliasing", outermost?.start ?? node.start);
  }
}

function followAlias<Outcome>(conversion: Conversion, alias: YamlAlias, read: (target: YamlNode) => Outcome): Outcome {
  if (conversion.following.has(alias))
    throw new SourceFault(`anchor '${alias.name}' value contains itself`, alias.start);
  conversion.following.add(alias);
  const outcome = read(alias.target);
  conversion.following.delete(alias);
  return outcome;
}

function resolve(node: YamlScalarNode): YamlScalar {
  if (node.implicit) return resolvePlainScalar(node.text);
  if (node.tag === "") return { kind: "string", value: node.text };
  const scalar = resolveTaggedScalar(node.tag, node.text);
  if (scalar !== undefined) return scalar;
  const found = SHORT_TAGS[resolvePlainScalar(node.text).kind];
  throw new SourceFault(
    `cannot decode ${found} \`${node.text}\` as a ${node.tag.replace("tag:yaml.org,2002:", "!!")}`,
    node.start,
  );
}

const SHORT_TAGS = { string: "!!str", integer: "!!int", float: "!!float", boolean: "!!bool", null: "!!null" } as const;

function convertScalar(node: YamlScalarNode): SourceNode {
  const { start, end } = node;
  const scalar = resolve(node);
  if (scalar.kind === "null") return { kind: "null", start, end };
  if (scalar.kind === "string") return { kind: "string", value: scalar.value, start, end };
  if (scalar.kind === "boolean") return { kind: "boolean", value: scalar.value, start, end };
  if (scalar.kind === "float" && !Number.isFinite(scalar.value)) {
    const text = Number.isNaN(scalar.value) ? "NaN" : scalar.value > 0 ? "+Inf" : "-Inf";
    throw new DataFault(`json: unsupported value: ${text}`, start);
  }
  return { kind: "number", text: jsonNumberText(scalar), start, end };
}

/** By the value of the key: a text and a number are different keys to YAML, though JSON writes them alike. */
type Members = Map<string | bigint | number | boolean | null, SourceMember>;

function convertMapping(conversion: Conversion, mapping: YamlMapping, members: Members): void {
  for (const [keyNode, valueNode] of mapping.entries) {
    if (isMergeKey(keyNode)) {
      mergeInto(conversion, valueNode, members);
      continue;
    }
    const key = convertKey(conversion, keyNode);
    const value = convert(conversion, valueNode);
    const identity = key.kind === "null" ? null : key.value;
    if (members.has(identity)) {
      conversion.duplicateKeys.push({ key: printedKey(key), keyOffset: keyNode.start, valueOffset: valueNode.start });
    }
    const keyText = yamlKeyText(key);
    if (keyText === undefined) throw new DataFault(`unsupported map key: ${printedKey(key)}`, keyNode.start);
    members.set(identity, { key: keyText, keyStart: keyNode.start, keyEnd: keyNode.end, value });
  }
}

function convertKey(conversion: Conversion, node: YamlNode): YamlScalar {
  if (node.kind === "mapping" || node.kind === "sequence") {
    // What is wrong within it is told first.
    convert(conversion, node);
    throw new SourceFault(`invalid map key: a ${node.kind}`, node.start);
  }
  countDecode(conversion, node);
  if (node.kind === "alias") return followAlias(conversion, node, (target) => convertKey(conversion, target));
  return resolve(node);
}

/** As Go's `%#v` prints it. */
function printedKey(key: YamlScalar): string {
  if (key.kind === "string") return quoteGoString(key.value);
  return key.kind === "null" ? "interface {}(nil)" : String(key.value);
}

function isMergeKey(node: YamlNode): boolean {
  return node.kind === "scalar" && node.text === "<<" && (node.implicit || node.tag === "tag:yaml.org,2002:merge");
}

/** `<<`: the members of one mapping or of several, the first of which is the strongest; what stands later in the text wins over it. */
function mergeInto(conversion: Conversion, node: YamlNode, members: Members): void {
  const sources = node.kind === "sequence" ? node.items.toReversed() : [node];
  for (const source of sources) mergeOne(conversion, source, members);
}

function mergeOne(conversion: Conversion, source: YamlNode, members: Members): void {
  const mapping = source.kind === "alias" ? source.target : source;
  if (mapping.kind !== "mapping")
    throw new SourceFault("map merge requires map or sequence of maps as the value", source.start);
  countDecode(conversion, source);
  if (source.kind === "mapping") return convertMapping(conversion, source, members);
  if (source.kind === "alias") followAlias(conversion, source, () => convertMapping(conversion, mapping, members));
}

function sortedMembers(members: Members): readonly SourceMember[] {
  return [...members.values()].sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0));
}
