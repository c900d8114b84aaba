import { attemptArrays } from "./laneArrays.ts";
import type { ReportRun, Span } from "./reportData.ts";
import type { Scene } from "./scene.ts";
import { GUTTER, laneWidth, PADDING } from "./scene.ts";
import { OUTCOME_LOOKS, OUTCOMES } from "./symbols.ts";
import { wholeView, xOf } from "./timeView.ts";

export const OVERVIEW_HEIGHT = 36;

interface Ground {
  readonly canvas: HTMLCanvasElement;
  readonly key: string;
}

const grounds = new WeakMap<ReportRun, Ground>();

/** The whole run at a glance, with the part that the timeline shows in a frame. */
export function drawOverview(context: CanvasRenderingContext2D, scene: Scene, ratio: number): void {
  const { theme, width, run, view } = scene;
  const whole = wholeView(run.trace.header.untilMs);
  const place = (t: number): number => GUTTER + PADDING + xOf(whole, laneWidth(scene), t);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(groundOf(scene, ratio, place), 0, 0);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const from = place(view.fromMs);
  const to = place(view.toMs);
  context.fillStyle = theme.background;
  context.globalAlpha = 0.7;
  context.fillRect(GUTTER, 0, from - GUTTER, OVERVIEW_HEIGHT);
  context.fillRect(to, 0, width - to, OVERVIEW_HEIGHT);
  context.globalAlpha = 1;
  context.strokeStyle = theme.accent;
  context.lineWidth = 1.5;
  context.strokeRect(from, 1, Math.max(3, to - from), OVERVIEW_HEIGHT - 2);
  const event = scene.index.eventOf(scene.step);
  context.fillStyle = theme.accent;
  if (event !== undefined) context.fillRect(place(event.t) - 0.75, 0, 1.5, OVERVIEW_HEIGHT);
}

/** What does not change while one looks around, drawn once. */
function groundOf(scene: Scene, ratio: number, place: (t: number) => number): HTMLCanvasElement {
  const { run, theme, width } = scene;
  const key = [width, ratio, theme.background].join(" ");
  const known = grounds.get(run);
  if (known?.key === key) return known.canvas;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(OVERVIEW_HEIGHT * ratio);
  const context = canvas.getContext("2d", { alpha: false });
  if (context === null) return canvas;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = theme.raised;
  context.fillRect(0, 0, width, OVERVIEW_HEIGHT);
  for (const { inBrief } of run.pods.slice(0, 1)) drawReady(context, scene, inBrief, place);
  drawAttemptColumns(context, scene, place);
  grounds.set(run, { canvas, key });
  return canvas;
}

function drawReady(
  context: CanvasRenderingContext2D,
  { theme }: Scene,
  spans: readonly Span[],
  place: (t: number) => number,
): void {
  for (const { fromMs, toMs, look } of spans) {
    if (look !== "good") continue;
    const x = place(fromMs);
    context.fillStyle = theme.fills.good;
    context.fillRect(x, 20, Math.max(1, place(toMs) - x), 10);
    context.fillStyle = theme.good;
    context.fillRect(x, 29, Math.max(1, place(toMs) - x), 1.5);
  }
}

/** The worst outcome on each pixel, as a place in `OUTCOMES`. */
function worstByColumn({ run, index }: Scene, place: (t: number) => number): ReadonlyMap<number, number> {
  const worst = new Map<number, number>();
  for (const { groups } of run.pods)
    for (const { lanes } of groups)
      for (const lane of lanes) {
        if (lane.is !== "attempts") continue;
        const { endMs, outcomes } = attemptArrays(lane, index, run.trace.header.untilMs);
        for (let at = 0; at < endMs.length; at++) {
          const x = Math.round(place(endMs[at] as number));
          const outcome = outcomes[at] as number;
          const before = worst.get(x);
          if (before === undefined || weightOf(outcome) > weightOf(before)) worst.set(x, outcome);
        }
      }
  return worst;
}

/** Attempts in columns of a pixel: the worst of each shows. */
function drawAttemptColumns(context: CanvasRenderingContext2D, scene: Scene, place: (t: number) => number): void {
  const { theme } = scene;
  for (const [x, outcome] of worstByColumn(scene, place)) {
    const { tone } = OUTCOME_LOOKS[OUTCOMES[outcome] ?? "open"];
    context.fillStyle = theme[tone];
    const height = tone === "good" ? 4 : 11;
    context.fillRect(x - 0.5, 17 - height, 1.5, height);
  }
}

const weightOf = (outcome: number): number => OUTCOME_LOOKS[OUTCOMES[outcome] ?? "open"].weight;
