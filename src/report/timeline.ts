import { formatDuration } from "../time/duration.ts";
import { createPaint, paintStrip } from "./paint.ts";
import type { Paint } from "./paint.ts";
import type { Attempt } from "../properties/podHistory.ts";
import type { Lane, LaneGroup } from "./podLanes.ts";
import { printable } from "../model/printable.ts";
import { ATTEMPT_MARKS, drawAttempts, drawSpans, IN_FLIGHT, KILL, SEVERAL } from "./strip.ts";
import type { Strip } from "./strip.ts";
import type { TimeAxis } from "./timeAxis.ts";
import { columnAt, drawTimeAxis, fitTimeAxis, partAt } from "./timeAxis.ts";

/** Probes have periods of whole seconds; a finer scale would only spread them out. */
const FINEST_MS = 1_000;
const LABEL_MAX = 24;

/** Lanes on one axis that all share, with a legend of what is on them. */
export function drawTimeline(
  groups: readonly LaneGroup[],
  untilMs: number,
  columns: number,
  paint: Paint = createPaint(false),
): string[] {
  const lanes = groups.flatMap((group) => group.lanes);
  const gutter = 3 + Math.min(LABEL_MAX, Math.max(...lanes.map((lane) => printable(lane.label).length)));
  const room = Math.max(20, columns - gutter);
  const axis = fitTimeAxis(
    lanes.flatMap((lane) => momentsOf(lane, untilMs)),
    untilMs,
    room,
    FINEST_MS,
  );
  const lines = drawTimeAxis(axis, room).map((line) => paint("dim", " ".repeat(gutter) + line).trimEnd());
  const drawn: Strip[] = [];
  for (const group of groups) {
    lines.push(paint("heading", printable(group.title)));
    for (const lane of group.lanes) {
      const strip =
        "spans" in lane ? drawSpans(lane.spans, axis) : drawAttempts(lane.attempts, lane.killsMs, axis, untilMs);
      drawn.push(strip);
      lines.push(
        `  ${printable(lane.label)
          .slice(0, LABEL_MAX)
          .padEnd(gutter - 2)}${paintStrip(strip, paint)}`.trimEnd(),
      );
    }
  }
  const notes = [
    ...(lanes.some((lane) => isCrowded(lane, axis, untilMs))
      ? ["of several attempts in one column the worst shows"]
      : []),
    `one column is ${formatDuration(axis.msPerColumn)}`,
  ];
  return [...lines, ...fillLines([...legend(drawn, axis), ...notes], columns).map((line) => paint("dim", line))];
}

/** Instants at which something changes, so that no cut may hide them. */
function momentsOf(lane: Lane, untilMs: number): number[] {
  if ("spans" in lane) return lane.spans.flatMap(({ fromMs, toMs }) => (toMs > untilMs ? [fromMs] : [fromMs, toMs]));
  const moments: number[] = [...lane.killsMs];
  let previous: Attempt | undefined;
  for (const attempt of lane.attempts) {
    if (attempt.outcome !== previous?.outcome) {
      if (previous !== undefined) moments.push(previous.endMs ?? untilMs);
      moments.push(attempt.fromMs, attempt.endMs ?? untilMs);
    }
    previous = attempt;
  }
  return moments;
}

/** What a bar says where its words do not fit. */
const FILLS = [
  ["░", "starting"],
  ["▒", "app unwell"],
  ["╌", "stopping"],
  ["~", "ended"],
] as const;

/** Whether two attempts end in one column that is drawn to scale. */
function isCrowded(lane: Lane, axis: TimeAxis, untilMs: number): boolean {
  if ("spans" in lane) return false;
  const ends = lane.attempts.map((attempt) => attempt.endMs ?? untilMs).filter((endMs) => !partAt(axis, endMs).isCut);
  return new Set(ends.map((endMs) => columnAt(axis, endMs))).size < ends.length;
}

function legend(strips: readonly Strip[], axis: TimeAxis): string[] {
  const used = new Set(strips.flatMap((strip) => strip.map((cell) => cell?.character)));
  const marks = new Map(Object.values(ATTEMPT_MARKS).map((mark) => [mark.character, mark.word]));
  const parts = [...marks]
    .filter(([character]) => used.has(character))
    .map(([character, word]) => `${character} ${word}`);
  if (used.has(IN_FLIGHT)) parts.push(`${IN_FLIGHT} under way`);
  if (used.has(KILL)) parts.push(`${KILL} failed, container killed`);
  if (used.has("↻")) parts.push("↻ restarted");
  for (const [fill, words] of FILLS) if (used.has(fill)) parts.push(`${fill} ${words}`);
  if (used.has(SEVERAL)) parts.push(`${SEVERAL} several changes`);
  if (used.has("×")) parts.push("✓×9 nine of them");
  if (axis.parts.some((part) => part.isCut)) parts.push("┄ quiet time cut short");
  return parts;
}

/** As many parts to a line as there is room for. */
function fillLines(parts: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 3 + part.length > columns) lines.push(part);
    else lines[lines.length - 1] = `${last}   ${part}`;
  }
  return lines;
}
