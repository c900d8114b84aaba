import type { ScannerState, Token } from "./scannerState.ts";
import { fault, isBlank, isBlankOrEnd, isBreakOrEnd, peek, readBreak } from "./scannerState.ts";

const LETTERS = /[0-9A-Za-z_-]*/y;
const URI = /(?:[0-9A-Za-z_\-;/?:@&=+$,.!~*'()[\]]|%[0-9A-Fa-f]{2})*/y;

function readAll(state: ScannerState, pattern: RegExp): string {
  pattern.lastIndex = state.at;
  const found = pattern.exec(state.text)?.[0] ?? "";
  state.at += found.length;
  return found;
}

/** `*name` or `&name`. */
export function scanAnchor(state: ScannerState, kind: "alias" | "anchor"): Token {
  const start = state.at;
  state.at += 1;
  const value = readAll(state, LETTERS);
  if (value === "" || (!isBlankOrEnd(peek(state)) && !"?:,]}%@`".includes(state.text[state.at] ?? ""))) {
    throw fault(state, "did not find expected alphabetic or numeric character");
  }
  return { kind, start, end: state.at, value, suffix: "", plain: false, simpleKey: undefined };
}

/** `!tag`, `!!tag`, `!handle!tag` or `!<uri>`. */
export function scanTag(state: ScannerState): Token {
  const start = state.at;
  let value = "";
  let suffix: string;
  if (state.text[start + 1] === "<") {
    state.at += 2;
    suffix = readUri(state);
    if (suffix === "") throw fault(state, "did not find expected tag URI");
    if (state.text[state.at] !== ">") throw fault(state, "did not find the expected '>'");
    state.at += 1;
  } else {
    const handle = readTagHandle(state);
    if (handle.length > 1 && handle.endsWith("!")) {
      value = handle;
      suffix = readUri(state);
      if (suffix === "") throw fault(state, "did not find expected tag URI");
    } else {
      value = "!";
      suffix = handle.slice(1) + readUri(state);
      if (suffix === "") [value, suffix] = ["", "!"];
    }
  }
  if (!isBlankOrEnd(peek(state))) throw fault(state, "did not find expected whitespace or line break");
  return { kind: "tag", start, end: state.at, value, suffix, plain: false, simpleKey: undefined };
}

function readTagHandle(state: ScannerState): string {
  if (state.text[state.at] !== "!") throw fault(state, "did not find expected '!'");
  state.at += 1;
  const letters = readAll(state, LETTERS);
  if (state.text[state.at] !== "!") return `!${letters}`;
  state.at += 1;
  return `!${letters}!`;
}

function readUri(state: ScannerState): string {
  const uri = readAll(state, URI);
  try {
    return decodeURIComponent(uri);
  } catch {
    throw fault(state, "found an incorrect leading UTF-8 octet");
  }
}

/** `%YAML 1.1` or `%TAG ! tag:…`, with the rest of its line. */
export function scanDirective(state: ScannerState): Token {
  const start = state.at;
  state.at += 1;
  const name = readAll(state, LETTERS);
  if (name === "") throw fault(state, "could not find expected directive name");
  if (!isBlankOrEnd(peek(state))) throw fault(state, "found unexpected non-alphabetical character");
  let token: Token;
  skipBlanks(state);
  if (name === "YAML") {
    const version = readAll(state, /\d{1,2}\.\d{1,2}/y);
    if (version === "") throw fault(state, "did not find expected version number");
    token = {
      kind: "versionDirective",
      start,
      end: state.at,
      value: version,
      suffix: "",
      plain: false,
      simpleKey: undefined,
    };
  } else if (name === "TAG") {
    const handle = readTagHandle(state);
    if (handle !== "!" && !handle.endsWith("!")) throw fault(state, "did not find expected '!'");
    if (!isBlank(peek(state))) throw fault(state, "did not find expected whitespace");
    skipBlanks(state);
    const prefix = readUri(state);
    if (prefix === "") throw fault(state, "did not find expected tag URI");
    if (!isBlankOrEnd(peek(state))) throw fault(state, "did not find expected whitespace or line break");
    token = {
      kind: "tagDirective",
      start,
      end: state.at,
      value: handle,
      suffix: prefix,
      plain: false,
      simpleKey: undefined,
    };
  } else throw fault(state, "found unknown directive name");
  skipBlanks(state);
  if (state.text[state.at] === "#") while (!isBreakOrEnd(peek(state))) state.at += 1;
  if (!isBreakOrEnd(peek(state))) throw fault(state, "did not find expected comment or line break");
  readBreak(state);
  return token;
}

function skipBlanks(state: ScannerState): void {
  while (isBlank(peek(state))) state.at += 1;
}
