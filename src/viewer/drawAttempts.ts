import { attemptArrays, heaviest, placeFrom } from "./laneArrays.ts";
import { SMALL_FONT, textWidth, writeText } from "./paint.ts";
import type { AttemptLane, ReportProbe, ReportRun } from "./reportData.ts";
import type { Rectangle, Scene } from "./scene.ts";
import { GUTTER, laneWidth, sceneX } from "./scene.ts";
import { drawOutcome, OUTCOME_LOOKS, OUTCOMES } from "./symbols.ts";

const BAR = { top: 5, height: 17 } as const;
const COUNTER = { top: 25, height: 17 } as const;
const SYMBOL_RADIUS = 5;
/** Attempts nearer to each other are drawn as columns without symbols. */
const SYMBOL_PIXELS = 15;
/** No count fits into less. */
const TEXT_PIXELS_MIN = 20;

/** The policy of a lane's probe. */
export function probeOf({ pods }: ReportRun, lane: AttemptLane): ReportProbe | undefined {
  return pods.find(({ name }) => name === lane.pod)?.containers.find(({ name }) => name === lane.container)?.probes[
    lane.probe
  ];
}

/** Where the bar of an attempt is drawn. */
export function attemptBox(scene: Scene, fromMs: number, endMs: number, y: number): Rectangle {
  const x = sceneX(scene, fromMs);
  return { x, y: y + BAR.top, width: Math.max(2.5, sceneX(scene, endMs) - x), height: BAR.height };
}

/**
 * Above, each attempt from its begin to its end within the window of its timeout, with a symbol for its outcome; below, how
 * many equal results in a row it made: what counts towards a threshold grows, and turns solid where the threshold is reached.
 */
export function drawAttempts(context: CanvasRenderingContext2D, scene: Scene, lane: AttemptLane, y: number): void {
  const { run, index, view, theme } = scene;
  const { untilMs } = run.trace.header;
  const arrays = attemptArrays(lane, index, untilMs);
  const { fromMs, endMs, outcomes, weights, longestMs } = arrays;
  const probe = probeOf(run, lane);
  const first = placeFrom(fromMs, view.fromMs - longestMs - (probe?.periodMs ?? 0));
  const behind = Math.min(fromMs.length, placeFrom(fromMs, view.toMs) + 1);
  const kills = new Set(lane.kills);
  context.fillStyle = theme.line;
  context.fillRect(GUTTER, y + COUNTER.top + COUNTER.height, scene.width - GUTTER, 1);
  const pixelMs = (view.toMs - view.fromMs) / laneWidth(scene);
  for (let place = first; place < behind; ) {
    // Of all that end on one pixel the worst is drawn.
    const last = Math.min(behind, Math.max(place + 1, placeFrom(endMs, (endMs[place] as number) + pixelMs)));
    const worst = heaviest(weights, place, last);
    const begin = fromMs[worst] as number;
    const end = endMs[worst] as number;
    const outcome = OUTCOMES[outcomes[worst] as number] ?? "open";
    const gap = Math.min(sceneX(scene, fromMs[last] ?? Infinity), scene.width) - sceneX(scene, begin);
    const box = attemptBox(scene, begin, end, y);
    const timeoutMs = outcome === "notRunning" ? undefined : probe?.timeoutMs;
    drawAttempt(context, scene, { outcome, box, gap, timeoutMs, isKill: kills.has(lane.steps[worst] as number) });
    // Where nothing is asked for longer, the count is of no more interest.
    const endOfCount = Math.min(endMs[last] ?? Infinity, end + longestMs + (probe?.periodMs ?? 0), untilMs);
    drawCount(context, scene, lane.counts[worst] as number, probe, sceneX(scene, end), sceneX(scene, endOfCount), y);
    place = last;
  }
}

interface DrawnAttempt {
  readonly outcome: (typeof OUTCOMES)[number];
  readonly box: Rectangle;
  /** Pixels to the next attempt. */
  readonly gap: number;
  readonly timeoutMs: number | undefined;
  readonly isKill: boolean;
}

function drawAttempt(context: CanvasRenderingContext2D, scene: Scene, attempt: DrawnAttempt): void {
  const { theme, view } = scene;
  const { outcome, box, gap, timeoutMs, isKill } = attempt;
  const { tone } = OUTCOME_LOOKS[outcome];
  const color = theme[tone];
  const pixelsOfTimeout = ((timeoutMs ?? 0) / (view.toMs - view.fromMs)) * (scene.width - GUTTER);
  if (pixelsOfTimeout > 6 && gap > pixelsOfTimeout + 2) {
    context.strokeStyle = theme.line;
    context.lineWidth = 1;
    context.strokeRect(box.x + 0.5, box.y + 0.5, pixelsOfTimeout, box.height - 1);
  }
  context.fillStyle = color;
  if (box.width > 8) {
    context.globalAlpha = 0.28;
    context.fillRect(box.x, box.y, box.width, box.height);
    context.globalAlpha = 1;
    context.fillRect(box.x + box.width - 2, box.y, 2, box.height);
    context.fillRect(box.x, box.y, 1, box.height);
  } else context.fillRect(box.x, box.y, Math.min(box.width, Math.max(1, gap * 0.6)), box.height);
  if (gap < SYMBOL_PIXELS) return;
  // The symbol stands behind the bar's end, or within a bar that is wide enough.
  const x = box.width > 18 ? box.x + box.width - 10 : box.x + box.width + SYMBOL_RADIUS + 2.5;
  context.strokeStyle = color;
  drawOutcome(context, outcome, x, box.y + box.height / 2, SYMBOL_RADIUS - 0.6);
  if (isKill && gap > SYMBOL_PIXELS + 46) {
    context.fillStyle = color;
    writeText(context, SMALL_FONT, "→ kill", x + SYMBOL_RADIUS + 4, box.y + box.height / 2);
  }
}

function drawCount(
  context: CanvasRenderingContext2D,
  { theme }: Scene,
  count: number,
  probe: ReportProbe | undefined,
  fromX: number,
  toX: number,
  y: number,
): void {
  if (probe === undefined || count === 0) return;
  const threshold = count < 0 ? probe.failureThreshold : probe.successThreshold;
  const share = Math.min(1, Math.abs(count) / threshold);
  const isReached = share === 1;
  const isGood = count > 0;
  // A long row of successes is the ordinary thing: a line is enough of it.
  const height = isGood && isReached ? 2.5 : Math.max(3, share * COUNTER.height);
  const x = Math.max(GUTTER, fromX);
  const width = Math.max(1, toX - x);
  const base = y + COUNTER.top + COUNTER.height;
  context.fillStyle = isGood ? theme.good : theme.bad;
  context.globalAlpha = isGood ? 0.7 : isReached ? 0.85 : 0.4;
  context.fillRect(x, base - height, width, height);
  context.globalAlpha = 1;
  if ((isGood && isReached) || Math.abs(count) > threshold || width < TEXT_PIXELS_MIN) return;
  const text = `${Math.abs(count)}/${threshold}`;
  if (textWidth(context, SMALL_FONT, text) + 6 > width) return;
  context.fillStyle = !isGood && isReached ? theme.background : theme.text;
  writeText(context, SMALL_FONT, text, x + 4, base - Math.max(7, Math.min(height / 2, COUNTER.height / 2)));
}
