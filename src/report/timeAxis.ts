import { formatDuration } from "../time/duration.ts";

/** A stretch of columns: drawn to scale, or a quiet time that is cut short. */
export interface AxisPart {
  readonly fromMs: number;
  readonly toMs: number;
  readonly firstColumn: number;
  readonly columns: number;
  readonly isCut: boolean;
}

/** Maps virtual time to columns of a terminal. */
export interface TimeAxis {
  readonly msPerColumn: number;
  readonly columns: number;
  readonly parts: readonly AxisPart[];
}

/** Scales that people can count in: a column is one of these many ms. */
const SCALES_MS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
  900_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000, 604_800_000,
];
/** Columns around each moment that stay to scale. */
const BEFORE = 3;
const AFTER = 5;

/**
 * The finest axis on which every moment is drawn to scale within `columns`, with the quiet times between them cut short.
 * Never finer than `finestMs` per column, unless the whole run fits.
 */
export function fitTimeAxis(
  momentsMs: readonly number[],
  untilMs: number,
  columns: number,
  finestMs: number,
): TimeAxis {
  const sorted = [...new Set([0, ...momentsMs.filter((t) => t <= untilMs)])].sort((a, b) => a - b);
  const wanted = Math.min(finestMs, SCALES_MS.find((scale) => Math.floor(untilMs / scale) < columns) ?? finestMs);
  let axis: TimeAxis | undefined;
  for (const msPerColumn of SCALES_MS) {
    if (msPerColumn < wanted) continue;
    const isWhole = Math.floor(untilMs / msPerColumn) < columns;
    axis = layOut(isWhole ? [] : sorted, untilMs, msPerColumn);
    if (axis.columns <= columns) return axis;
  }
  // Beyond the coarsest scale, a column is as long as it takes.
  return axis !== undefined && axis.columns <= columns
    ? axis
    : layOut([], untilMs, Math.max(1, Math.ceil((untilMs + 1) / columns)));
}

/** Without moments the whole run is to scale. */
function layOut(moments: readonly number[], untilMs: number, msPerColumn: number): TimeAxis {
  const lastCell = Math.floor(untilMs / msPerColumn);
  const parts: AxisPart[] = [];
  let column = 0;
  const add = (fromCell: number, toCell: number, columns: number, isCut: boolean): void => {
    parts.push({ fromMs: fromCell * msPerColumn, toMs: toCell * msPerColumn, firstColumn: column, columns, isCut });
    column += columns;
  };
  let fromCell = 0;
  let busyUntil = 0;
  for (const moment of moments.length === 0 ? [] : [...moments, undefined]) {
    const cell = moment === undefined ? lastCell + 1 + BEFORE : Math.floor(moment / msPerColumn);
    const quietFrom = busyUntil;
    const quietTo = cell - BEFORE;
    // The label with a blank on both sides; a cut that saves next to nothing is not worth its mark.
    const columns = quietTo > quietFrom ? cutLabel((quietTo - quietFrom) * msPerColumn).length + 2 : Infinity;
    if (quietTo - quietFrom > columns + 2) {
      if (quietFrom > fromCell) add(fromCell, quietFrom, quietFrom - fromCell, false);
      add(quietFrom, quietTo, columns, true);
      fromCell = quietTo;
    }
    busyUntil = Math.max(busyUntil, cell + AFTER);
  }
  if (fromCell <= lastCell) add(fromCell, lastCell + 1, lastCell + 1 - fromCell, false);
  return { msPerColumn, columns: column, parts };
}

function cutLabel(durationMs: number): string {
  return `⋯ ${formatDuration(durationMs)} ⋯`;
}

/** The column of an instant; that of a cut time is somewhere within the cut. */
export function columnAt(axis: TimeAxis, t: number): number {
  const part = partAt(axis, t);
  const share = (t - part.fromMs) / (part.toMs - part.fromMs);
  return part.firstColumn + Math.min(part.columns - 1, Math.max(0, Math.floor(share * part.columns)));
}

export function partAt(axis: TimeAxis, t: number): AxisPart {
  let low = 0;
  let high = axis.parts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((axis.parts[middle] as AxisPart).fromMs <= t) low = middle;
    else high = middle - 1;
  }
  return axis.parts[low] as AxisPart;
}

/** Two lines: times, and the scale with its cuts; neither is longer than `columns`. */
export function drawTimeAxis(axis: TimeAxis, columns: number): readonly [labels: string, scale: string] {
  const labels: string[] = Array.from({ length: columns }, () => " ");
  const scale: string[] = [];
  const place = (column: number, text: string): void => {
    const characters = [...text];
    if (column + characters.length > columns) return;
    // One blank on both sides, so that two labels never read as one.
    for (let at = Math.max(0, column - 1); at < column + characters.length + 1; at++)
      if ((labels[at] ?? " ") !== " ") return;
    for (const [index, character] of characters.entries()) labels[column + index] = character;
  };
  const stepMs =
    SCALES_MS.find((scaleMs) => scaleMs >= axis.msPerColumn * 10 && scaleMs % axis.msPerColumn === 0) ??
    axis.msPerColumn * 10;
  for (const part of axis.parts) if (part.isCut) place(part.firstColumn + 1, cutLabel(part.toMs - part.fromMs));
  for (const part of axis.parts) {
    for (let at = 0; at < part.columns; at++) {
      const t = part.fromMs + at * axis.msPerColumn;
      const isTick = !part.isCut && (t % stepMs === 0 || (at === 0 && part.firstColumn > 0));
      scale.push(part.isCut ? "┄" : isTick ? "┼" : "─");
      if (isTick) place(part.firstColumn + at, formatDuration(t));
    }
  }
  return [labels.join("").trimEnd(), scale.join("").replace(/^./, "├")];
}
