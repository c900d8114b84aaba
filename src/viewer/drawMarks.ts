import type { TraceEvent } from "../model/trace.ts";
import { heaviest, markArrays, placeFrom } from "./laneArrays.ts";
import { SMALL_FONT, textWidth, writeText } from "./paint.ts";
import type { MarkLane } from "./reportData.ts";
import type { Scene } from "./scene.ts";
import { laneWidth, sceneX } from "./scene.ts";
import type { Theme } from "./theme.ts";

const RADIUS = 4.5;
/** Marks nearer to each other are one, with their number. */
const APART = 11;
/** No word fits into less. */
const WORD_PIXELS_MIN = 32;

/** A mark for each instant, with its word where there is room. */
export function drawMarks(
  context: CanvasRenderingContext2D,
  scene: Scene,
  lane: MarkLane,
  y: number,
  height: number,
): void {
  const { index, view, theme } = scene;
  const { instants, weights } = markArrays(lane, index);
  const behind = Math.min(instants.length, placeFrom(instants, view.toMs) + 1);
  const apartMs = (APART / laneWidth(scene)) * (view.toMs - view.fromMs);
  const middle = y + height / 2;
  for (let place = Math.max(0, placeFrom(instants, view.fromMs) - 1); place < behind; ) {
    const t = instants[place] as number;
    const last = Math.min(behind, Math.max(place + 1, placeFrom(instants, t + apartMs)));
    const worst = index.eventOf(lane.steps[heaviest(weights, place, last)] as number) as TraceEvent;
    const x = sceneX(scene, t);
    const nextX = last < behind ? sceneX(scene, instants[last] as number) : scene.width;
    drawMark(context, theme, worst, x, middle);
    const others = last - place - 1;
    if (nextX - x > WORD_PIXELS_MIN)
      writeMark(context, theme, `${wordOf(worst)}${others > 0 ? ` +${others}` : ""}`, x, middle, nextX - x);
    place = last;
  }
}

function wordOf(event: TraceEvent): string {
  switch (event.kind) {
    case "event":
      return event.reason;
    case "action":
      return event.do;
    case "sync":
      return event.fn.replace("Sync", "");
    default:
      return event.kind;
  }
}

function drawMark(context: CanvasRenderingContext2D, theme: Theme, event: TraceEvent, x: number, y: number): void {
  const isWarning = event.kind === "event" && (event.type === "Warning" || event.reason === "Killing");
  context.beginPath();
  context.fillStyle = event.kind === "action" ? theme.accent : isWarning ? theme.bad : theme.faint;
  if (event.kind === "action") {
    context.moveTo(x - RADIUS - 1, y - RADIUS);
    context.lineTo(x + RADIUS + 1, y - RADIUS);
    context.lineTo(x, y + RADIUS + 1);
  } else if (isWarning) {
    context.moveTo(x - RADIUS - 0.5, y + RADIUS);
    context.lineTo(x + RADIUS + 0.5, y + RADIUS);
    context.lineTo(x, y - RADIUS - 0.5);
  } else if (event.kind === "patch") {
    context.rect(x - 1, y - RADIUS, 2, 2 * RADIUS);
  } else context.arc(x, y, RADIUS - 1, 0, Math.PI * 2);
  context.fill();
}

function writeMark(
  context: CanvasRenderingContext2D,
  theme: Theme,
  word: string,
  x: number,
  y: number,
  room: number,
): void {
  if (textWidth(context, SMALL_FONT, word) > room - 2 * RADIUS - 8) return;
  context.fillStyle = theme.text;
  writeText(context, SMALL_FONT, word, x + RADIUS + 4, y);
}
