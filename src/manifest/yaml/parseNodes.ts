import { DEPTH_MAX, SourceFault, TOO_DEEP } from "../source/sourceNode.ts";
import { peekToken, takeToken } from "./scanner.ts";
import type { ScannerState, Token, TokenKind } from "./scannerState.ts";
import { newScanner } from "./scannerState.ts";
import type { YamlNode } from "./yamlNode.ts";

/*
 * The grammar of YAML 1.1 as libyaml has it, over its tokens, for one document; what follows the document is not looked at, as
 * go-yaml's Unmarshal does (validation/strict `strict/hand/012`).
 */

interface ParserState {
  readonly scanner: ScannerState;
  readonly anchors: Map<string, YamlNode>;
  readonly tagPrefixes: Map<string, string>;
  depth: number;
}

/** Anchor and tag of a node, and where the first of them stands. */
interface Properties {
  readonly start: number;
  readonly end: number;
  readonly anchor: string | undefined;
  readonly tag: string;
}

/** The first document of the text; undefined for a text that holds none. Throws SourceFault. */
export function parseNodes(text: string): YamlNode | undefined {
  const scanner = newScanner(text);
  const state: ParserState = { scanner, anchors: new Map(), tagPrefixes: new Map(), depth: 0 };
  const hasDirectives = readDirectives(state);
  const first = peekToken(scanner);
  if (first.kind === "documentStart") {
    takeToken(scanner);
    const next = peekToken(scanner);
    const isEmpty = ["versionDirective", "tagDirective", "documentStart", "documentEnd", "streamEnd"].includes(
      next.kind,
    );
    if (isEmpty) return emptyScalar(next.start);
  } else if (hasDirectives) throw new SourceFault("did not find expected <document start>", first.start);
  else if (first.kind === "streamEnd") return undefined;
  const root = parseNode(state, "block", false);
  // Whether the document ends here is seen at the next token, which must be one.
  peekToken(scanner);
  return root;
}

function readDirectives(state: ParserState): boolean {
  let hasVersion = false;
  for (;;) {
    const token = peekToken(state.scanner);
    if (token.kind === "versionDirective") {
      if (hasVersion) throw new SourceFault("found duplicate %YAML directive", token.start);
      if (!/^0?1\.0?1$/.test(token.value)) throw new SourceFault("found incompatible YAML document", token.start);
      hasVersion = true;
    } else if (token.kind === "tagDirective") {
      if (state.tagPrefixes.has(token.value)) throw new SourceFault("found duplicate %TAG directive", token.start);
      state.tagPrefixes.set(token.value, token.suffix);
    } else break;
    takeToken(state.scanner);
  }
  const hasDirectives = hasVersion || state.tagPrefixes.size > 0;
  if (!state.tagPrefixes.has("!")) state.tagPrefixes.set("!", "!");
  if (!state.tagPrefixes.has("!!")) state.tagPrefixes.set("!!", "tag:yaml.org,2002:");
  return hasDirectives;
}

function emptyScalar(offset: number): YamlNode {
  return { kind: "scalar", start: offset, end: offset, tag: "", text: "", implicit: true };
}

function parseNode(state: ParserState, context: "block" | "flow", mayBeIndentless: boolean): YamlNode {
  const { scanner } = state;
  if (peekToken(scanner).kind === "alias") return parseAlias(state);
  state.depth += 1;
  if (state.depth > DEPTH_MAX) throw new SourceFault(TOO_DEEP, peekToken(scanner).start);
  const properties = readProperties(state);
  const token = peekToken(scanner);
  let node: YamlNode;
  if (mayBeIndentless && token.kind === "blockEntry") node = parseBlockSequence(state, properties, "indentless");
  else if (token.kind === "scalar") node = parseScalar(state, properties);
  else if (token.kind === "flowSequenceStart") node = parseFlowSequence(state, properties);
  else if (token.kind === "flowMappingStart") node = parseFlowMapping(state, properties);
  else if (context === "block" && token.kind === "blockSequenceStart")
    node = parseBlockSequence(state, properties, "indented");
  else if (context === "block" && token.kind === "blockMappingStart") node = parseBlockMapping(state, properties);
  else if (properties.end > properties.start) {
    const { start, end, tag } = properties;
    node = registered(state, properties, { kind: "scalar", start, end, tag, text: "", implicit: tag === "" });
  } else throw new SourceFault("did not find expected node content", token.start);
  state.depth -= 1;
  return node;
}

