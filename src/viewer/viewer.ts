import { drawOverview, OVERVIEW_HEIGHT } from "./drawOverview.ts";
import { drawTimeline } from "./drawTimeline.ts";
import { flipSteps } from "./flips.ts";
import { writeFragment } from "./fragment.ts";
import type { ReportData, ReportRun } from "./reportData.ts";
import type { Row } from "./rows.ts";
import { heightOf, rowsOf } from "./rows.ts";
import type { Scene } from "./scene.ts";
import { AXIS } from "./scene.ts";
import type { StepIndex } from "./stepIndex.ts";
import { indexSteps } from "./stepIndex.ts";
import { rowOfStep } from "./stepPlaces.ts";
import type { Theme } from "./theme.ts";
import { readTheme } from "./theme.ts";
import type { TimeView } from "./timeView.ts";
import { showInstant, wholeView } from "./timeView.ts";

/** One run of the report, made ready to be shown. */
export interface ShownRun {
  readonly place: number;
  readonly run: ReportRun;
  readonly index: StepIndex;
  readonly flips: readonly number[];
  readonly folded: Set<string>;
}

/** The open report: what is shown of it, and the parts of the page that show it. */
export interface Viewer {
  readonly data: ReportData;
  readonly lanes: HTMLElement;
  readonly spacer: HTMLElement;
  readonly timeline: HTMLCanvasElement;
  readonly overview: HTMLCanvasElement;
  shown: ShownRun;
  rows: readonly Row[];
  view: TimeView;
  step: number;
  isPlaying: boolean;
  theme: Theme;
  /** Pictures drawn so far. */
  frames: number;
  isDrawAsked: boolean;
  /** While it is printed all rows are drawn. */
  isPrinting: boolean;
  /** Called after another step, or run, is shown. */
  readonly onStep: (() => void)[];
  readonly onRun: (() => void)[];
}

/** A run as it is shown first. */
export function openRun(data: ReportData, place: number): ShownRun {
  const run = data.runs[place];
  if (run === undefined) throw new RangeError(`there is no run ${place}`);
  const index = indexSteps(run.trace);
  const folded = new Set(run.pods.filter(({ isFolded }) => isFolded).map(({ name }) => name));
  return { place, run, index, flips: flipSteps(run), folded };
}

/** The step that a run is opened at: the first proof of what does not hold, or else the first. */
export function firstStep({ run, index }: ShownRun): number {
  const violated = run.claims.find(({ holds, known, steps }) => !holds && known === undefined && steps.length > 0);
  return violated?.steps[0] ?? index.events[0]?.step ?? 0;
}

export function showRun(viewer: Viewer, place: number, step?: number): void {
  if (viewer.data.runs[place] === undefined) return;
  viewer.shown = openRun(viewer.data, place);
  viewer.rows = rowsOf(viewer.shown.run, viewer.shown.folded);
  viewer.view = wholeView(viewer.shown.run.trace.header.untilMs);
  viewer.spacer.style.height = `${heightOf(viewer.rows) + AXIS}px`;
  viewer.lanes.scrollTop = 0;
  for (const tell of viewer.onRun) tell();
  const isThere = step !== undefined && viewer.shown.index.placeOf(step) >= 0;
  goTo(viewer, isThere ? step : firstStep(viewer.shown));
  // What a run begins with is best seen from its top.
  if (!isThere && viewer.step === viewer.shown.index.events[0]?.step) viewer.lanes.scrollTop = 0;
}

/** Shows a step, and moves the picture to where it can be seen. */
export function goTo(viewer: Viewer, step: number): void {
  const event = viewer.shown.index.eventOf(step);
  if (event === undefined) return;
  viewer.step = step;
  viewer.view = showInstant(viewer.view, event.t, viewer.shown.run.trace.header.untilMs);
  const row = rowOfStep(sceneOf(viewer), step);
  if (row !== undefined) revealRow(viewer, row);
  const { length } = viewer.data.runs;
  history.replaceState(null, "", writeFragment({ ...(length > 1 && { run: viewer.shown.place + 1 }), step }));
  for (const tell of viewer.onStep) tell();
  askDraw(viewer);
}

function revealRow({ lanes }: Viewer, row: Row): void {
  const room = lanes.clientHeight - AXIS;
  if (row.y < lanes.scrollTop) lanes.scrollTop = Math.max(0, row.y - 30);
  else if (row.y + row.height > lanes.scrollTop + room) lanes.scrollTop = row.y + row.height - room + 8;
}

export function setView(viewer: Viewer, view: TimeView): void {
  viewer.view = view;
  askDraw(viewer);
}

/** Folds a pod up, or opens it. */
export function toggleFold(viewer: Viewer, pod: string): void {
  const { folded, run } = viewer.shown;
  if (!folded.delete(pod)) folded.add(pod);
  viewer.rows = rowsOf(run, folded);
  viewer.spacer.style.height = `${heightOf(viewer.rows) + AXIS}px`;
  askDraw(viewer);
}

export function sceneOf(viewer: Viewer): Scene {
  const { lanes, rows, view, step, theme, shown, isPrinting } = viewer;
  return {
    run: shown.run,
    index: shown.index,
    rows,
    view,
    step,
    scrollY: isPrinting ? 0 : lanes.scrollTop,
    width: lanes.clientWidth,
    height: isPrinting ? heightOf(rows) + AXIS : lanes.clientHeight,
    theme,
  };
}

/** Draws at the next frame, once: nothing is drawn while nothing changes. */
export function askDraw(viewer: Viewer): void {
  if (viewer.isDrawAsked) return;
  viewer.isDrawAsked = true;
  requestAnimationFrame(() => {
    viewer.isDrawAsked = false;
    draw(viewer);
  });
}

export function draw(viewer: Viewer): void {
  const scene = sceneOf(viewer);
  const ratio = window.devicePixelRatio || 1;
  const { timeline, overview } = viewer;
  resize(timeline, scene.width, scene.height, ratio);
  resize(overview, scene.width, OVERVIEW_HEIGHT, ratio);
  const context = timeline.getContext("2d", { alpha: false });
  const small = overview.getContext("2d", { alpha: false });
  if (context === null || small === null) return;
  drawTimeline(context, scene, ratio);
  drawOverview(small, scene, ratio);
  viewer.frames++;
}

/** Sets the size only where it changes: setting it clears the canvas and costs. */
function resize(canvas: HTMLCanvasElement, width: number, height: number, ratio: number): void {
  const pixels = [Math.round(width * ratio), Math.round(height * ratio)] as const;
  if (canvas.width !== pixels[0]) canvas.width = pixels[0];
  if (canvas.height !== pixels[1]) canvas.height = pixels[1];
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
}

export function refreshTheme(viewer: Viewer): void {
  viewer.theme = readTheme(document.documentElement);
  askDraw(viewer);
}
