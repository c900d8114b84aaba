import type { Lane, LaneGroup, ReportRun, Span } from "./reportData.ts";

/** One line of the timeline; all lines together are as high as the last one ends. */
export type Row = { readonly y: number; readonly height: number; readonly label: string } & (
  | { readonly is: "pod"; readonly pod: string; readonly isFolded: boolean; readonly inBrief: readonly Span[] }
  | { readonly is: "group"; readonly pod: string | undefined }
  | { readonly is: "lane"; readonly lane: Lane; readonly pod: string | undefined }
);

const HEIGHTS = { pod: 30, group: 28, spans: 26, attempts: 46, marks: 26 } as const;
/** Below the last line. */
const FOOT = 10;

/** The lines of a run. `folded` holds the pods of which only the name and Ready are shown. */
export function rowsOf({ pods, others }: ReportRun, folded: ReadonlySet<string>): readonly Row[] {
  const rows: Row[] = [];
  let y = 0;
  const add = (row: Row): void => {
    rows.push(row);
    y += row.height;
  };
  const addGroup = ({ title, lanes }: LaneGroup, pod: string | undefined): void => {
    add({ is: "group", y, height: HEIGHTS.group, label: title, pod });
    for (const lane of lanes) add({ is: "lane", y, height: HEIGHTS[lane.is], label: lane.label, lane, pod });
  };
  for (const group of others) addGroup(group, undefined);
  for (const { name, groups, inBrief } of pods) {
    const isFolded = folded.has(name);
    if (pods.length > 1) add({ is: "pod", y, height: HEIGHTS.pod, label: name, pod: name, isFolded, inBrief });
    if (!isFolded || pods.length === 1) for (const group of groups) addGroup(group, name);
  }
  return rows;
}

export function heightOf(rows: readonly Row[]): number {
  const last = rows.at(-1);
  return last === undefined ? 0 : last.y + last.height + FOOT;
}

/** The rows that show between two heights. */
export function rowsBetween(rows: readonly Row[], fromY: number, toY: number): readonly Row[] {
  return rows.slice(firstBelow(rows, fromY), firstBelow(rows, toY, true));
}

export function rowAt(rows: readonly Row[], y: number): Row | undefined {
  const row = rows[firstBelow(rows, y)];
  return row !== undefined && row.y <= y ? row : undefined;
}

/** The first row that ends behind `y`, or begins there. */
function firstBelow(rows: readonly Row[], y: number, byBegin = false): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle] as Row;
    if (byBegin ? row.y >= y : row.y + row.height > y) high = middle;
    else low = middle + 1;
  }
  return low;
}
