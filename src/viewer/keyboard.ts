import { moveBy, moveToFlip, togglePlay } from "./player.ts";
import { laneWidth, sceneX, GUTTER, PADDING } from "./scene.ts";
import { panBy, wholeView, zoomAt } from "./timeView.ts";
import type { Viewer } from "./viewer.ts";
import { sceneOf, setView } from "./viewer.ts";

/** Keys and what they do; the help is made from it. */
export interface KeyBinding {
  readonly keys: readonly string[];
  /** As people write them. */
  readonly shown: string;
  readonly does: string;
  readonly run: (viewer: Viewer, event: KeyboardEvent) => void;
}

const LEAP = 10;
const ZOOM = 1.5;
const PAN_SHARE = 0.2;

export const KEY_BINDINGS: readonly KeyBinding[] = [
  { keys: [" "], shown: "Space", does: "play, or stop", run: togglePlay },
  {
    keys: ["ArrowRight"],
    shown: "→",
    does: "next step; with Shift ten",
    run: (viewer, { shiftKey }) => moveBy(viewer, shiftKey ? LEAP : 1),
  },
  {
    keys: ["ArrowLeft"],
    shown: "←",
    does: "step before; with Shift ten",
    run: (viewer, { shiftKey }) => moveBy(viewer, shiftKey ? -LEAP : -1),
  },
  { keys: ["]"], shown: "]", does: "next flip of a state", run: (viewer) => moveToFlip(viewer, 1) },
  { keys: ["["], shown: "[", does: "flip before", run: (viewer) => moveToFlip(viewer, -1) },
  { keys: ["Home"], shown: "Home", does: "first step", run: (viewer) => moveBy(viewer, -Infinity) },
  { keys: ["End"], shown: "End", does: "last step", run: (viewer) => moveBy(viewer, Infinity) },
  { keys: ["+", "=", "w"], shown: "+  w", does: "zoom in at the step", run: (viewer) => zoomAtStep(viewer, 1 / ZOOM) },
  { keys: ["-", "s"], shown: "−  s", does: "zoom out", run: (viewer) => zoomAtStep(viewer, ZOOM) },
  { keys: ["a"], shown: "a", does: "earlier", run: (viewer) => pan(viewer, -PAN_SHARE) },
  { keys: ["d"], shown: "d", does: "later", run: (viewer) => pan(viewer, PAN_SHARE) },
  { keys: ["0"], shown: "0", does: "the whole run", run: showAll },
];

export function showAll(viewer: Viewer): void {
  setView(viewer, wholeView(viewer.shown.run.trace.header.untilMs));
}

/** Around the step, if it is to be seen; else around the middle. */
export function zoomAtStep(viewer: Viewer, factor: number): void {
  const scene = sceneOf(viewer);
  const width = laneWidth(scene);
  const t = viewer.shown.index.eventOf(viewer.step)?.t ?? 0;
  const x = sceneX(scene, t) - GUTTER - PADDING;
  const anchor = x >= 0 && x <= width ? x : width / 2;
  setView(viewer, zoomAt(viewer.view, width, anchor, factor, viewer.shown.run.trace.header.untilMs));
}

function pan(viewer: Viewer, share: number): void {
  const { view, shown } = viewer;
  setView(viewer, panBy(view, (view.toMs - view.fromMs) * share, shown.run.trace.header.untilMs));
}

/** Keys work wherever the focus is, but where it means something itself: in a field, on a button. */
export function listenToKeys(viewer: Viewer): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") !== null) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (target.closest("input, select, textarea") !== null) return;
    if ((event.key === " " || event.key === "Enter") && target.closest("button, a, summary") !== null) return;
    const binding = KEY_BINDINGS.find(({ keys }) => keys.includes(event.key));
    if (binding === undefined) return;
    event.preventDefault();
    binding.run(viewer, event);
  });
}
