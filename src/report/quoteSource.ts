import type { SourcePlace } from "../model/diagnostic.ts";
import { printable } from "../model/printable.ts";
import type { Paint } from "./paint.ts";

/** Something to say about a place in a file. */
export interface SourceNote extends SourcePlace {
  /** Default `error`. */
  readonly severity?: "error" | "warning" | "note";
  /** The rule that speaks. */
  readonly rule?: string;
  readonly message: string;
  readonly why?: string;
  /** Below the quoted line, before why and help; as they are to be printed. */
  readonly details?: readonly string[];
  readonly help?: string;
}

/** What, where, the line itself with a mark below the place, and what to do next. Ends with a line feed. */
export function quoteSource(fileName: string, note: SourceNote, paint: Paint): string {
  const number = `${note.line}`;
  const margin = " ".repeat(number.length);
  const { shown, offset } = windowOf(note.quotedLine, note.column - 1);
  const severity = note.severity ?? "error";
  const rule = note.rule === undefined ? "" : `[${note.rule}]`;
  const lines = [
    `${paint(TONES[severity], `${severity}${rule}`)}: ${printable(`${fileName}:${note.line}:${note.column}: ${note.message}`)}`,
  ];
  if (shown.trim() !== "") {
    lines.push(
      `  ${paint("dim", `${number} │`)} ${printable(shown)}`,
      `  ${paint("dim", `${margin} │`)} ${" ".repeat(printable(shown.slice(0, offset)).length)}${paint("bad", "^")}`,
    );
  }
  lines.push(...(note.details ?? []));
  if (note.why !== undefined) lines.push(`  ${paint("heading", "why")}: ${printable(note.why)}`);
  if (note.help !== undefined) lines.push(`  ${paint("heading", "help")}: ${printable(note.help)}`);
  return `${lines.join("\n")}\n`;
}

const TONES = { error: "bad", warning: "warn", note: "heading" } as const;

const QUOTE_MAX = 160;

/** Of a very long line the part around the place; tabs as one blank, so that the mark stands below it. */
function windowOf(line: string, offset: number): { readonly shown: string; readonly offset: number } {
  const plain = line.replaceAll("\t", " ");
  const start = offset > QUOTE_MAX - 40 ? offset - 40 : 0;
  return { shown: plain.slice(start, start + QUOTE_MAX), offset: offset - start };
}
