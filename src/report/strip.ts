import type { AttemptOutcome } from "../model/trace.ts";
import type { Attempt } from "../properties/podHistory.ts";
import type { TimeAxis } from "./timeAxis.ts";
import { columnAt, partAt } from "./timeAxis.ts";

/** What a mark says, beside its symbol; colours are chosen from it. */
export type Tone = "plain" | "good" | "bad" | "warn" | "dim";

export interface Cell {
  readonly character: string;
  readonly tone: Tone;
}

/** One line of the timeline: `cells[i]` is column i of the axis. */
export type Strip = (Cell | undefined)[];

/** A state that holds until the next one. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  /** Repeated over the columns. */
  readonly fill: string;
  readonly tone: Tone;
  /** The first of these that fits is written over the fill. */
  readonly words: readonly string[];
  /** Drawn where it begins. Default `│`. */
  readonly mark?: string;
  /** Not worth telling when it is over within a column, as the few ms of creating a container. */
  readonly isMinor?: true;
}

export const SEVERAL = "╫";

/** Spans as a bar; a column in which more than one begins says so, unless one has a mark of its own. */
export function drawSpans(spans: readonly Span[], axis: TimeAxis): Strip {
  const strip: Strip = Array.from({ length: axis.columns }, () => undefined);
  const begins = new Map<number, Span[]>();
  const visible = spans.filter((span) => span.toMs > span.fromMs || span.mark !== undefined || span === spans.at(-1));
  for (const [index, span] of visible.entries()) {
    const first = columnAt(axis, span.fromMs);
    const next = visible[index + 1];
    const last = Math.max(first, columnAt(axis, Math.max(span.fromMs, span.toMs - 1)));
    const end = next === undefined ? last : Math.min(last, Math.max(first, columnAt(axis, next.fromMs) - 1));
    begins.set(first, [...(begins.get(first) ?? []), span]);
    const word = span.words.find((candidate) => [...candidate].length < end - first) ?? "";
    const text = [span.mark ?? "│", ...word, ...(word === "" ? "" : " ")];
    for (let column = first; column <= end; column++)
      strip[column] = { character: text[column - first] ?? span.fill, tone: span.tone };
  }
  for (const [column, begun] of begins) {
    const marked = begun.findLast((span) => span.mark !== undefined);
    const told = begun.filter((span, index) => !span.isMinor || index === begun.length - 1);
    const tone = begun.at(-1)?.tone ?? "plain";
    if (marked?.mark !== undefined) strip[column] = { character: marked.mark, tone };
    else if (told.length > 1) strip[column] = { character: SEVERAL, tone };
  }
  return strip;
}

interface AttemptMark {
  readonly character: string;
  readonly tone: Tone;
  readonly word: string;
  /** Of several in one column the highest is drawn. */
  readonly weight: number;
}

/** What each outcome looks like; the legend is made from it. */
export const ATTEMPT_MARKS: Readonly<Record<AttemptOutcome | "open", AttemptMark>> = {
  fail: { character: "✗", tone: "bad", word: "failed", weight: 7 },
  timeout: { character: "◔", tone: "bad", word: "timed out", weight: 6 },
  error: { character: "!", tone: "warn", word: "error, does not count", weight: 5 },
  killed: { character: "¤", tone: "warn", word: "container died meanwhile", weight: 4 },
  notRunning: { character: "∅", tone: "warn", word: "container not running", weight: 3 },
  cancelled: { character: "⊘", tone: "warn", word: "cancelled, does not count", weight: 3 },
  kubeletGone: { character: "⊘", tone: "warn", word: "cancelled, does not count", weight: 3 },
  ok: { character: "✓", tone: "good", word: "ok", weight: 2 },
  open: { character: "…", tone: "dim", word: "still on", weight: 1 },
};

export const IN_FLIGHT = "╴";

/** Drawn over the failure that had the container killed. */
export const KILL = "†";

/** Attempts as marbles: the mark where an attempt ends, a thin line from its begin; in a cut time their number. */
export function drawAttempts(
  attempts: readonly Attempt[],
  killsMs: readonly number[],
  axis: TimeAxis,
  untilMs: number,
): Strip {
  const strip: Strip = Array.from({ length: axis.columns }, () => undefined);
  const weights: number[] = Array.from({ length: axis.columns }, () => 0);
  const counts = new Map<number, Map<AttemptMark, number>>();
  for (const attempt of attempts) {
    const endMs = attempt.endMs ?? untilMs;
    const mark = ATTEMPT_MARKS[attempt.outcome ?? "open"];
    const part = partAt(axis, endMs);
    if (part.isCut) {
      const ofPart = counts.get(part.firstColumn) ?? new Map<AttemptMark, number>();
      ofPart.set(mark, (ofPart.get(mark) ?? 0) + 1);
      counts.set(part.firstColumn, ofPart);
      continue;
    }
    const end = columnAt(axis, endMs);
    for (let column = Math.max(part.firstColumn, columnAt(axis, attempt.fromMs)); column < end; column++)
      strip[column] ??= { character: IN_FLIGHT, tone: "dim" };
    if (mark.weight > (weights[end] ?? 0)) {
      weights[end] = mark.weight;
      strip[end] = mark;
    }
  }
  for (const part of axis.parts) {
    if (part.isCut) writeCounts(strip, part.firstColumn, part.columns, counts.get(part.firstColumn) ?? new Map());
  }
  for (const atMs of killsMs) strip[columnAt(axis, atMs)] = { character: KILL, tone: "bad" };
  return strip;
}

function writeCounts(
  strip: Strip,
  firstColumn: number,
  columns: number,
  counts: ReadonlyMap<AttemptMark, number>,
): void {
  const marks = [...counts].sort(([a], [b]) => b.weight - a.weight);
  const text = marks.map(([mark, count]) => `${mark.character}×${count}`).join(" ");
  const [worst] = marks;
  if (worst === undefined) return;
  const shown = [...text].slice(0, columns);
  const start = firstColumn + Math.floor((columns - shown.length) / 2);
  for (const [index, character] of shown.entries()) strip[start + index] = { character, tone: worst[0].tone };
}
