import { formatDuration } from "../time/duration.ts";
import { element, fill } from "./element.ts";
import type { Hit } from "./hitTest.ts";
import { hitTest } from "./hitTest.ts";
import { stepTitle } from "./explainStep.ts";
import { explainQuiet } from "./explainQuiet.ts";
import { attemptArrays } from "./laneArrays.ts";
import type { AttemptLane } from "./reportData.ts";
import { GUTTER, laneWidth, PADDING } from "./scene.ts";
import { panBy, timeAt, wholeView, zoomAt } from "./timeView.ts";
import type { Viewer } from "./viewer.ts";
import { askDraw, goTo, sceneOf, setView, toggleFold } from "./viewer.ts";

/** A pointer that moved less than this has clicked. */
const CLICK_PIXELS = 4;
const WHEEL_ZOOM = 1.0015;

/** Drag to pan, wheel with Ctrl to zoom, click for a step, hover for words. */
export function listenToPointer(viewer: Viewer): void {
  const { timeline, lanes, overview } = viewer;
  const tooltip = element("div", { class: "tooltip", hidden: true, "aria-hidden": "true" });
  document.body.append(tooltip);
  let drag: { readonly x: number; moved: number } | undefined;
  timeline.addEventListener("pointerdown", (event) => {
    drag = { x: event.offsetX, moved: 0 };
    timeline.setPointerCapture(event.pointerId);
  });
  timeline.addEventListener("pointermove", (event) => {
    if (drag === undefined) return showTooltip(viewer, tooltip, event);
    drag = { x: event.offsetX, moved: drag.moved + Math.abs(event.movementX) };
    tooltip.hidden = true;
    panPixels(viewer, -event.movementX);
  });
  timeline.addEventListener("pointerup", (event) => {
    if (drag !== undefined && drag.moved < CLICK_PIXELS) click(viewer, event);
    drag = undefined;
  });
  timeline.addEventListener("pointerleave", () => {
    tooltip.hidden = true;
  });
  timeline.addEventListener("dblclick", ({ offsetX }) => zoomAtPixel(viewer, offsetX, 1 / 3));
  lanes.addEventListener("wheel", (event) => wheel(viewer, event), { passive: false });
  lanes.addEventListener("scroll", () => askDraw(viewer), { passive: true });
  for (const name of ["pointerdown", "pointermove"] as const)
    overview.addEventListener(name, (event) => {
      if ((event.buttons & 1) === 1) centreAt(viewer, event.offsetX);
    });
}

function wheel(viewer: Viewer, event: WheelEvent): void {
  const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
  if (event.ctrlKey || event.metaKey) zoomAtPixel(viewer, event.offsetX, WHEEL_ZOOM ** event.deltaY);
  else if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) panPixels(viewer, sideways);
  else return;
  event.preventDefault();
}

function zoomAtPixel(viewer: Viewer, x: number, factor: number): void {
  const width = laneWidth(sceneOf(viewer));
  const inLanes = Math.max(0, x - GUTTER - PADDING);
  setView(viewer, zoomAt(viewer.view, width, inLanes, factor, viewer.shown.run.trace.header.untilMs));
}

function panPixels(viewer: Viewer, pixels: number): void {
  const { view, shown } = viewer;
  const msPerPixel = (view.toMs - view.fromMs) / laneWidth(sceneOf(viewer));
  setView(viewer, panBy(view, pixels * msPerPixel, shown.run.trace.header.untilMs));
}

/** Moves the frame on the overview to where it was pointed at. */
function centreAt(viewer: Viewer, x: number): void {
  const { untilMs } = viewer.shown.run.trace.header;
  const t = timeAt(wholeView(untilMs), laneWidth(sceneOf(viewer)), x - GUTTER - PADDING);
  setView(viewer, panBy(viewer.view, t - (viewer.view.fromMs + viewer.view.toMs) / 2, untilMs));
}

function click(viewer: Viewer, event: PointerEvent): void {
  const hit = hitTest(sceneOf(viewer), event.offsetX, event.offsetY);
  if (hit.row?.is === "pod") return toggleFold(viewer, hit.row.pod);
  if (event.offsetX < GUTTER) return;
  goTo(viewer, hit.step ?? viewer.shown.index.stepAt(hit.t));
}

function showTooltip(viewer: Viewer, tooltip: HTMLElement, event: PointerEvent): void {
  const hit = hitTest(sceneOf(viewer), event.offsetX, event.offsetY);
  viewer.timeline.style.cursor = hit.step !== undefined || hit.row?.is === "pod" ? "pointer" : "grab";
  const lines = tooltipLines(viewer, hit);
  tooltip.hidden = lines.length === 0;
  if (lines.length === 0) return;
  fill(tooltip, ...lines.map((line) => element("div", {}, line)));
  const left = Math.min(event.clientX + 14, window.innerWidth - tooltip.offsetWidth - 8);
  const top = event.clientY + 18;
  tooltip.style.left = `${left}px`;
  tooltip.style.top = `${top + tooltip.offsetHeight > window.innerHeight ? event.clientY - tooltip.offsetHeight - 10 : top}px`;
}

function tooltipLines({ shown }: Viewer, { row, span, step, t }: Hit): readonly string[] {
  if (row?.is !== "lane") return [];
  const event = step === undefined ? undefined : shown.index.eventOf(step);
  if (span !== undefined) {
    const [word = ""] = span.words;
    const stay = `${formatDuration(span.fromMs)} – ${formatDuration(span.toMs)} (${formatDuration(span.toMs - span.fromMs)})`;
    return [`${row.label}: ${word}`, stay];
  }
  if (event === undefined) return row.lane.is === "attempts" ? [quietText(shown, row.lane, t)] : [];
  return [stepTitle(shown.run, shown.index, event), `step ${event.step}, ${formatDuration(event.t)}`];
}

function quietText({ run, index }: Viewer["shown"], lane: AttemptLane, t: number): string {
  const { text, rule } = explainQuiet(run, lane, attemptArrays(lane, index, run.trace.header.untilMs), t);
  return `${lane.label} is not asked at ${formatDuration(Math.max(0, Math.round(t)))}. ${text}${rule === undefined ? "" : ` (${rule})`}`;
}