function parseAlias(state: ParserState): YamlNode {
  const { value: name, start, end } = takeToken(state.scanner);
  const target = state.anchors.get(name);
  if (target === undefined) throw new SourceFault(`unknown anchor '${name}' referenced`, start);
  return { kind: "alias", name, target, start, end, tag: "" };
}

function readProperties(state: ParserState): Properties {
  const start = peekToken(state.scanner).start;
  let end = start;
  let anchor: string | undefined;
  let tag: Token | undefined;
  for (;;) {
    const token = peekToken(state.scanner);
    if (token.kind === "anchor" && anchor === undefined) anchor = token.value;
    else if (token.kind === "tag" && tag === undefined) tag = token;
    else break;
    end = token.end;
    takeToken(state.scanner);
  }
  return { start, end, anchor, tag: tag === undefined ? "" : fullTag(state, tag) };
}

function fullTag(state: ParserState, tag: Token): string {
  if (tag.value === "") return tag.suffix;
  const prefix = state.tagPrefixes.get(tag.value);
  if (prefix === undefined) throw new SourceFault("found undefined tag handle", tag.start);
  return prefix + tag.suffix;
}

/** Later aliases find the node; a collection is registered before its content, which may only refer to it in error. */
function registered<Node extends YamlNode>(state: ParserState, properties: Properties, node: Node): Node {
  if (properties.anchor !== undefined) state.anchors.set(properties.anchor, node);
  return node;
}

function parseScalar(state: ParserState, properties: Properties): YamlNode {
  const token = takeToken(state.scanner);
  const { tag } = properties;
  // The tag `!` alone makes even a quoted text plain (libyaml).
  const implicit = tag === "" ? token.plain : tag === "!";
  return registered(state, properties, {
    kind: "scalar",
    start: properties.start,
    end: token.end,
    tag: tag === "!" ? "" : tag,
    text: token.value,
    implicit,
  });
}

function parseBlockSequence(state: ParserState, properties: Properties, form: "indented" | "indentless"): YamlNode {
  const { scanner } = state;
  const items: YamlNode[] = [];
  const sequence = registered(state, properties, {
    kind: "sequence",
    tag: properties.tag,
    start: properties.start,
    end: properties.end,
    items,
  });
  if (form === "indented") takeToken(scanner);
  while (peekToken(scanner).kind === "blockEntry") {
    const entry = takeToken(scanner);
    sequence.end = entry.end;
    const next = peekToken(scanner).kind;
    const isEmpty =
      next === "blockEntry" || next === "blockEnd" || (form === "indentless" && (next === "key" || next === "value"));
    const item = isEmpty ? emptyScalar(entry.end) : parseNode(state, "block", false);
    items.push(item);
    sequence.end = item.end;
  }
  if (form === "indentless") return sequence;
  if (peekToken(scanner).kind !== "blockEnd")
    throw new SourceFault("did not find expected '-' indicator", peekToken(scanner).start);
  takeToken(scanner);
  return sequence;
}

function parseBlockMapping(state: ParserState, properties: Properties): YamlNode {
  const { scanner } = state;
  const entries: [YamlNode, YamlNode][] = [];
  const mapping = registered(state, properties, {
    kind: "mapping",
    tag: properties.tag,
    start: properties.start,
    end: properties.end,
    entries,
  });
  const part = (after: Token): YamlNode => {
    const next = peekToken(scanner).kind;
    return next === "key" || next === "value" || next === "blockEnd"
      ? emptyScalar(after.end)
      : parseNode(state, "block", true);
  };
  takeToken(scanner);
  while (peekToken(scanner).kind === "key") {
    const key = part(takeToken(scanner));
    const after = peekToken(scanner);
    const value = after.kind === "value" ? part(takeToken(scanner)) : emptyScalar(after.start);
    entries.push([key, value]);
    mapping.end = Math.max(key.end, value.end);
  }
  if (peekToken(scanner).kind !== "blockEnd")
    throw new SourceFault("did not find expected key", peekToken(scanner).start);
  takeToken(scanner);
  return mapping;
}

