import { DEPTH_MAX, TOO_DEEP } from "../source/sourceNode.ts";
import { scanBlockScalar, scanPlainScalar, scanQuotedScalar } from "./scanScalar.ts";
import type { ScannerState, SimpleKey, Token, TokenKind } from "./scannerState.ts";
import {
  column,
  fault,
  isBlank,
  isBlankOrEnd,
  isDocumentIndicator,
  peek,
  readBreak,
  REST_OF_LINE,
  SPACES,
  skipRun,
} from "./scannerState.ts";
import { scanAnchor, scanDirective, scanTag } from "./scanTag.ts";

/*
 * Tokens of YAML 1.1 as libyaml (and so go-yaml v2, kubectl and the API server) sees them. Why not a YAML 1.2 library: they part
 * company over tabs, comments without a space before them, flow collections that close at the left margin and more, and a
 * manifest is what the API server takes it for (decisions/0005-own-yaml-reader.md).
 */

/** A key must have its `:` on the same line and within so many characters. */
const SIMPLE_KEY_LENGTH_MAX = 1024;

/** The next token, which stays where it is. After `streamEnd` the same one for ever. */
export function peekToken(state: ScannerState): Token {
  for (;;) {
    const next = state.tokens[state.head];
    // A key that may begin at this token decides whether a block mapping begins before it.
    if (next !== undefined && (next.simpleKey === undefined || !isKeyStillPossible(state, next.simpleKey))) return next;
    fetchToken(state);
  }
}

export function takeToken(state: ScannerState): Token {
  const token = peekToken(state);
  if (token.kind === "streamEnd") return token;
  state.head += 1;
  state.tokensTaken += 1;
  if (state.head === state.tokens.length) {
    state.tokens.length = 0;
    state.head = 0;
  }
  return token;
}

function isKeyStillPossible(state: ScannerState, key: SimpleKey): boolean {
  if (!key.possible) return false;
  if (key.line === state.line && key.offset + SIMPLE_KEY_LENGTH_MAX >= state.at) return true;
  if (key.required) throw fault(state, "could not find expected ':'");
  key.possible = false;
  return false;
}

function lastKey(state: ScannerState): SimpleKey {
  const key = state.simpleKeys.at(-1);
  if (key === undefined) throw new Error("the scanner has lost its block context");
  return key;
}

/** Notes that the token that comes next may begin a key; undefined where none may stand. */
function saveSimpleKey(state: ScannerState): SimpleKey | undefined {
  if (!state.simpleKeyAllowed) return undefined;
  removeSimpleKey(state);
  const key = {
    possible: true,
    required: state.flowLevel === 0 && state.indent === column(state),
    tokenNumber: state.tokensTaken + (state.tokens.length - state.head),
    offset: state.at,
    line: state.line,
    column: column(state),
    token: undefined,
  };
  state.simpleKeys[state.simpleKeys.length - 1] = key;
  return key;
}

function removeSimpleKey(state: ScannerState): void {
  const key = lastKey(state);
  if (!key.possible) return;
  if (key.required) throw fault(state, "could not find expected ':'");
  key.possible = false;
}

function emptyToken(kind: TokenKind, start: number, end = start): Token {
  return { kind, start, end, value: "", suffix: "", plain: false, simpleKey: undefined };
}

/** Begins a block collection where something stands to the right of the open one. */
function rollIndent(
  state: ScannerState,
  toColumn: number,
  tokenNumber: number | undefined,
  kind: TokenKind,
  offset: number,
): void {
  if (state.flowLevel > 0 || state.indent >= toColumn) return;
  state.indents.push(state.indent);
  state.indent = toColumn;
  if (state.indents.length > DEPTH_MAX) throw fault(state, TOO_DEEP);
  insertToken(state, tokenNumber, emptyToken(kind, offset));
}

function insertToken(state: ScannerState, tokenNumber: number | undefined, token: Token): void {
  if (tokenNumber === undefined) state.tokens.push(token);
  else state.tokens.splice(state.head + tokenNumber - state.tokensTaken, 0, token);
}

