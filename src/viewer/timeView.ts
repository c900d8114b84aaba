/** The stretch of virtual time that is drawn, over `width` pixels. */
export interface TimeView {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A pixel is never less than this: finer than the milliseconds of the trace there is nothing to see. */
const MS_PER_PIXEL_MIN = 0.05;
/** Room behind the last instant, so that what happens there can be read. */
const MARGIN = 0.02;

/** The whole run. */
export function wholeView(untilMs: number): TimeView {
  return { fromMs: 0, toMs: Math.max(1, untilMs) * (1 + MARGIN) };
}

export function xOf(view: TimeView, width: number, t: number): number {
  return ((t - view.fromMs) / (view.toMs - view.fromMs)) * width;
}

export function timeAt(view: TimeView, width: number, x: number): number {
  return view.fromMs + (x / width) * (view.toMs - view.fromMs);
}

/** Zooms by `factor` (below 1: closer), with the instant at `x` staying where it is. */
export function zoomAt(view: TimeView, width: number, x: number, factor: number, untilMs: number): TimeView {
  const anchor = timeAt(view, width, x);
  const whole = wholeView(untilMs);
  const wanted = (view.toMs - view.fromMs) * factor;
  const length = Math.min(whole.toMs, Math.max(wanted, width * MS_PER_PIXEL_MIN));
  const share = x / width;
  return within({ fromMs: anchor - share * length, toMs: anchor + (1 - share) * length }, untilMs);
}

export function panBy(view: TimeView, deltaMs: number, untilMs: number): TimeView {
  return within({ fromMs: view.fromMs + deltaMs, toMs: view.toMs + deltaMs }, untilMs);
}

/** Moves the view, if need be, so that `t` is well within it. */
export function showInstant(view: TimeView, t: number, untilMs: number): TimeView {
  const length = view.toMs - view.fromMs;
  const isWell = t >= view.fromMs + length * 0.05 && t <= view.fromMs + length * 0.95;
  const isAtEdge =
    (view.fromMs <= 0 && t <= length * 0.95) || (view.toMs >= wholeView(untilMs).toMs && t >= view.fromMs);
  if (isWell || isAtEdge) return view;
  return within({ fromMs: t - length / 2, toMs: t + length / 2 }, untilMs);
}

function within({ fromMs, toMs }: TimeView, untilMs: number): TimeView {
  const whole = wholeView(untilMs);
  const length = Math.min(toMs - fromMs, whole.toMs);
  const from = Math.min(Math.max(0, fromMs), whole.toMs - length);
  return { fromMs: from, toMs: from + length };
}

const TICKS_MS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
  900_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 21_600_000, 43_200_000, 86_400_000, 172_800_000, 604_800_000,
  2_592_000_000,
];

/** Instants to write on the axis, at least `pixelsMin` apart, in steps that people count in. */
export function ticksOf(view: TimeView, width: number, pixelsMin: number): readonly number[] {
  const msPerPixel = (view.toMs - view.fromMs) / width;
  const step = TICKS_MS.find((ms) => ms / msPerPixel >= pixelsMin) ?? Math.ceil(msPerPixel * pixelsMin);
  const ticks: number[] = [];
  for (let t = Math.ceil(view.fromMs / step) * step; t <= view.toMs; t += step) ticks.push(t);
  return ticks;
}
