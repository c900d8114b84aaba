import type { ScannerState, Token } from "./scannerState.ts";
import {
  column,
  fault,
  isBlank,
  isBlankOrEnd,
  isBreak,
  isBreakOrEnd,
  isDocumentIndicator,
  peek,
  REST_OF_LINE,
  readBreak,
  SPACE,
  SPACES,
  skipRun,
  TAB,
} from "./scannerState.ts";

const DOUBLE_QUOTE = 0x22;
const HASH = 0x23;
const SINGLE_QUOTE = 0x27;
const PLUS = 0x2b;
const MINUS = 0x2d;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

function scalarToken(start: number, end: number, value: string, plain: boolean): Token {
  return { kind: "scalar", start, end, value, suffix: "", plain, simpleKey: undefined };
}

/** Line breaks between two parts of a scalar: one folds to a space, of several the first is dropped. */
function fold(leadingBreak: string, trailingBreaks: string): string {
  if (leadingBreak[0] !== "\n") return leadingBreak + trailingBreaks;
  return trailingBreaks === "" ? " " : trailingBreaks;
}

/** Within a flow collection `,?[]{}` end a plain scalar too. A colon needs a look at what follows. */
const PLAIN_RUN = /[^ \t\n\r\u0085\u2028\u2029\0:]+/y;
const PLAIN_FLOW_RUN = /[^ \t\n\r\u0085\u2028\u2029\0:,?[\]{}]+/y;

export function scanPlainScalar(state: ScannerState): Token {
  const start = state.at;
  const indent = state.indent + 1;
  let end = start;
  let value = "";
  let whitespace = "";
  let leadingBreak = "";
  let trailingBreaks = "";
  let hasLeadingBlanks = false;
  for (;;) {
    if (isDocumentIndicator(state) || peek(state) === HASH) break;
    const partStart = state.at;
    skipPlainPart(state);
    if (state.at > partStart) {
      value +=
        (hasLeadingBlanks ? fold(leadingBreak, trailingBreaks) : whitespace) + state.text.slice(partStart, state.at);
      if (hasLeadingBlanks) leadingBreak = trailingBreaks = "";
      else whitespace = "";
      hasLeadingBlanks = false;
      end = state.at;
    }
    if (!isBlank(peek(state)) && !isBreak(peek(state))) break;
    for (let code = peek(state); isBlank(code) || isBreak(code); code = peek(state)) {
      if (code === SPACE) {
        const spaceStart = state.at;
        skipRun(state, SPACES);
        if (!hasLeadingBlanks) whitespace += state.text.slice(spaceStart, state.at);
      } else if (code === TAB) {
        if (hasLeadingBlanks && column(state) < indent)
          throw fault(state, "found a tab character that violates indentation");
        if (!hasLeadingBlanks) whitespace += "\t";
        state.at += 1;
      } else if (hasLeadingBlanks) trailingBreaks += readBreak(state);
      else {
        whitespace = "";
        leadingBreak += readBreak(state);
        hasLeadingBlanks = true;
      }
    }
    if (state.flowLevel === 0 && column(state) < indent) break;
  }
  if (hasLeadingBlanks) state.simpleKeyAllowed = true;
  return scalarToken(start, end, value, true);
}

/** Up to white space, the end of a key, or what ends a flow entry. */
function skipPlainPart(state: ScannerState): void {
  for (;;) {
    skipRun(state, state.flowLevel > 0 ? PLAIN_FLOW_RUN : PLAIN_RUN);
    if (peek(state) !== COLON || isBlankOrEnd(peek(state, 1))) return;
    state.at += 1;
  }
}

