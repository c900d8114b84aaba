import type { AttemptsExpectation, ContainerExpectations, CountRange, EndCause } from "../../model/expectations.ts";
import type { EndExpectation, TimeRange } from "../../model/expectations.ts";
import type { ProbeType } from "../../model/probe.ts";
import { formatDuration } from "../../time/duration.ts";
import type { ContainerHistory, Instance } from "../podHistory.ts";
import { killOf } from "../podHistory.ts";
import { staysOf } from "../staysOf.ts";
import { judgeCount } from "./countOutcomes.ts";
import { countRangeText, isTimeIn, timeRangeText } from "./range.ts";
import { judgeDuring, judgeFirst, judgeNotDuring, judgeStays } from "./stayOutcomes.ts";
import type { Occurrence, Outcome, Verdict } from "./verdict.ts";
import { outcome } from "./verdict.ts";

type Words = Required<ContainerExpectations>;
/** An outcome, or several by a key of the user's or the place in a list. */
export type Outcomes = Outcome | readonly Verdict[];

/** Starts after the first. */
export function restartsOf(container: ContainerHistory): readonly Occurrence[] {
  return container.instances
    .flatMap(({ startMs, startStep }) =>
      startMs === undefined || startStep === undefined ? [] : [{ atMs: startMs, step: startStep }],
    )
    .slice(1);
}

const isTrue = (value: boolean): boolean => value;

export const CONTAINER_WORDS: {
  readonly [Word in keyof Words]: (expected: Words[Word], container: ContainerHistory, untilMs: number) => Outcomes;
} = {
  restarts: (expected, container) => judgeCount(expected, restartsOf(container)),
  startedBy: (expected, { started }) => judgeFirst(expected, staysOf(started, isTrue)),
  started: (expected, { started }) => judgeStays(expected, staysOf(started, isTrue)),
  readyBy: (expected, { ready }) => judgeFirst(expected, staysOf(ready, isTrue)),
  ready: (expected, { ready }) => judgeStays(expected, staysOf(ready, isTrue)),
  readyDuring: (expected, { ready }, untilMs) => judgeDuring(expected, staysOf(ready, isTrue), untilMs),
  notReadyDuring: (expected, { ready }) => judgeNotDuring(expected, staysOf(ready, isTrue)),
  ends: judgeEnds,
  kills: (expected, { probeKills }) =>
    Object.entries(expected).map(([probe, count]) => ({
      path: [probe],
      ...judgeCount(
        count,
        probeKills.filter((kill) => kill.probe === probe),
      ),
    })),
  restartDelays: judgeRestartDelays,
  crashLoopBackOffs: (expected, { waiting }) => {
    const stays = staysOf(waiting, (reason) => reason === "CrashLoopBackOff");
    return judgeCount(
      expected,
      stays.map(({ fromMs, fromStep }) => ({ atMs: fromMs, step: fromStep })),
    );
  },
  attempts: (expected, container) =>
    Object.entries(expected).flatMap(([probe, wanted]) => judgeAttempts(container, probe as ProbeType, wanted)),
};

function judgeAttempts(
  container: ContainerHistory,
  probe: ProbeType,
  expected: CountRange | readonly AttemptsExpectation[],
): readonly Verdict[] {
  const all = container.attempts[probe].map((attempt) => ({ ...attempt, atMs: attempt.fromMs }));
  if (!("length" in expected)) return [{ path: [probe], ...judgeCount(expected, all) }];
  return expected.map(({ count, during, outcome: wanted }, index) => {
    const meant = all.filter(
      (attempt) =>
        (during === undefined || isTimeIn(attempt.atMs, during)) &&
        (wanted === undefined || attempt.outcome === wanted),
    );
    const text = [
      countRangeText(count),
      ...(wanted === undefined ? [] : [wanted]),
      ...(during === undefined ? [] : [`during ${timeRangeText(during)}`]),
    ].join(" ");
    return { path: [probe, index], ...judgeCount(count, meant, text) };
  });
}

interface End {
  readonly at: number;
  readonly exitCode: number;
  readonly by: EndCause;
  readonly step: number | undefined;
}

function endsOf(container: ContainerHistory): readonly End[] {
  return container.instances.flatMap((instance) => {
    const { exitMs, exitCode, exitStep } = instance;
    return exitMs === undefined || exitCode === undefined
      ? []
      : [{ at: exitMs, exitCode, by: causeOf(container, instance), step: exitStep }];
  });
}

function causeOf(container: ContainerHistory, instance: Instance): EndCause {
  return killOf(container, instance)?.probe ?? (instance.by === "self" ? "itself" : "stop");
}

function judgeEnds(expected: Words["ends"], container: ContainerHistory): Outcome {
  const ends = endsOf(container);
  const wanted = expected === "never" ? [] : expected;
  const holds =
    expected === "never"
      ? ends.length === 0
      : wanted.every((end, index) => {
          const came = ends[index];
          return came !== undefined && isEndAs(came, end);
        });
  const shown = ends.slice(0, Math.max(1, wanted.length));
  const came = [
    ...shown.map(({ at, exitCode, by }) => `at ${formatDuration(at)} with ${exitCode} by ${by}`),
    ...(ends.length > shown.length ? [`${ends.length - shown.length} more`] : []),
  ];
  return outcome(
    holds,
    wanted.map(endText).join(", then ") || "never",
    came.join(", then ") || "never",
    shown.map(({ step }) => step),
  );
}

function isEndAs(came: End, { at, exitCode, by }: EndExpectation): boolean {
  return (
    (at === undefined || isTimeIn(came.at, at)) &&
    (exitCode === undefined || came.exitCode === exitCode) &&
    (by === undefined || came.by === by)
  );
}

function endText({ at, exitCode, by }: EndExpectation): string {
  return [
    ...(at === undefined ? [] : [`at ${timeRangeText(at)}`]),
    ...(exitCode === undefined ? [] : [`with ${exitCode}`]),
    ...(by === undefined ? [] : [`by ${by}`]),
  ].join(" ");
}

function judgeRestartDelays(expected: readonly TimeRange[], { instances }: ContainerHistory): Outcome {
  const delays = instances.flatMap((instance, index) => {
    const next = instances[index + 1];
    return instance.exitMs === undefined || next?.startMs === undefined
      ? []
      : [{ ms: next.startMs - instance.exitMs, step: next.startStep }];
  });
  const shown = delays.slice(0, expected.length);
  return outcome(
    expected.every((range, index) => {
      const delay = delays[index];
      return delay !== undefined && isTimeIn(delay.ms, range);
    }),
    expected.map(timeRangeText).join(", "),
    shown.map(({ ms }) => formatDuration(ms)).join(", ") || "no restart",
    shown.map(({ step }) => step),
  );
}
