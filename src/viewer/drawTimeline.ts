import { formatDuration } from "../time/duration.ts";
import { drawAttempts } from "./drawAttempts.ts";
import { drawMarks } from "./drawMarks.ts";
import { drawSpans } from "./drawSpans.ts";
import { BOLD_FONT, FONT, SMALL_FONT, textWidth, writeText } from "./paint.ts";
import type { Row } from "./rows.ts";
import { rowsBetween } from "./rows.ts";
import type { Rectangle, Scene } from "./scene.ts";
import { AXIS, GUTTER, laneWidth, sceneX, sceneY } from "./scene.ts";
import { boxOfStep } from "./stepPlaces.ts";
import { ticksOf } from "./timeView.ts";

const TICK_PIXELS = 92;

/** Draws the whole picture anew. The canvas is as large as the scene, in device pixels by `ratio`. */
export function drawTimeline(context: CanvasRenderingContext2D, scene: Scene, ratio: number): void {
  const { theme, width, height } = scene;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.textBaseline = "middle";
  context.fillStyle = theme.background;
  context.fillRect(0, 0, width, height);
  const ticks = ticksOf(scene.view, laneWidth(scene), TICK_PIXELS);
  drawGrid(context, scene, ticks);
  const visible = rowsBetween(scene.rows, scene.scrollY, scene.scrollY + height - AXIS);
  clipped(context, { x: GUTTER, y: AXIS, width: width - GUTTER, height: height - AXIS }, () => {
    for (const row of visible) drawRow(context, scene, row);
    drawCauses(context, scene);
  });
  clipped(context, { x: 0, y: AXIS, width, height: height - AXIS }, () => {
    for (const row of visible) drawLabel(context, scene, row);
  });
  drawAxis(context, scene, ticks);
  drawCursor(context, scene);
}

function clipped(context: CanvasRenderingContext2D, box: Rectangle, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(box.x, box.y, box.width, box.height);
  context.clip();
  draw();
  context.restore();
}

function drawGrid(context: CanvasRenderingContext2D, scene: Scene, ticks: readonly number[]): void {
  context.fillStyle = scene.theme.line;
  context.globalAlpha = 0.55;
  for (const t of ticks) {
    const x = Math.round(sceneX(scene, t));
    if (x >= GUTTER) context.fillRect(x, AXIS, 1, scene.height - AXIS);
  }
  context.globalAlpha = 1;
}

function drawRow(context: CanvasRenderingContext2D, scene: Scene, row: Row): void {
  const y = sceneY(scene, row.y);
  if (row.is === "pod") return drawSpans(context, scene, row.isFolded ? row.inBrief : [], y, row.height);
  if (row.is === "group") return;
  const { lane } = row;
  if (lane.is === "spans") drawSpans(context, scene, lane.spans, y, row.height);
  else if (lane.is === "attempts") drawAttempts(context, scene, lane, y);
  else drawMarks(context, scene, lane, y, row.height);
}

function drawLabel(context: CanvasRenderingContext2D, scene: Scene, row: Row): void {
  const { theme } = scene;
  const y = sceneY(scene, row.y);
  const middle = y + row.height / 2;
  if (row.is === "lane") {
    context.fillStyle = theme.faint;
    writeText(context, FONT, row.label, 22, row.lane.is === "attempts" ? y + 13.5 : middle, GUTTER - 30);
    return;
  }
  context.fillStyle = theme.line;
  context.fillRect(0, Math.round(y), scene.width, 1);
  context.fillStyle = theme.text;
  if (row.is === "group") return writeText(context, BOLD_FONT, row.label, 12, middle + 2, GUTTER - 18);
  context.fillStyle = theme.accent;
  writeText(context, BOLD_FONT, row.isFolded ? "▸" : "▾", 10, middle);
  writeText(context, BOLD_FONT, row.label, 24, middle, GUTTER - 30);
}

