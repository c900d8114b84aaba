import { SourceFault } from "../source/sourceNode.ts";

export type TokenKind =
  | "streamEnd"
  | "versionDirective"
  | "tagDirective"
  | "documentStart"
  | "documentEnd"
  | "blockSequenceStart"
  | "blockMappingStart"
  | "blockEnd"
  | "flowSequenceStart"
  | "flowSequenceEnd"
  | "flowMappingStart"
  | "flowMappingEnd"
  | "blockEntry"
  | "flowEntry"
  | "key"
  | "value"
  | "alias"
  | "anchor"
  | "tag"
  | "scalar";

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** Of a scalar its text, of an alias or anchor its name, of a tag or a tag directive its handle, of a version directive the version. */
  readonly value: string;
  /** Of a tag and a tag directive: what follows the handle. */
  readonly suffix: string;
  /** Of a scalar: neither quoted nor a block. */
  readonly plain: boolean;
  /** The key that may begin with this token. */
  simpleKey?: SimpleKey | undefined;
}

/** A place where a key may have begun whose `:` is not seen yet. */
export interface SimpleKey {
  possible: boolean;
  /** It stands where only a key may stand. */
  required: boolean;
  tokenNumber: number;
  offset: number;
  line: number;
  column: number;
  /** The token that it may begin with. */
  token: Token | undefined;
}

/** All that the scanner knows between two tokens. */
export interface ScannerState {
  /** The text with a few NUL behind it, so that looking ahead needs no check. */
  readonly text: string;
  readonly length: number;
  /** Some character takes two code units, which count as one column. */
  readonly hasSurrogates: boolean;
  at: number;
  line: number;
  lineStart: number;
  /** Column of the block collection that is open; -1 outside of all. */
  indent: number;
  readonly indents: number[];
  flowLevel: number;
  simpleKeyAllowed: boolean;
  /** One per flow level and one for the block context. */
  readonly simpleKeys: SimpleKey[];
  readonly tokens: Token[];
  /** Index of the next token in `tokens`. */
  head: number;
  /** How many tokens the parser has taken. */
  tokensTaken: number;
}

export function newScanner(text: string): ScannerState {
  // A byte order mark at the very begin belongs to the encoding.
  const at = text.codePointAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  return {
    text: `${text}\0\0\0\0`,
    length: text.length,
    hasSurrogates: /[\ud800-\udbff]/.test(text),
    at,
    line: 0,
    lineStart: at,
    indent: -1,
    indents: [],
    flowLevel: 0,
    simpleKeyAllowed: true,
    simpleKeys: [{ possible: false, required: false, tokenNumber: 0, offset: 0, line: 0, column: 0, token: undefined }],
    tokens: [],
    head: 0,
    tokensTaken: 0,
  };
}

export function column(state: ScannerState): number {
  if (!state.hasSurrogates) return state.at - state.lineStart;
  return Array.from(state.text.slice(state.lineStart, state.at)).length;
}

export function fault(state: ScannerState, message: string): SourceFault {
  return new SourceFault(message, Math.min(state.at, state.length));
}

/** The code unit `ahead` of the scanner's place; 0 at the end. */
export function peek(state: ScannerState, ahead = 0): number {
  return state.text.charCodeAt(state.at + ahead);
}

const BYTE_ORDER_MARK = 0xfeff;
export const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const SPACE = 0x20;

export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/*
 * Runs of characters are skipped by sticky patterns and not one by one: that is what makes a cold process fast. Each is one class
 * of characters, so that it needs no room to go back, however long the run. NUL stands for the end of the text.
 */
export const SPACES = / +/y;
export const REST_OF_LINE = /[^\n\r\u0085\u2028\u2029\0]+/y;

/** Steps over the run of characters that the pattern matches here, if any. */
export function skipRun(state: ScannerState, run: RegExp): void {
  run.lastIndex = state.at;
  if (run.test(state.text)) state.at = run.lastIndex;
}

/** YAML 1.1 has five line breaks; all count. */
export function isBreak(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN || code === 0x85 || code === 0x2028 || code === 0x2029;
}

export function isBreakOrEnd(code: number): boolean {
  return code === 0 || isBreak(code);
}

export function isBlankOrEnd(code: number): boolean {
  return isBlank(code) || isBreakOrEnd(code);
}

/** Steps over one line break, and returns it as YAML 1.1 has it: CR, LF, CR LF and NEL become one LF. Empty where none is. */
export function readBreak(state: ScannerState): string {
  const code = peek(state);
  if (!isBreak(code)) return "";
  state.at += code === CARRIAGE_RETURN && peek(state, 1) === LINE_FEED ? 2 : 1;
  state.line += 1;
  state.lineStart = state.at;
  return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : "\n";
}

/** A document indicator (`---`, `...`) stands here, at the begin of a line. */
export function isDocumentIndicator(state: ScannerState): boolean {
  if (state.at !== state.lineStart) return false;
  const code = peek(state);
  if (code !== 0x2d && code !== 0x2e) return false;
  return peek(state, 1) === code && peek(state, 2) === code && isBlankOrEnd(peek(state, 3));
}
