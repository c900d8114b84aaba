import type { JsonObject } from "../model/json.ts";
import type { Difference } from "./vectorKind.ts";

/** One event of a trace, as it is compared. */
export interface ComparedLine {
  readonly atMs: number;
  readonly text: string;
  readonly event: JsonObject;
}

/** An order that does not depend on what came first within a millisecond. */
export function byTimeAndText(a: ComparedLine, b: ComparedLine): number {
  return a.atMs - b.atMs || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0);
}

/** Undefined: they are equal. */
export function firstLineDifference(
  expected: readonly ComparedLine[],
  got: readonly ComparedLine[],
): Difference | undefined {
  for (let index = 0; index < Math.max(expected.length, got.length); index++) {
    const want = expected[index];
    const have = got[index];
    if (want?.text === have?.text) continue;
    const t = Math.min(want?.atMs ?? Number.POSITIVE_INFINITY, have?.atMs ?? Number.POSITIVE_INFINITY);
    return {
      at: `${t} ms`,
      ...(want?.atMs === t && { expected: want.event }),
      ...(have?.atMs === t && { got: have.event }),
    };
  }
  return undefined;
}
