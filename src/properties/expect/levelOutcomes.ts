import type { CountRange, LevelsExpectation } from "../../model/expectations.ts";
import { formatDuration } from "../../time/duration.ts";
import type { Change } from "../podHistory.ts";
import { countRangeText, isCountIn, timeRangeText } from "./range.ts";
import type { Outcome, Verdict } from "./verdict.ts";
import { outcome } from "./verdict.ts";

/** How many there are from an instant on. Before the first there is none. */
export type Levels = readonly Change<number>[];

const SHOWN_MAX = 5;

/** How many there are, of what changes; whatever came and went within one millisecond was not. */
export function judgeLevels(
  expected: LevelsExpectation,
  levels: Levels,
  untilMs: number,
): Outcome | readonly Verdict[] {
  const settled = settledLevels(levels);
  if (!isList(expected)) return judgeLevel(expected, settled, { fromMs: 0, toMs: untilMs }, countRangeText(expected));
  return expected.map(({ count, during = { fromMs: 0 } }, index) => {
    const window = { fromMs: during.fromMs, toMs: during.toMs ?? untilMs };
    return {
      path: [index],
      ...judgeLevel(count, settled, window, `${countRangeText(count)} during ${timeRangeText(during)}`),
    };
  });
}

/** A list of several expectations, or one that holds for the whole run. */
export function isList<Item>(expected: CountRange | readonly Item[]): expected is readonly Item[] {
  return Array.isArray(expected);
}

/** As they are at the end of each millisecond, and only what is another than before. */
function settledLevels(levels: Levels): Levels {
  const last = levels.filter(({ fromMs }, index) => levels[index + 1]?.fromMs !== fromMs);
  const first = last[0]?.fromMs === 0 ? [] : [{ fromMs: 0, value: 0, step: 0 }];
  return [...first, ...last].filter(({ value }, index, all) => value !== all[index - 1]?.value);
}

function judgeLevel(
  expected: CountRange,
  levels: Levels,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  expectedText: string,
): Outcome {
  const met = levels.filter((level, index) => level.fromMs <= toMs && (levels[index + 1]?.fromMs ?? Infinity) > fromMs);
  const wrong = met.filter(({ value }) => !isCountIn(value, expected));
  const shown = (wrong.length > 0 ? wrong : met)
    .slice(0, SHOWN_MAX)
    .map((level) => `${level.value} from ${formatDuration(Math.max(level.fromMs, fromMs))} on`);
  const more = (wrong.length > 0 ? wrong : met).length - shown.length;
  return outcome(
    wrong.length === 0,
    expectedText,
    `${shown.join(", ")}${more > 0 ? `, and ${more} more` : ""}`,
    (wrong.length > 0 ? wrong : met).map(({ step }) => (step === 0 ? undefined : step)),
  );
}