/** What stands for itself in a quoted scalar. */
const QUOTED_RUNS = {
  single: /[^' \t\n\r\u0085\u2028\u2029\0]+/y,
  double: /[^"\\ \t\n\r\u0085\u2028\u2029\0]+/y,
} as const;

export function scanQuotedScalar(state: ScannerState, quote: "single" | "double"): Token {
  const start = state.at;
  const quoteCode = quote === "single" ? SINGLE_QUOTE : DOUBLE_QUOTE;
  state.at += 1;
  let value = "";
  for (;;) {
    if (isDocumentIndicator(state)) throw fault(state, "found unexpected document indicator");
    if (state.at >= state.length) throw fault(state, "found unexpected end of stream");
    let hasLeadingBlanks = false;
    for (let code = peek(state); !isBlankOrEnd(code); code = peek(state)) {
      if (code === quoteCode) {
        if (quote === "double" || peek(state, 1) !== SINGLE_QUOTE) break;
        value += "'";
        state.at += 2;
      } else if (quote === "double" && code === BACKSLASH) {
        if (isBreak(peek(state, 1))) {
          state.at += 1;
          readBreak(state);
          hasLeadingBlanks = true;
          break;
        }
        value += readEscape(state);
      } else {
        const runStart = state.at;
        skipRun(state, QUOTED_RUNS[quote]);
        value += state.text.slice(runStart, state.at);
      }
    }
    if (peek(state) === quoteCode) break;
    value += readFlowWhitespace(state, hasLeadingBlanks);
  }
  state.at += 1;
  return scalarToken(start, state.at, value, false);
}

/** White space within a quoted scalar, folded. */
function readFlowWhitespace(state: ScannerState, afterEscapedBreak: boolean): string {
  let hasLeadingBlanks = afterEscapedBreak;
  let whitespace = "";
  let leadingBreak = "";
  let trailingBreaks = "";
  for (let code = peek(state); isBlank(code) || isBreak(code); code = peek(state)) {
    if (isBlank(code)) {
      if (!hasLeadingBlanks) whitespace += state.text[state.at];
      state.at += 1;
    } else if (hasLeadingBlanks) trailingBreaks += readBreak(state);
    else {
      whitespace = "";
      leadingBreak += readBreak(state);
      hasLeadingBlanks = true;
    }
  }
  return hasLeadingBlanks ? fold(leadingBreak, trailingBreaks) : whitespace;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\u0007",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\u001b",
  " ": " ",
  '"': '"',
  "'": "'",
  "\\": "\\",
  N: "\u0085",
  _: "\u00a0",
  L: "\u2028",
  P: "\u2029",
};
const ESCAPED_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function readEscape(state: ScannerState): string {
  const letter = state.text[state.at + 1] ?? "";
  const known = ESCAPES[letter];
  const digits = ESCAPED_DIGITS[letter] ?? 0;
  if (known === undefined && digits === 0) throw fault(state, "found unknown escape character");
  state.at += 2;
  if (known !== undefined) return known;
  const hexadecimal = state.text.slice(state.at, state.at + digits);
  if (!/^[0-9a-fA-F]+$/.test(hexadecimal)) throw fault(state, "did not find expected hexdecimal number");
  const value = Number.parseInt(hexadecimal, 16);
  if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff)
    throw fault(state, "found invalid Unicode character escape code");
  state.at += digits;
  return String.fromCodePoint(value);
}

interface BlockHeader {
  readonly chomping: "clip" | "strip" | "keep";
  /** Explicit indentation; 0 when it is to be found out. */
  readonly increment: number;
}

/** What follows `|` or `>` on its line. */
function readBlockHeader(state: ScannerState): BlockHeader {
  let chomping: BlockHeader["chomping"] = "clip";
  let increment = 0;
  const isSign = (): boolean => peek(state) === PLUS || peek(state) === MINUS;
  const readSign = (): void => {
    chomping = peek(state) === PLUS ? "keep" : "strip";
    state.at += 1;
  };
  const readDigit = (): void => {
    const code = peek(state);
    if (code < 0x30 || code > 0x39) return;
    if (code === 0x30) throw fault(state, "found an indentation indicator equal to 0");
    increment = code - 0x30;
    state.at += 1;
  };
  if (isSign()) {
    readSign();
    readDigit();
  } else {
    readDigit();
    if (increment > 0 && isSign()) readSign();
  }
  while (isBlank(peek(state))) state.at += 1;
  if (peek(state) === HASH) skipRun(state, REST_OF_LINE);
  if (!isBreakOrEnd(peek(state))) throw fault(state, "did not find expected comment or line break");
  readBreak(state);
  return { chomping, increment };
}

export function scanBlockScalar(state: ScannerState, style: "literal" | "folded"): Token {
  const start = state.at;
  state.at += 1;
  const { chomping, increment } = readBlockHeader(state);
  let indent = increment > 0 ? Math.max(state.indent, 0) + increment : 0;
  let trailing = readBlockBreaks(state, indent);
  indent = trailing.indent;
  let end = trailing.end;
  let value = "";
  let leadingBreak = "";
  let beganWithBlank = false;
  while (column(state) === indent && state.at < state.length) {
    const beginsWithBlank = isBlank(peek(state));
    if (style === "folded" && !beganWithBlank && !beginsWithBlank && leadingBreak[0] === "\n") {
      if (trailing.breaks === "") value += " ";
    } else value += leadingBreak;
    value += trailing.breaks;
    beganWithBlank = beginsWithBlank;
    const lineStart = state.at;
    skipRun(state, REST_OF_LINE);
    value += state.text.slice(lineStart, state.at);
    end = state.at;
    leadingBreak = readBreak(state);
    trailing = readBlockBreaks(state, indent);
  }
  if (chomping !== "strip") value += leadingBreak;
  if (chomping === "keep") value += trailing.breaks;
  return scalarToken(start, end, value, false);
}

/** The empty lines before the next line of a block scalar; with `indent` 0 they, and that line, also tell the indentation. */
function readBlockBreaks(state: ScannerState, indent: number): { breaks: string; indent: number; end: number } {
  const end = state.at;
  let breaks = "";
  let deepest = 0;
  for (;;) {
    if (indent === 0) skipRun(state, SPACES);
    else while (column(state) < indent && peek(state) === SPACE) state.at += 1;
    deepest = Math.max(deepest, column(state));
    if ((indent === 0 || column(state) < indent) && peek(state) === TAB) {
      throw fault(state, "found a tab character where an indentation space is expected");
    }
    if (!isBreak(peek(state))) break;
    breaks += readBreak(state);
  }
  return { breaks, indent: indent === 0 ? Math.max(deepest, state.indent + 1, 1) : indent, end };
}
