import type { AppFault, AppSegment } from "../model/scenario.ts";

/** How an app is at one instant, as one who asks it meets it. `absent`: it has not begun to serve, or has ended. */
export interface AppSituation {
  readonly state: "absent" | "hang" | "blackhole" | "refuse" | "error" | "slow" | "healthy";
  /** Duration of an answer; undefined: the instance's usual one. */
  readonly ms: number | undefined;
  /** Of `error`. */
  readonly as: AppFault;
  /** Of `error` as `unwell`. */
  readonly statusCode: number;
}

/** A time in which the app is in one situation, or in which all takes `factor` times as long. */
export interface AppSpan {
  readonly fromMs: number;
  /** Infinity: for ever. */
  readonly toMs: number;
  /** Undefined: the span says nothing but `factor`. */
  readonly situation: AppSituation | undefined;
  readonly factor: number;
}

/** A prober's answer from a server that knows it is not well. [backends http/status/503] */
const UNWELL_STATUS_CODE = 503;

export const HEALTHY: AppSituation = situationOf({ state: "healthy" });
export const UNWELL: AppSituation = situationOf({ state: "error" });
export const REFUSING: AppSituation = situationOf({ state: "refuse" });
export const ABSENT: AppSituation = { ...HEALTHY, state: "absent" };

/**
 * The spans of a list of segments, in the order of time and without overlap.
 * @param startMs what the segments' times are to be counted from.
 * @param horizonMs nothing is asked at or after this time: there what repeats for ever may end.
 */
export function appSpansOf(segments: readonly AppSegment[], startMs: number, horizonMs: number): readonly AppSpan[] {
  const sorted = segments.toSorted((a, b) => a.fromMs - b.fromMs);
  return sorted.flatMap((segment, index) => {
    const toMs = Math.min(segment.toMs ?? Infinity, sorted[index + 1]?.fromMs ?? Infinity);
    return spansOf(segment, segment.fromMs - startMs, toMs - startMs, horizonMs);
  });
}

function spansOf(segment: AppSegment, fromMs: number, toMs: number, horizonMs: number): readonly AppSpan[] {
  const { okMs = 0, failingMs = 0 } = segment;
  const failing = situationOf({ ...segment, state: segment.failing ?? "error" });
  switch (segment.state) {
    case "starve":
      return [{ fromMs, toMs, situation: undefined, factor: segment.factor ?? 1 }];
    case "warm-up": {
      const failsMs = Math.min(fromMs + okMs, toMs);
      return [{ fromMs: failsMs, toMs: Math.min(failsMs + failingMs, toMs), situation: failing, factor: 1 }];
    }
    case "flap": {
      const spans: AppSpan[] = [];
      const lastMs = Math.min(toMs, horizonMs);
      const everyMs = okMs + failingMs;
      if (everyMs <= 0) return spans;
      const missed = Math.max(0, Math.floor(-fromMs / everyMs));
      for (let beginMs = fromMs + missed * everyMs; beginMs < lastMs; beginMs += everyMs)
        spans.push({ fromMs: beginMs, toMs: Math.min(beginMs + failingMs, toMs), situation: failing, factor: 1 });
      return spans;
    }
    case "exit":
    case "crash":
    case "oom":
      return [{ fromMs, toMs, situation: ABSENT, factor: 1 }];
    default:
      return [{ fromMs, toMs, situation: situationOf({ ...segment, state: segment.state }), factor: 1 }];
  }
}

function situationOf(segment: {
  readonly state: AppSituation["state"];
  readonly ms?: number;
  readonly as?: AppFault;
  readonly statusCode?: number;
}): AppSituation {
  const { state, ms, as = "unwell", statusCode = UNWELL_STATUS_CODE } = segment;
  return { state, ms, as, statusCode };
}

/** What an app makes of a dependency that it consults for an answer: it waits for it as long as it takes, and says so when it fails. */
export function asSeenByConsumers(spans: readonly AppSpan[]): readonly AppSpan[] {
  return spans.map((span) =>
    span.situation === undefined
      ? span
      : { ...span, situation: CONSUMER_SITUATIONS[span.situation.state](span.situation) },
  );
}

const HANGS = (): AppSituation => situationOf({ state: "hang" });
const ERRS = ({ as, statusCode }: AppSituation): AppSituation => situationOf({ state: "error", as, statusCode });

const CONSUMER_SITUATIONS: Readonly<Record<AppSituation["state"], (dependency: AppSituation) => AppSituation>> = {
  absent: ERRS,
  hang: HANGS,
  blackhole: HANGS,
  refuse: ERRS,
  error: ERRS,
  slow: (dependency) => dependency,
  healthy: (dependency) => dependency,
};
