const NAMED_ESCAPES: Readonly<Record<string, string>> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  '"': '\\"',
  "\\": "\\\\",
};

/** What Go's `unicode.IsPrint` refuses; of the spaces only U+0020 is printable. */
const NOT_PRINTABLE = /[\p{C}\p{Zl}\p{Zp}\p{Zs}]/u;

/** A string as Go's `%q` prints it. */
export function quoteGoString(text: string): string {
  if (/^[ !#-[\]-~]*$/.test(text)) return `"${text}"`;
  let out = '"';
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    const named = NAMED_ESCAPES[character];
    if (named !== undefined) out += named;
    else if (character === " " || !NOT_PRINTABLE.test(character)) out += character;
    else if (codePoint < 0x80) out += `\\x${codePoint.toString(16).padStart(2, "0")}`;
    else if (codePoint < 0x10000) out += `\\u${codePoint.toString(16).padStart(4, "0")}`;
    else out += `\\U${codePoint.toString(16).padStart(8, "0")}`;
  }
  return `${out}"`;
}
