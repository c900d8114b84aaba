import { attemptArrays, markArrays, placeFrom } from "./laneArrays.ts";
import type { Lane, Span } from "./reportData.ts";
import type { Row } from "./rows.ts";
import { rowAt } from "./rows.ts";
import type { Scene } from "./scene.ts";
import { AXIS, GUTTER, laneWidth, PADDING } from "./scene.ts";
import { timeAt } from "./timeView.ts";

/** What lies under the pointer. */
export interface Hit {
  readonly row: Row | undefined;
  readonly t: number;
  /** The step that is drawn there, or that brought the state about. */
  readonly step: number | undefined;
  readonly span: Span | undefined;
}

/** How far from a mark a pointer may be to mean it. */
const REACH = 9;

export function hitTest(scene: Scene, x: number, y: number): Hit {
  const t = timeAt(scene.view, laneWidth(scene), x - GUTTER - PADDING);
  const row = y < AXIS ? undefined : rowAt(scene.rows, y - AXIS + scene.scrollY);
  if (row?.is !== "lane" || x < GUTTER) return { row, t, step: undefined, span: undefined };
  const reachMs = (REACH / laneWidth(scene)) * (scene.view.toMs - scene.view.fromMs);
  return { row, t, ...hitLane(scene, row.lane, t, reachMs) };
}

function hitLane(scene: Scene, lane: Lane, t: number, reachMs: number): Pick<Hit, "step" | "span"> {
  const { index, run } = scene;
  if (lane.is === "spans") {
    const span = lane.spans.findLast(({ fromMs, toMs }) => fromMs <= t && t < toMs);
    return { span, step: span?.step };
  }
  if (lane.is === "marks") {
    const { instants } = markArrays(lane, index);
    return { span: undefined, step: lane.steps[nearest(instants, instants, t, reachMs)] };
  }
  const { fromMs, endMs } = attemptArrays(lane, index, run.trace.header.untilMs);
  return { span: undefined, step: lane.steps[nearest(fromMs, endMs, t, reachMs)] };
}

/** The place of what lasts over `t`, or is nearest to it; -1: nothing is near. */
function nearest(fromMs: Float64Array, endMs: Float64Array, t: number, reachMs: number): number {
  const behind = placeFrom(fromMs, t);
  let best = -1;
  let bestMs = reachMs;
  for (const place of [behind - 1, behind]) {
    if (place < 0 || place >= fromMs.length) continue;
    const away = Math.max((fromMs[place] as number) - t, t - (endMs[place] as number), 0);
    if (away <= bestMs) {
      best = place;
      bestMs = away;
    }
  }
  return best;
}
