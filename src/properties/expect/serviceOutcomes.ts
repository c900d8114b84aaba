import type { ServiceCount, ServiceExpectations } from "../../model/expectations.ts";
import { SERVICE_COUNTS } from "../../model/expectations.ts";
import type { ServiceHistory } from "../clusterHistory.ts";
import { staysOf } from "../staysOf.ts";
import { judgeLevels } from "./levelOutcomes.ts";
import { judgeStays } from "./stayOutcomes.ts";
import type { Outcome, Verdict } from "./verdict.ts";

type Words = Required<ServiceExpectations>;
type Judge<Word extends keyof Words> = (
  expected: Words[Word],
  service: ServiceHistory,
  untilMs: number,
) => Outcome | readonly Verdict[];

const COUNT_WORDS = Object.fromEntries(
  SERVICE_COUNTS.map((word): [ServiceCount, Judge<ServiceCount>] => [
    word,
    (expected, service, untilMs) =>
      judgeLevels(
        expected,
        service[word].map((change) => ({ ...change, value: change.value.length })),
        untilMs,
      ),
  ]),
) as { readonly [Word in ServiceCount]: Judge<Word> };

export const SERVICE_WORDS: { readonly [Word in keyof Words]: Judge<Word> } = {
  ...COUNT_WORDS,
  reachable: (expected, { used }) =>
    judgeStays(
      expected,
      staysOf(used, ({ length }) => length > 0),
    ),
};