/** Takes what separates two entries of a flow collection; false at its end. */
function hasFlowEntry(state: ParserState, isFirst: boolean, end: TokenKind, endText: string): boolean {
  const token = peekToken(state.scanner);
  if (token.kind === end) return false;
  if (!isFirst) {
    if (token.kind !== "flowEntry") throw new SourceFault(`did not find expected ',' or '${endText}'`, token.start);
    takeToken(state.scanner);
    if (peekToken(state.scanner).kind === end) return false;
  }
  return true;
}

function parseFlowSequence(state: ParserState, properties: Properties): YamlNode {
  const { scanner } = state;
  const items: YamlNode[] = [];
  const sequence = registered(state, properties, {
    kind: "sequence",
    tag: properties.tag,
    start: properties.start,
    end: properties.end,
    items,
  });
  takeToken(scanner);
  while (hasFlowEntry(state, items.length === 0, "flowSequenceEnd", "]")) {
    items.push(peekToken(scanner).kind === "key" ? parseFlowPair(state) : parseNode(state, "flow", false));
  }
  sequence.end = takeToken(scanner).end;
  return sequence;
}

/** `[key: value]`: a mapping of one entry without braces. */
function parseFlowPair(state: ParserState): YamlNode {
  const { scanner } = state;
  const { start } = takeToken(scanner);
  const isAtEnd = (kind: TokenKind): boolean => kind === "flowEntry" || kind === "flowSequenceEnd";
  const next = peekToken(scanner);
  let key: YamlNode;
  if (next.kind !== "value" && !isAtEnd(next.kind)) key = parseNode(state, "flow", false);
  // libyaml takes the next token for the empty key, even the `:`; what then stands there is the value.
  else key = emptyScalar(takeToken(scanner).end);
  let value = emptyScalar(peekToken(scanner).start);
  if (peekToken(scanner).kind === "value") {
    takeToken(scanner);
    const after = peekToken(scanner);
    value = isAtEnd(after.kind) ? emptyScalar(after.start) : parseNode(state, "flow", false);
  }
  return { kind: "mapping", tag: "", start, end: Math.max(key.end, value.end), entries: [[key, value]] };
}

function parseFlowMapping(state: ParserState, properties: Properties): YamlNode {
  const { scanner } = state;
  const entries: [YamlNode, YamlNode][] = [];
  const mapping = registered(state, properties, {
    kind: "mapping",
    tag: properties.tag,
    start: properties.start,
    end: properties.end,
    entries,
  });
  const isAtEnd = (kind: TokenKind): boolean => kind === "flowEntry" || kind === "flowMappingEnd";
  takeToken(scanner);
  while (hasFlowEntry(state, entries.length === 0, "flowMappingEnd", "}")) {
    if (peekToken(scanner).kind !== "key") {
      const key = parseNode(state, "flow", false);
      entries.push([key, emptyScalar(peekToken(scanner).start)]);
      continue;
    }
    takeToken(scanner);
    const next = peekToken(scanner);
    const key = next.kind === "value" || isAtEnd(next.kind) ? emptyScalar(next.start) : parseNode(state, "flow", false);
    let value = emptyScalar(peekToken(scanner).start);
    if (peekToken(scanner).kind === "value") {
      takeToken(scanner);
      const after = peekToken(scanner);
      value = isAtEnd(after.kind) ? emptyScalar(after.start) : parseNode(state, "flow", false);
    }
    entries.push([key, value]);
  }
  mapping.end = takeToken(scanner).end;
  return mapping;
}
