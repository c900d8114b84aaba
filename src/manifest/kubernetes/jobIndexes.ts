import { quoteGoString } from "../../model/quoteGoString.ts";

/** How many indexes a list such as `0-2,4` names, or what is wrong with it. */
export type IndexesReading = { readonly total: number } | { readonly problem: string };

/** @param completions no index may reach it */
export function readIndexes(text: string, completions: number): IndexesReading {
  let total = 0;
  let last: number | undefined;
  for (const interval of text === "" ? [] : text.split(",")) {
    const limits = parseInterval(interval, completions);
    if ("problem" in limits) return limits;
    if (last !== undefined && last >= limits.first) return { problem: outOfOrder(last, limits.first) };
    // Go counts in 32 bits.
    total = (total + limits.last - limits.first + 1) | 0;
    last = limits.last;
  }
  return { total };
}

function outOfOrder(previous: number, current: number): string {
  return `non-increasing order, previous: ${previous}, current: ${current}`;
}

type Interval = { readonly first: number; readonly last: number } | { readonly problem: string };

function parseInterval(interval: string, completions: number): Interval {
  const limits = interval.split("-");
  if (limits.length > 2) {
    return {
      problem: `the fragment ${quoteGoString(interval)} violates the requirement that an index interval can have at most two parts separated by '-'`,
    };
  }
  const numbers: number[] = [];
  for (const limit of limits) {
    // Atoi takes a sign, but a minus already separates; beyond 64 bits it gives up.
    if (!/^\+?[0-9]+$/.test(limit) || BigInt(limit.replace("+", "")) >= 2n ** 63n) {
      return { problem: `cannot convert string to integer for index: ${quoteGoString(limit)}` };
    }
    if (Number(limit) >= completions) return { problem: `too large index: ${quoteGoString(limit)}` };
    numbers.push(Number(limit));
  }
  const [first = 0, last = first] = numbers;
  return numbers.length === 2 && first >= last ? { problem: outOfOrder(first, last) } : { first, last };
}
