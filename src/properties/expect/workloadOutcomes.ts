import type { CountRange, WorkloadCount, WorkloadExpectations } from "../../model/expectations.ts";
import { WORKLOAD_COUNTS } from "../../model/expectations.ts";
import type { WorkloadHistory } from "../clusterHistory.ts";
import { isRolledOut } from "../clusterHistory.ts";
import type { TracedStay } from "../staysOf.ts";
import { staysOf } from "../staysOf.ts";
import { judgeCount } from "./countOutcomes.ts";
import { judgeEvent } from "./eventOutcomes.ts";
import type { Levels } from "./levelOutcomes.ts";
import { isList, judgeLevels } from "./levelOutcomes.ts";
import { countRangeText, isTimeIn, timeRangeText } from "./range.ts";
import { judgeFirst, judgeStays } from "./stayOutcomes.ts";
import type { Outcome, Verdict } from "./verdict.ts";

type Words = Required<WorkloadExpectations>;
type Judge<Word extends keyof Words> = (
  expected: Words[Word],
  workload: WorkloadHistory,
  untilMs: number,
) => Outcome | readonly Verdict[];

const staysComplete = ({ counts }: WorkloadHistory): readonly TracedStay[] =>
  staysOf(counts, (value) => value !== undefined && isRolledOut(value));

/** From the last thing on that was asked of it: another generation. */
function staysCompleteAtLast(workload: WorkloadHistory): readonly TracedStay[] {
  const { counts } = workload;
  const generation = counts.at(-1)?.value?.generation;
  const asked = counts.find(({ value }) => value?.generation === generation)?.fromMs ?? Infinity;
  return staysComplete(workload).filter(({ fromMs }) => fromMs >= asked);
}

const staysStalled = ({ conditions }: WorkloadHistory): readonly TracedStay[] =>
  staysOf(conditions.get("Progressing") ?? [], ({ status }) => status === "False");

function countsOf({ counts }: WorkloadHistory, word: WorkloadCount): Levels {
  return counts.map(({ fromMs, step, value }) => {
    const said = (value as Partial<Record<WorkloadCount, number>> | undefined) ?? {};
    return { fromMs, step, value: said[word] ?? 0 };
  });
}

const COUNT_WORDS = Object.fromEntries(
  WORKLOAD_COUNTS.map((word): [WorkloadCount, Judge<WorkloadCount>] => [
    word,
    (expected, workload, untilMs) => judgeLevels(expected, countsOf(workload, word), untilMs),
  ]),
) as { readonly [Word in WorkloadCount]: Judge<Word> };

export const WORKLOAD_WORDS: { readonly [Word in keyof Words]: Judge<Word> } = {
  ...COUNT_WORDS,
  completeBy: (expected, workload) => judgeFirst(expected, staysCompleteAtLast(workload)),
  complete: (expected, workload) => judgeStays(expected, staysComplete(workload)),
  stalledBy: (expected, workload) => judgeFirst(expected, staysStalled(workload)),
  stalled: (expected, workload) => judgeStays(expected, staysStalled(workload)),
  conditions: (expected, { conditions }) =>
    Object.entries(expected).map(([type, stays]) => ({
      path: [type],
      ...judgeStays(
        stays,
        staysOf(conditions.get(type) ?? [], ({ status }) => status === "True"),
      ),
    })),
  pods: (expected, { pods }, untilMs) => judgeLevels(expected, pods, untilMs),
  created: (expected, workload) =>
    isList(expected)
      ? expected.map((wanted, index) => ({ path: [index], ...judgeCreated(wanted, workload) }))
      : judgeCreated({ count: expected }, workload),
  events: (expected, { events }) => expected.map((wanted, index) => ({ path: [index], ...judgeEvent(wanted, events) })),
};

function judgeCreated(
  { count, during, image }: Exclude<Words["created"], CountRange>[number],
  { created }: WorkloadHistory,
): Outcome {
  const found = created.filter(
    (pod) => (during === undefined || isTimeIn(pod.t, during)) && (image === undefined || pod.image === image),
  );
  const text = [
    countRangeText(count),
    ...(image === undefined ? [] : [`of ${image}`]),
    ...(during === undefined ? [] : [`during ${timeRangeText(during)}`]),
  ].join(" ");
  return judgeCount(
    count,
    found.map(({ t, step }) => ({ atMs: t, step })),
    text,
  );
}
