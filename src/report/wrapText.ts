/** `text` in lines of at most `columns` characters, broken at blanks where there are some; the rest beyond `linesMax` is told in numbers. */
export function wrapText(text: string, columns: number, linesMax: number): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > columns && lines.length < linesMax - 1) {
    const blank = rest.lastIndexOf(" ", columns);
    const end = blank > columns / 4 ? blank : columns;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  if (rest.length <= columns) return [...lines, rest];
  const note = ` … ${rest.length} more characters`;
  return [...lines, `${rest.slice(0, Math.max(1, columns - note.length))}${note}`];
}
