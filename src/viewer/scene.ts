import type { StepIndex } from "./stepIndex.ts";
import type { ReportRun } from "./reportData.ts";
import type { Row } from "./rows.ts";
import type { Theme } from "./theme.ts";
import type { TimeView } from "./timeView.ts";
import { xOf } from "./timeView.ts";

/** All that decides a picture of the timeline. */
export interface Scene {
  readonly run: ReportRun;
  readonly index: StepIndex;
  readonly rows: readonly Row[];
  readonly view: TimeView;
  readonly step: number;
  readonly scrollY: number;
  /** Of the whole canvas, in CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
}

/** Labels stand left of this, lanes right of it. */
export const GUTTER = 176;
/** The time axis; rows begin below it. */
export const AXIS = 34;
/** So that a mark at 0 is whole. */
export const PADDING = 10;

export type Rectangle = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** Pixels that time is drawn on. */
export function laneWidth({ width }: Pick<Scene, "width">): number {
  return Math.max(1, width - GUTTER - 2 * PADDING);
}

/** Where an instant is on the canvas. */
export function sceneX(scene: Pick<Scene, "width" | "view">, t: number): number {
  return GUTTER + PADDING + xOf(scene.view, laneWidth(scene), t);
}

/** Where a row is on the canvas. */
export function sceneY({ scrollY }: Pick<Scene, "scrollY">, y: number): number {
  return AXIS + y - scrollY;
}
