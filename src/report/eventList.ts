import type { TraceEvent } from "../model/trace.ts";
import { formatDuration } from "../time/duration.ts";
import { printable } from "../model/printable.ts";
import type { Paint } from "./paint.ts";
import { wrapText } from "./wrapText.ts";

/** Equal events of one object, counted as `kubectl describe` does: same type, reason, object and message. */
export interface CountedEvent {
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly pod: string;
  /** `spec.containers{app}`. */
  readonly path: string | undefined;
  readonly message: string;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** In the order of their last occurrence, as `kubectl describe` lists them. */
export function countEvents(
  events: readonly Extract<TraceEvent, { kind: "event" }>[],
  defaultPod: string,
): readonly CountedEvent[] {
  const counted = new Map<string, CountedEvent>();
  for (const { t, type, reason, message, path, pod = defaultPod } of events) {
    const key = JSON.stringify([type, reason, pod, path, message]);
    const found = counted.get(key);
    counted.set(key, {
      type,
      reason,
      pod,
      path,
      message,
      count: (found?.count ?? 0) + 1,
      firstMs: found?.firstMs ?? t,
      lastMs: t,
    });
  }
  return [...counted.values()].sort((a, b) => a.lastMs - b.lastMs);
}

export interface EventListOptions {
  readonly columns: number;
  readonly paint: Paint;
  /** Of more, those in the middle are left out and counted. Warnings stay before others. */
  readonly rowsMax: number;
}

/** A table like that of `kubectl get events`, with times of the run in place of ages. Of one pod the object is the container. */
export function drawEventList(
  events: readonly CountedEvent[],
  { columns, paint, rowsMax }: EventListOptions,
): string[] {
  if (events.length === 0) return ["no events"];
  const { kept, left } = select(events, rowsMax);
  const isOnePod = kept.every(({ pod }) => pod === kept[0]?.pod);
  const header = ["AT", "TYPE", "REASON", "OBJECT"];
  const rows = kept.map((event) =>
    [atText(event), event.type, event.reason, objectText(event, isOnePod)].map((text) => printable(text)),
  );
  const widths = header.map(
    (title, column) => 2 + Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const gutter = widths.reduce((sum, width) => sum + width, 0);
  const pad = (row: readonly string[]): readonly string[] =>
    row.map((text, column) => text.padEnd(widths[column] ?? 0));
  const room = columns - gutter;
  // In a narrow terminal a message gets lines of its own, across the whole width.
  const isBeside = room >= MESSAGE_COLUMNS_MIN;
  const lines = [
    paint(
      "dim",
      pad([...header, isBeside ? "MESSAGE" : ""])
        .join("")
        .trimEnd(),
    ),
  ];
  for (const [index, { type, message }] of kept.entries()) {
    const [at = "", typeText = "", ...others] = pad(rows[index] ?? []);
    const row = `${at}${paint(type === "Warning" ? "warn" : "plain", typeText)}${others.join("")}`;
    const text = printable(message.replaceAll("\n", "⏎"));
    const [first = "", ...more] = wrapText(
      text,
      isBeside ? room : Math.max(24, columns - MESSAGE_INDENT),
      MESSAGE_LINES_MAX,
    );
    lines.push(`${row}${isBeside ? first : ""}`.trimEnd());
    const indent = " ".repeat(isBeside ? gutter : MESSAGE_INDENT);
    lines.push(...(isBeside ? more : [first, ...more]).filter((line) => line !== "").map((line) => indent + line));
  }
  if (left > 0) lines.push(paint("dim", `and ${left} more kinds of events (all with --json)`));
  return lines;
}

const MESSAGE_LINES_MAX = 8;
const MESSAGE_COLUMNS_MIN = 40;
const MESSAGE_INDENT = 4;

function select(
  events: readonly CountedEvent[],
  rowsMax: number,
): { readonly kept: readonly CountedEvent[]; readonly left: number } {
  if (events.length <= rowsMax) return { kept: events, left: 0 };
  const warnings = events.filter((event) => event.type === "Warning").slice(0, rowsMax);
  const others = events.filter((event) => event.type !== "Warning").slice(0, rowsMax - warnings.length);
  const kept = new Set([...warnings, ...others]);
  return { kept: events.filter((event) => kept.has(event)), left: events.length - kept.size };
}

/** `3m20s`, or `3m20s (x3 over 20s)`, as kubectl counts. */
function atText({ count, firstMs, lastMs }: CountedEvent): string {
  return count === 1
    ? formatDuration(lastMs)
    : `${formatDuration(lastMs)} (x${count} over ${formatDuration(lastMs - firstMs)})`;
}

function objectText({ pod, path }: CountedEvent, isOnePod: boolean): string {
  const container = /\{(.*)\}$/.exec(path ?? "")?.[1];
  if (isOnePod) return container ?? `pod/${pod}`;
  return container === undefined ? `pod/${pod}` : `pod/${pod} {${container}}`;
}
