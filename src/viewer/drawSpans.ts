import { hatch, SMALL_FONT, textWidth, writeText } from "./paint.ts";
import type { Look, Span } from "./reportData.ts";
import type { Rectangle, Scene } from "./scene.ts";
import { GUTTER, sceneX } from "./scene.ts";

const PAD_Y = 4;
/** Closer than this two spans are one to the eye; the worse one shows. */
const PIXELS_MIN = 1;

/** A bar for each state. What is fine is filled, what is wrong hatched as well, what is not there a line. */
export function drawSpans(
  context: CanvasRenderingContext2D,
  scene: Scene,
  spans: readonly Span[],
  y: number,
  height: number,
): void {
  let lastX = Number.NEGATIVE_INFINITY;
  let lastRank = 0;
  for (let place = firstVisible(spans, scene.view.fromMs); place < spans.length; place++) {
    const span = spans[place] as Span;
    if (span.fromMs > scene.view.toMs) break;
    const box = spanBox(scene, span, y, height);
    const end = box.x + box.width;
    const rank = RANKS[span.look];
    if (end < lastX + PIXELS_MIN && rank <= lastRank) continue;
    drawSpan(context, scene, span, box);
    lastX = end;
    lastRank = rank;
  }
}

const RANKS: Readonly<Record<Look, number>> = {
  off: 0,
  waiting: 0,
  plain: 1,
  good: 1,
  running: 1,
  ended: 2,
  starting: 2,
  warn: 3,
  stopping: 3,
  backOff: 4,
  bad: 5,
  failed: 5,
};

/** Where a span is drawn. */
export function spanBox(scene: Scene, { fromMs, toMs }: Span, y: number, height: number): Rectangle {
  const x = Math.max(GUTTER, sceneX(scene, fromMs));
  const end = Math.min(scene.width, sceneX(scene, toMs));
  return { x, y: y + PAD_Y, width: Math.max(1.5, end - x), height: height - 2 * PAD_Y };
}

/** Spans follow one another; the first that reaches into the view. */
function firstVisible(spans: readonly Span[], fromMs: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle] as Span).toMs >= fromMs) high = middle;
    else low = middle + 1;
  }
  return low;
}

function drawSpan(context: CanvasRenderingContext2D, scene: Scene, span: Span, box: Rectangle): void {
  const { theme } = scene;
  const { look } = span;
  const { x, y, width, height } = box;
  const edge = theme.edges[look];
  if (look === "off" || look === "waiting") {
    context.strokeStyle = edge;
    context.lineWidth = 1;
    context.setLineDash(look === "off" ? [1, 4] : [4, 4]);
    context.beginPath();
    context.moveTo(x, y + height / 2);
    context.lineTo(x + width, y + height / 2);
    context.stroke();
    context.setLineDash([]);
  } else {
    drawLimit(context, scene, span, box, edge);
    context.fillStyle = theme.fills[look];
    context.fillRect(x, y, width, height);
    if (look === "bad" || look === "failed" || look === "backOff" || look === "starting") {
      context.fillStyle = hatch(context, edge, look === "bad" || look === "failed" ? 6 : 10);
      context.globalAlpha = 0.45;
      context.fillRect(x, y, width, height);
      context.globalAlpha = 1;
    }
    context.fillStyle = edge;
    context.fillRect(x, y, Math.min(width, 2.5), height);
    context.fillRect(x, y + height - 1.5, width, 1.5);
  }
  writeWords(context, scene, span, box);
}

/** How long it may last at most: the rest of a grace period, dashed. */
function drawLimit(context: CanvasRenderingContext2D, scene: Scene, span: Span, box: Rectangle, edge: string): void {
  if (span.limitMs === undefined || span.limitMs <= span.toMs) return;
  const end = Math.min(scene.width, sceneX(scene, span.limitMs));
  context.strokeStyle = edge;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.strokeRect(box.x + 0.5, box.y + 0.5, Math.max(1, end - box.x - 1), box.height - 1);
  context.setLineDash([]);
}

function writeWords(context: CanvasRenderingContext2D, { theme }: Scene, { look, words }: Span, box: Rectangle): void {
  if (box.width < 14) return;
  const word = words.find((candidate) => textWidth(context, SMALL_FONT, candidate) <= box.width - 12);
  if (word === undefined) return;
  const isQuiet = look === "off" || look === "waiting";
  const middle = box.y + box.height / 2;
  if (isQuiet || look === "bad" || look === "failed" || look === "backOff" || look === "starting") {
    // A quiet ground, so that lines do not cross the letters.
    context.fillStyle = isQuiet ? theme.background : theme.fills[look];
    context.fillRect(box.x + 5, box.y + 2, textWidth(context, SMALL_FONT, word) + 5, box.height - 4.5);
  }
  context.fillStyle = isQuiet ? theme.faint : theme.text;
  writeText(context, SMALL_FONT, word, box.x + 7.5, middle);
}