function drawAxis(context: CanvasRenderingContext2D, scene: Scene, ticks: readonly number[]): void {
  const { theme, width } = scene;
  context.fillStyle = theme.raised;
  context.fillRect(0, 0, width, AXIS);
  context.fillStyle = theme.line;
  context.fillRect(0, AXIS - 1, width, 1);
  context.fillRect(GUTTER - 1, 0, 1, scene.height);
  for (const t of ticks) {
    const x = Math.round(sceneX(scene, t));
    if (x < GUTTER) continue;
    context.fillStyle = theme.line;
    context.fillRect(x, AXIS - 8, 1, 8);
    context.fillStyle = theme.faint;
    writeText(context, SMALL_FONT, formatDuration(t), x + 4, AXIS - 11);
  }
}

/** The line of the step that is looked at, and a frame around what it says. */
function drawCursor(context: CanvasRenderingContext2D, scene: Scene): void {
  const { theme, index, step } = scene;
  const event = index.eventOf(step);
  if (event === undefined) return;
  const x = Math.round(sceneX(scene, event.t));
  const box = boxOfStep(scene, step);
  context.fillStyle = theme.accent;
  context.strokeStyle = theme.accent;
  if (x >= GUTTER && x <= scene.width) context.fillRect(x, 20, 1.5, scene.height - 20);
  if (box !== undefined && box.y > AXIS - 4 && box.x + box.width > GUTTER) {
    context.lineWidth = 2;
    context.beginPath();
    context.roundRect(box.x - 3, box.y - 3, box.width + 6, box.height + 6, 4);
    context.stroke();
  }
  const text = formatDuration(event.t);
  const width = textWidth(context, SMALL_FONT, text) + 12;
  const left = Math.min(Math.max(GUTTER, x - width / 2), scene.width - width);
  context.fillStyle = theme.accent;
  context.beginPath();
  context.roundRect(left, 3, width, 17, 4);
  context.fill();
  context.fillStyle = theme.background;
  writeText(context, SMALL_FONT, text, left + 6, 12);
}

const CAUSES_MAX = 12;

/** The chain of causes that led to the step, as arrows from lane to lane. */
function drawCauses(context: CanvasRenderingContext2D, scene: Scene): void {
  const { index, theme } = scene;
  context.strokeStyle = theme.accent;
  context.fillStyle = theme.accent;
  let step = scene.step;
  for (let count = 0; count < CAUSES_MAX; count++) {
    const cause = index.eventOf(step)?.cause;
    if (cause === undefined) return;
    const from = boxOfStep(scene, cause);
    const to = boxOfStep(scene, step);
    if (from !== undefined && to !== undefined) drawArrow(context, from, to, count);
    step = cause;
  }
}

function drawArrow(context: CanvasRenderingContext2D, from: Rectangle, to: Rectangle, count: number): void {
  const isDown = to.y >= from.y;
  const startX = from.x + from.width / 2;
  const startY = isDown ? from.y + from.height : from.y;
  const endX = to.x + to.width / 2;
  const endY = isDown ? to.y - 3 : to.y + to.height + 3;
  if (Math.abs(endY - startY) < 8 && Math.abs(endX - startX) < 16) return;
  // Nearer causes stand out.
  context.globalAlpha = Math.max(0.25, 0.9 - count * 0.2);
  context.lineWidth = 1.5;
  const bend = Math.max(14, Math.abs(endY - startY) / 2) * (isDown ? 1 : -1);
  context.beginPath();
  context.moveTo(startX, startY);
  context.bezierCurveTo(startX, startY + bend, endX, endY - bend, endX, endY);
  context.stroke();
  const tip = isDown ? -6 : 6;
  context.beginPath();
  context.moveTo(endX, endY);
  context.lineTo(endX - 4, endY + tip);
  context.lineTo(endX + 4, endY + tip);
  context.fill();
  context.globalAlpha = 1;
}