/** Ends the block collections that stand to the right of `toColumn`. */
function unrollIndent(state: ScannerState, toColumn: number): void {
  if (state.flowLevel > 0) return;
  while (state.indent > toColumn) {
    state.tokens.push(emptyToken("blockEnd", state.at));
    state.indent = state.indents.pop() ?? -1;
  }
}

function skipToToken(state: ScannerState): void {
  for (;;) {
    skipRun(state, state.flowLevel > 0 || !state.simpleKeyAllowed ? BLANKS : SPACES);
    if (peek(state) === 0x23) skipRun(state, REST_OF_LINE);
    if (readBreak(state) === "") return;
    if (state.flowLevel === 0) state.simpleKeyAllowed = true;
  }
}

const BLANKS = /[ \t]+/y;

/** Characters that cannot begin a plain scalar, except where `startsPlainScalar` says so. */
const INDICATORS = new Set([..."-?:,[]{}#&*!|>'\"%@`"].map((character) => character.charCodeAt(0)));

function startsPlainScalar(state: ScannerState, code: number): boolean {
  if (!isBlankOrEnd(code) && !INDICATORS.has(code)) return true;
  if (code === 0x2d) return !isBlank(peek(state, 1));
  return state.flowLevel === 0 && (code === 0x3f || code === 0x3a) && !isBlankOrEnd(peek(state, 1));
}

const FLOW_COLLECTIONS: Readonly<Record<number, readonly [kind: TokenKind, opens: boolean]>> = {
  0x5b: ["flowSequenceStart", true],
  0x7b: ["flowMappingStart", true],
  0x5d: ["flowSequenceEnd", false],
  0x7d: ["flowMappingEnd", false],
};

function fetchToken(state: ScannerState): void {
  skipToToken(state);
  unrollIndent(state, column(state));
  const code = peek(state);
  if (state.at >= state.length) return fetchStreamEnd(state);
  if (state.at === state.lineStart && code === 0x25) return fetchAtMargin(state, () => scanDirective(state));
  if (isDocumentIndicator(state)) {
    return fetchAtMargin(state, () => fixedToken(state, code === 0x2d ? "documentStart" : "documentEnd", 3));
  }
  const flow = FLOW_COLLECTIONS[code];
  if (flow !== undefined) return flow[1] ? openFlow(state, flow[0]) : closeFlow(state, flow[0]);
  if (code === 0x2c) return fetchFlowEntry(state);
  if (code === 0x2d && isBlankOrEnd(peek(state, 1))) return fetchBlockEntry(state);
  if (code === 0x3f && (state.flowLevel > 0 || isBlankOrEnd(peek(state, 1)))) return fetchKey(state);
  if (code === 0x3a && (state.flowLevel > 0 || isBlankOrEnd(peek(state, 1)))) return fetchValue(state);
  if (code === 0x2a) return fetchInline(state, () => scanAnchor(state, "alias"));
  if (code === 0x26) return fetchInline(state, () => scanAnchor(state, "anchor"));
  if (code === 0x21) return fetchInline(state, () => scanTag(state));
  if ((code === 0x7c || code === 0x3e) && state.flowLevel === 0) {
    removeSimpleKey(state);
    state.simpleKeyAllowed = true;
    state.tokens.push(scanBlockScalar(state, code === 0x7c ? "literal" : "folded"));
    return;
  }
  if (code === 0x27) return fetchInline(state, () => scanQuotedScalar(state, "single"));
  if (code === 0x22) return fetchInline(state, () => scanQuotedScalar(state, "double"));
  if (startsPlainScalar(state, code)) return fetchInline(state, () => scanPlainScalar(state));
  throw fault(state, "found character that cannot start any token");
}

function fixedToken(state: ScannerState, kind: TokenKind, length: number): Token {
  const start = state.at;
  state.at += length;
  return emptyToken(kind, start, state.at);
}

