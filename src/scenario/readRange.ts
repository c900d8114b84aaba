import type { CountRange, TimeRange } from "../model/expectations.ts";
import { parseDuration } from "../time/duration.ts";

/** What a time without dots means: that very instant, or at the latest. */
export type LoneTime = "exactly" | "atTheLatest";

export type ReadRange<Range> = Range | { readonly problem: string; readonly suggestion?: string };

/** Reads `2`, `2..3`, `3..` and `..3`. Never throws. */
export function readCountRange(text: string): ReadRange<CountRange> {
  const [, low = "", dots, high = ""] = /^(\d{0,9})(\.\.)?(\d{0,9})$/.exec(text) ?? [];
  if (low === "" && high === "") {
    const compared = /^>=?\s*(\d+)$/.exec(text)?.[1];
    return {
      problem: `${JSON.stringify(text)} is no count such as 2, 2..3, 3.. or ..3`,
      ...(compared === undefined ? {} : { suggestion: `${compared}..` }),
    };
  }
  const atLeast = Number(low);
  if (dots === undefined) return { atLeast, atMost: atLeast };
  if (high === "") return { atLeast };
  return Number(high) < atLeast ? upsideDown(text, `${high}..${low}`) : { atLeast, atMost: Number(high) };
}

/** Reads `46s`, `41s..46s`, `41s..` and `..46s`. Never throws. */
export function readTimeRange(text: string, lone: LoneTime): ReadRange<TimeRange> {
  const dots = text.indexOf("..");
  if (dots === -1) {
    const parsed = parseDuration(text);
    if ("problem" in parsed) return parsed;
    return lone === "exactly"
      ? { fromMs: parsed.durationMs, toMs: parsed.durationMs }
      : { fromMs: 0, toMs: parsed.durationMs };
  }
  const [low, high] = [text.slice(0, dots), text.slice(dots + 2)];
  if (low === "" && high === "") return { problem: "a range without ends says nothing", suggestion: "41s..46s" };
  const from = parseDuration(low === "" ? "0" : low);
  if ("problem" in from) return from;
  if (high === "") return { fromMs: from.durationMs };
  const to = parseDuration(high);
  if ("problem" in to) return to;
  return to.durationMs < from.durationMs
    ? upsideDown(text, `${high}..${low}`)
    : { fromMs: from.durationMs, toMs: to.durationMs };
}

function upsideDown(text: string, suggestion: string): { readonly problem: string; readonly suggestion: string } {
  return { problem: `${text} is upside down`, suggestion };
}
