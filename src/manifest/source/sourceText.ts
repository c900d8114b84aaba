import type { SourcePlace } from "../../model/diagnostic.ts";

/** The text of a file with its lines. */
export interface SourceText {
  readonly fileName: string;
  readonly text: string;
  /** Offset of each line's first character. */
  readonly lineStarts: readonly number[];
}

export function sourceText(fileName: string, text: string): SourceText {
  const lineStarts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) lineStarts.push(match.index + match[0].length);
  return { fileName, text, lineStarts };
}

/** The place of an offset; of one outside the text the nearest. */
export function placeAt(source: SourceText, offset: number): SourcePlace {
  const inside = Math.min(Math.max(offset, 0), source.text.length);
  let first = 0;
  let last = source.lineStarts.length - 1;
  while (first < last) {
    const middle = Math.ceil((first + last) / 2);
    if ((source.lineStarts[middle] ?? 0) <= inside) first = middle;
    else last = middle - 1;
  }
  const start = source.lineStarts[first] ?? 0;
  const end = source.lineStarts[first + 1] ?? source.text.length;
  let lineEnd = end;
  while (lineEnd > start && "\r\n".includes(source.text[lineEnd - 1] ?? "")) lineEnd -= 1;
  return { line: first + 1, column: inside - start + 1, quotedLine: source.text.slice(start, lineEnd) };
}
