import type { TraceEvent } from "../model/trace.ts";
import { attemptBox } from "./drawAttempts.ts";
import type { Row } from "./rows.ts";
import type { Rectangle, Scene } from "./scene.ts";
import { sceneX, sceneY } from "./scene.ts";
import { endOf } from "./stepIndex.ts";

type LaneRow = Extract<Row, { readonly is: "lane" }>;

const cache = new WeakMap<readonly Row[], ReadonlyMap<number, LaneRow>>();

/** The row on which a step is drawn; undefined while its pod is folded up. */
export function rowOfStep({ rows, index }: Pick<Scene, "rows" | "index">, step: number): LaneRow | undefined {
  const found = rowsBySteps(rows).get(step);
  const event = index.eventOf(step);
  return found ?? (event === undefined ? undefined : rowOfKind(rows, event));
}

/** Of a step that several lanes show, the one that shows it as such counts; of a status, a container's own lane. */
function rowsBySteps(rows: readonly Row[]): ReadonlyMap<number, LaneRow> {
  const known = cache.get(rows);
  if (known !== undefined) return known;
  const bySteps = new Map<number, LaneRow>();
  const lanes = rows.filter((row) => row.is === "lane");
  const put = (step: number | undefined, row: LaneRow): void => {
    if (step !== undefined && !bySteps.has(step)) bySteps.set(step, row);
  };
  for (const row of lanes) if (row.lane.is !== "spans") for (const step of row.lane.steps) put(step, row);
  for (const row of lanes)
    if (row.lane.is === "spans" && row.label !== "app") for (const { step } of row.lane.spans) put(step, row);
  cache.set(rows, bySteps);
  return bySteps;
}

/** What has no mark of its own stands on the lane that it belongs to. */
function rowOfKind(rows: readonly Row[], event: TraceEvent): LaneRow | undefined {
  const label =
    event.kind === "slice" || event.kind === "endpoints" || event.kind === "proxy"
      ? `in ${event.svc}`
      : "c" in event
        ? "instances"
        : "kubelet";
  let isWithin = !("c" in event);
  let fallback: LaneRow | undefined;
  for (const row of rows) {
    if (row.is === "group" && "c" in event) isWithin = row.pod === event.pod && row.label.endsWith(` ${event.c}`);
    if (row.is !== "lane" || !isWithin || (event.pod !== undefined && row.pod !== event.pod)) continue;
    if (row.label === label) return row;
    fallback ??= row;
  }
  return fallback;
}

/** Where a step is drawn on the canvas; it may lie outside of what is visible. */
export function boxOfStep(scene: Scene, step: number): Rectangle | undefined {
  const row = rowOfStep(scene, step);
  const event = scene.index.eventOf(step);
  if (row === undefined || event === undefined) return undefined;
  const y = sceneY(scene, row.y);
  if (row.lane.is === "attempts") return attemptBox(scene, event.t, endOf(event, scene.run.trace.header.untilMs), y);
  return { x: sceneX(scene, event.t) - 6, y: y + 3, width: 12, height: row.height - 6 };
}
