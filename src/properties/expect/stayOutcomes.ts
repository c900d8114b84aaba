import type { StaysExpectation, TimeRange } from "../../model/expectations.ts";
import { formatDuration } from "../../time/duration.ts";
import type { TracedStay } from "../staysOf.ts";
import { deadlineText, isTimeIn, timeRangeText } from "./range.ts";
import type { Outcome } from "./verdict.ts";
import { outcome } from "./verdict.ts";

/** Without steps where no event of the trace shows it. */
type Stays = readonly (Omit<TracedStay, "fromStep"> & { readonly fromStep?: number })[];

/** When it was so for the first time. */
export function judgeFirst(expected: TimeRange, stays: Stays): Outcome {
  const [first] = stays;
  const came = first === undefined ? "never" : formatDuration(first.fromMs);
  return outcome(first !== undefined && isTimeIn(first.fromMs, expected), deadlineText(expected), came, [
    first?.fromStep,
  ]);
}

/** These stays and no others. */
export function judgeStays(expected: StaysExpectation, stays: Stays): Outcome {
  const wanted = expected === "never" ? [] : expected;
  const holds =
    wanted.length === stays.length &&
    wanted.every(({ from, to }, index) => {
      const stay = stays[index] as TracedStay;
      const isEndRight =
        to === undefined ? stay.toMs === undefined : stay.toMs !== undefined && isTimeIn(stay.toMs, to);
      return isTimeIn(stay.fromMs, from) && isEndRight;
    });
  const expectedText =
    wanted
      .map(({ from, to }) =>
        to === undefined ? `from ${timeRangeText(from)} on` : `from ${timeRangeText(from)} to ${timeRangeText(to)}`,
      )
      .join(", ") || "never";
  return outcome(holds, expectedText, staysText(stays), stepsOf(stays));
}

/** So at every moment of the window. */
export function judgeDuring(window: TimeRange, stays: Stays, untilMs: number): Outcome {
  const { fromMs, toMs = untilMs } = window;
  const holds = stays.some((stay) => stay.fromMs <= fromMs && (stay.toMs ?? Infinity) > toMs);
  return outcome(holds, `all the time ${timeRangeText(window)}`, staysText(stays), stepsOf(stays));
}

/** So at no moment of the window. A stay that begins and ends in one millisecond counts. */
export function judgeNotDuring(window: TimeRange, stays: Stays): Outcome {
  const { fromMs, toMs = Infinity } = window;
  const found = stays.filter(
    (stay) => stay.fromMs <= toMs && (stay.fromMs >= fromMs || (stay.toMs ?? Infinity) > fromMs),
  );
  return outcome(found.length === 0, `at no moment of ${timeRangeText(window)}`, staysText(found), stepsOf(found));
}

/** So when the window begins, and the first end of that falls into it. */
export function judgeOutWithin(window: TimeRange, stays: Stays): Outcome {
  const found = stays.find(({ fromMs, toMs = Infinity }) => fromMs <= window.fromMs && toMs >= window.fromMs);
  const expected = `out within ${timeRangeText(window)}`;
  if (found === undefined) {
    const came = `not in at ${formatDuration(window.fromMs)}: ${staysText(stays)}`;
    return outcome(false, expected, came, stepsOf(stays));
  }
  const holds = found.toMs !== undefined && isTimeIn(found.toMs, window);
  const came = found.toMs === undefined ? "in ever since" : `out at ${formatDuration(found.toMs)}`;
  return outcome(holds, expected, came, [found.toStep ?? found.fromStep]);
}

/** Not so when the window begins, and the first beginning after that falls into it. */
export function judgeBackWithin(window: TimeRange, stays: Stays): Outcome {
  const expected = `back within ${timeRangeText(window)}`;
  const already = stays.find(({ fromMs, toMs = Infinity }) => fromMs < window.fromMs && toMs > window.fromMs);
  if (already !== undefined) {
    return outcome(false, expected, `in at ${formatDuration(window.fromMs)} already`, [already.fromStep]);
  }
  const next = stays.find(({ fromMs }) => fromMs >= window.fromMs);
  const came = next === undefined ? "out ever since" : `back at ${formatDuration(next.fromMs)}`;
  return outcome(next !== undefined && isTimeIn(next.fromMs, window), expected, came, [next?.fromStep]);
}

const STAYS_MAX = 4;

function staysText(stays: Stays): string {
  if (stays.length === 0) return "never";
  const shown = stays
    .slice(0, STAYS_MAX)
    .map(({ fromMs, toMs }) =>
      toMs === undefined
        ? `from ${formatDuration(fromMs)} on`
        : `from ${formatDuration(fromMs)} to ${formatDuration(toMs)}`,
    );
  return `${shown.join(", ")}${stays.length > STAYS_MAX ? `, and ${stays.length - STAYS_MAX} more` : ""}`;
}

function stepsOf(stays: Stays): (number | undefined)[] {
  return stays.flatMap(({ fromStep, toStep }) => [fromStep, toStep]);
}
