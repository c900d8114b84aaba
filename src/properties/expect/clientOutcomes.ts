import type { ClientExpectations, CountRange } from "../../model/expectations.ts";
import type { Scenario } from "../../model/scenario.ts";
import type { Trace } from "../../model/trace.ts";
import type { ClientSummary } from "../../model/traffic.ts";
import { trafficOf } from "../../traffic.ts";
import { judgeWords } from "./judgeWords.ts";
import { countRangeText, isCountIn } from "./range.ts";
import { judgeStays } from "./stayOutcomes.ts";
import type { Outcome, Verdict } from "./verdict.ts";
import { outcome } from "./verdict.ts";

type Words = Required<ClientExpectations>;

/** Expected values need not be whole; a part of a request is more than none. */
function judgeRequests(expected: CountRange, count: number): Outcome {
  return outcome(isCountIn(count, expected), countRangeText(expected), `${Math.round(count * 10) / 10}`, []);
}

const CLIENT_WORDS: {
  readonly [Word in keyof Words]: (expected: Words[Word], client: ClientSummary, untilMs: number) => Outcome;
} = {
  served: (expected, { served }) => judgeRequests(expected, served),
  failed: (expected, { failed }) =>
    judgeRequests(
      expected,
      Object.values(failed).reduce((sum, count) => sum + count, 0),
    ),
  toDying: (expected, { toDying }) => judgeRequests(expected, toDying),
  failing: (expected, { failing }, untilMs) => judgeStays(expected, failingStays(failing, untilMs)),
};

/** Stretches of different failures that meet are one time of failing. */
function failingStays(
  failing: ClientSummary["failing"],
  untilMs: number,
): readonly { readonly fromMs: number; readonly toMs?: number }[] {
  const stays: { fromMs: number; toMs: number }[] = [];
  for (const { fromMs, toMs } of failing) {
    const last = stays.at(-1);
    if (last?.toMs === fromMs) last.toMs = toMs;
    else stays.push({ fromMs, toMs });
  }
  return stays.map(({ fromMs, toMs }) => (toMs >= untilMs ? { fromMs } : { fromMs, toMs }));
}

/** What became of what is expected of clients, by their names. */
export function judgeClients(
  clients: Readonly<Record<string, ClientExpectations>> | undefined,
  scenario: Scenario,
  trace: Trace,
): readonly Verdict[] {
  if (clients === undefined) return [];
  const summaries = trafficOf(scenario, trace);
  return Object.entries(clients).flatMap(([name, words]) => {
    const client = summaries.find((summary) => summary.client === name);
    if (client === undefined) return [];
    return judgeWords(words, ["clients", name], (word, expected) =>
      CLIENT_WORDS[word](expected as never, client, trace.header.untilMs),
    );
  });
}