function fetchStreamEnd(state: ScannerState): void {
  // The end counts as a line of its own: no key can still be open.
  if (column(state) !== 0) {
    state.line += 1;
    state.lineStart = state.at;
  }
  unrollIndent(state, -1);
  removeSimpleKey(state);
  state.simpleKeyAllowed = false;
  state.tokens.push(emptyToken("streamEnd", state.length));
}

function fetchAtMargin(state: ScannerState, scan: () => Token): void {
  unrollIndent(state, -1);
  removeSimpleKey(state);
  state.simpleKeyAllowed = false;
  state.tokens.push(scan());
}

/** What may be a key, and after which no key may begin on the same line. */
function fetchInline(state: ScannerState, scan: () => Token): void {
  const key = saveSimpleKey(state);
  state.simpleKeyAllowed = false;
  pushToken(state, scan(), key);
}

function pushToken(state: ScannerState, token: Token, key: SimpleKey | undefined): void {
  token.simpleKey = key;
  if (key !== undefined) key.token = token;
  state.tokens.push(token);
}

function openFlow(state: ScannerState, kind: TokenKind): void {
  const key = saveSimpleKey(state);
  if (state.flowLevel >= DEPTH_MAX) throw fault(state, TOO_DEEP);
  const token = fixedToken(state, kind, 1);
  state.simpleKeys.push({ possible: false, required: false, tokenNumber: 0, offset: 0, line: 0, column: 0, token });
  state.flowLevel += 1;
  state.simpleKeyAllowed = true;
  pushToken(state, token, key);
}

function closeFlow(state: ScannerState, kind: TokenKind): void {
  removeSimpleKey(state);
  if (state.flowLevel > 0) {
    state.flowLevel -= 1;
    // What comes next is no longer waited for when the collection's first token is taken (go-yaml `decrease_flow_level`).
    const { token } = lastKey(state);
    if (token !== undefined) token.simpleKey = undefined;
    state.simpleKeys.pop();
  }
  state.simpleKeyAllowed = false;
  state.tokens.push(fixedToken(state, kind, 1));
}

function fetchFlowEntry(state: ScannerState): void {
  removeSimpleKey(state);
  state.simpleKeyAllowed = true;
  state.tokens.push(fixedToken(state, "flowEntry", 1));
}

function fetchBlockEntry(state: ScannerState): void {
  if (state.flowLevel === 0) {
    if (!state.simpleKeyAllowed) throw fault(state, "block sequence entries are not allowed in this context");
    rollIndent(state, column(state), undefined, "blockSequenceStart", state.at);
  }
  removeSimpleKey(state);
  state.simpleKeyAllowed = true;
  state.tokens.push(fixedToken(state, "blockEntry", 1));
}

function fetchKey(state: ScannerState): void {
  if (state.flowLevel === 0) {
    if (!state.simpleKeyAllowed) throw fault(state, "mapping keys are not allowed in this context");
    rollIndent(state, column(state), undefined, "blockMappingStart", state.at);
  }
  removeSimpleKey(state);
  state.simpleKeyAllowed = state.flowLevel === 0;
  state.tokens.push(fixedToken(state, "key", 1));
}

function fetchValue(state: ScannerState): void {
  const key = lastKey(state);
  if (isKeyStillPossible(state, key)) {
    insertToken(state, key.tokenNumber, emptyToken("key", key.offset));
    rollIndent(state, key.column, key.tokenNumber, "blockMappingStart", key.offset);
    key.possible = false;
    state.simpleKeyAllowed = false;
  } else {
    if (state.flowLevel === 0) {
      if (!state.simpleKeyAllowed) throw fault(state, "mapping values are not allowed in this context");
      rollIndent(state, column(state), undefined, "blockMappingStart", state.at);
    }
    state.simpleKeyAllowed = state.flowLevel === 0;
  }
  state.tokens.push(fixedToken(state, "value", 1));
}
