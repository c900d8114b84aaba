import type { Viewer } from "./viewer.ts";
import { goTo } from "./viewer.ts";
import { nextOf } from "./flips.ts";

/** How long a step stays before the next one, in real time: longer where more virtual time passes. */
const STAY_MS = { least: 90, most: 700 } as const;

/** Goes on from step to step until it is stopped, or the end is reached. */
export function togglePlay(viewer: Viewer): void {
  viewer.isPlaying = !viewer.isPlaying;
  for (const tell of viewer.onStep) tell();
  if (viewer.isPlaying) waitForNext(viewer);
}

function waitForNext(viewer: Viewer): void {
  const now = viewer.shown.index.eventOf(viewer.step);
  const next = viewer.shown.index.events[viewer.shown.index.placeOf(viewer.step) + 1];
  if (now === undefined || next === undefined) return stop(viewer);
  const share = Math.min(1, Math.log1p((next.t - now.t) / 100) / 6);
  const stayMs = STAY_MS.least + share * (STAY_MS.most - STAY_MS.least);
  const from = viewer.step;
  let sinceMs: number | undefined;
  const tick = (atMs: number): void => {
    if (!viewer.isPlaying) return;
    sinceMs ??= atMs;
    if (viewer.step !== from) return waitForNext(viewer);
    if (atMs - sinceMs < stayMs) return void requestAnimationFrame(tick);
    goTo(viewer, next.step);
    waitForNext(viewer);
  };
  requestAnimationFrame(tick);
}

function stop(viewer: Viewer): void {
  viewer.isPlaying = false;
  for (const tell of viewer.onStep) tell();
}

/** Goes so many steps on, or back. */
export function moveBy(viewer: Viewer, count: number): void {
  const { index } = viewer.shown;
  const place = Math.min(index.events.length - 1, Math.max(0, index.placeOf(viewer.step) + count));
  const event = index.events[place];
  if (event !== undefined) goTo(viewer, event.step);
}

export function moveToFlip(viewer: Viewer, direction: 1 | -1): void {
  const step = nextOf(viewer.shown.flips, viewer.step, direction);
  if (step !== undefined) goTo(viewer, step);
}
