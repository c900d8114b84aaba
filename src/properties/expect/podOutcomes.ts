import type { PodExpectations, TimeRange } from "../../model/expectations.ts";
import type { Trace, TraceEvent } from "../../model/trace.ts";
import { formatDuration } from "../../time/duration.ts";
import type { PodHistory } from "../podHistory.ts";
import { containerOf } from "../podHistory.ts";
import { staysOf } from "../staysOf.ts";
import type { Outcomes } from "./containerOutcomes.ts";
import { CONTAINER_WORDS, restartsOf } from "./containerOutcomes.ts";
import { judgeCount } from "./countOutcomes.ts";
import { ENDPOINT_WORDS } from "./endpointOutcomes.ts";
import { judgeEvent } from "./eventOutcomes.ts";
import { deadlineText, isTimeIn, timeRangeText } from "./range.ts";
import { judgeDuring, judgeFirst, judgeNotDuring, judgeStays } from "./stayOutcomes.ts";
import type { Outcome } from "./verdict.ts";
import { outcome } from "./verdict.ts";
import { judgeWords } from "./judgeWords.ts";

type Words = Required<PodExpectations>;

const isTrue = (value: boolean): boolean => value;
const staysReady = ({ conditions }: PodHistory) => staysOf(conditions.get("Ready") ?? [], isTrue);

export const POD_WORDS: {
  readonly [Word in keyof Words]: (expected: Words[Word], pod: PodHistory, trace: Trace) => Outcomes;
} = {
  restarts: (expected, { containers }) =>
    judgeCount(
      expected,
      [...containers.values()].flatMap(restartsOf).sort((a, b) => a.step - b.step),
    ),
  readyBy: (expected, pod) => judgeFirst(expected, staysReady(pod)),
  ready: (expected, pod) => judgeStays(expected, staysReady(pod)),
  readyDuring: (expected, pod, { header }) => judgeDuring(expected, staysReady(pod), header.untilMs),
  notReadyDuring: (expected, pod) => judgeNotDuring(expected, staysReady(pod)),
  phases: (expected, { phase }) =>
    outcome(
      expected.length === phase.length && expected.every((word, index) => word === phase[index]?.value),
      expected.join(", "),
      phase.map(({ value, fromMs }) => `${value} at ${formatDuration(fromMs)}`).join(", ") || "none",
      phase.map(({ step }) => step),
    ),
  conditions: (expected, { conditions }) =>
    Object.entries(expected).map(([type, stays]) => ({
      path: [type],
      ...judgeStays(stays, staysOf(conditions.get(type) ?? [], isTrue)),
    })),
  goneBy: (expected, { removedMs, removedStep }) =>
    outcome(
      removedMs !== undefined && isTimeIn(removedMs, expected),
      deadlineText(expected),
      removedMs === undefined ? "never" : formatDuration(removedMs),
      [removedStep],
    ),
  events: (expected, pod) => expected.map((wanted, index) => ({ path: [index], ...judgeEvent(wanted, pod.events) })),
  quietDuring: judgeQuiet,
  containers: (expected, pod, { header }) =>
    Object.entries(expected).flatMap(([name, words]) =>
      judgeWords(words, [name], (word, value) =>
        CONTAINER_WORDS[word](value as never, containerOf(pod, name), header.untilMs),
      ),
    ),
  endpoints: (expected, pod, { header }) =>
    Object.entries(expected).flatMap(([name, words]) =>
      judgeWords(words, [name], (word, value) =>
        ENDPOINT_WORDS[word](value as never, pod.endpoints.get(name) ?? [], header.untilMs),
      ),
    ),
};

/** What goes on all the time: attempts, syncs, and what they write without a change of the status. */
const STEADY: readonly TraceEvent["kind"][] = ["probe", "sync", "patch"];

function judgeQuiet(window: TimeRange, { pod }: PodHistory, { events }: Trace): Outcome {
  const found = events.filter(
    (event) =>
      isTimeIn(event.t, window) && !STEADY.includes(event.kind) && (event.pod === undefined || event.pod === pod),
  );
  const shown = found.slice(0, 3).map((event) => `${kindText(event)} at ${formatDuration(event.t)}`);
  return outcome(
    found.length === 0,
    `nothing during ${timeRangeText(window)}`,
    found.length === 0 ? "nothing" : `${shown.join(", ")}${found.length > shown.length ? ", …" : ""}`,
    found.map(({ step }) => step),
  );
}

function kindText(event: TraceEvent): string {
  if (event.kind === "event") return `event ${event.reason}`;
  return "c" in event ? `${event.kind} of ${event.c}` : event.kind;
}
