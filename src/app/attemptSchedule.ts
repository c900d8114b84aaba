import type { Probe, ProbeType } from "../model/probe.ts";
import type { ProbeSegment } from "../model/scenario.ts";
import type { AppLife } from "./appLife.ts";
import { ownSpans, spansOfParts } from "./appLife.ts";
import { ABSENT } from "./segmentSpans.ts";
import type { Attempt, AttemptContext, ProbeClient } from "./outcomes.ts";
import { attemptOn, cutAtTimeout, probeClient } from "./outcomes.ts";
import { doneAfterMs, strongestSituations } from "./strongestSituation.ts";

/** Numbers of the outcomes in an `AttemptSchedule`. */
export const ATTEMPT_OUTCOMES = ["ok", "fail", "error", "timeout", "warning", "brokenAnswer"] as const;

/**
 * What one probe of one instance gets over time, as plain data: row `i` holds from `fromMs[i]` until the next row.
 * `fromMs` ascends and begins with 0.
 */
export interface AttemptSchedule {
  /** ms since the instance's start. */
  readonly fromMs: readonly number[];
  /** Index into `ATTEMPT_OUTCOMES`. */
  readonly outcome: readonly number[];
  /** Duration in ms, never above the probe's timeout. */
  readonly ms: readonly number[];
  /** Text in the event of a failure or error; see `Attempt.output`. */
  readonly output: readonly string[];
  /** Text in the event of an attempt during which the container dies. */
  readonly cutOutput: string;
}

/**
 * The row that an attempt gets which begins `sinceMs` after the instance's start.
 * `hint`: the row of the attempt before; any row will do, that one makes it cheap.
 */
export function rowAt(schedule: AttemptSchedule, sinceMs: number, hint = 0): number {
  const fromMs = schedule.fromMs;
  let row = (fromMs[hint] ?? Infinity) <= sinceMs ? hint : 0;
  while (row + 1 < fromMs.length && (fromMs[row + 1] as number) <= sinceMs) row++;
  return row;
}

/** An explicit schedule for the probe's type overrides how the app is. */
export function compileSchedule(
  life: AppLife,
  probe: Probe,
  probeType: ProbeType,
  context: AttemptContext,
): AttemptSchedule {
  const client = probeClient(probe, context);
  const explicit = life.instance.probes?.[probeType];
  const rows =
    explicit !== undefined && explicit.length > 0
      ? explicitRows(client, explicit)
      : appRows(client, life, probe, probeType);
  return toSchedule(rows, client.texts.cut);
}

/** As `compileSchedule` and `rowAt`, for those who ask only once. */
export function attemptAt(
  life: AppLife,
  probe: Probe,
  probeType: ProbeType,
  sinceMs: number,
  context: AttemptContext,
): Attempt {
  const schedule = compileSchedule(life, probe, probeType, context);
  const row = rowAt(schedule, sinceMs);
  return {
    outcome: ATTEMPT_OUTCOMES[schedule.outcome[row] as number] as Attempt["outcome"],
    ms: schedule.ms[row] as number,
    output: schedule.output[row] as string,
  };
}

interface Row extends Attempt {
  readonly fromMs: number;
}

/** Before the first segment: ok in 0 ms; among several that have begun, the last in the list counts. [oracle/kubelet/cri.go `segment`] */
function explicitRows(client: ProbeClient, segments: readonly ProbeSegment[]): Row[] {
  const rows: Row[] = [];
  let nextFromMs = Infinity;
  for (const segment of segments.toReversed()) {
    if (segment.fromMs >= nextFromMs) continue;
    nextFromMs = segment.fromMs;
    rows.push({ fromMs: segment.fromMs, ...explicitAttempt(client, segment) });
  }
  rows.push({ fromMs: -Infinity, outcome: "ok", ms: 0, output: "" });
  return rows.reverse();
}

function explicitAttempt(client: ProbeClient, segment: ProbeSegment): Attempt {
  const ms = segment.ms ?? 0;
  switch (segment.outcome) {
    case "ok":
      return cutAtTimeout(client, { outcome: "ok", ms, output: segment.output ?? "" });
    case "fail":
      return cutAtTimeout(client, { outcome: "fail", ms, output: segment.output ?? client.texts.unwell });
    case "error":
      return cutAtTimeout(client, { outcome: "error", ms, output: client.texts.error });
    case "hang":
      return { outcome: "timeout", ms: client.timeoutMs, output: client.texts.unanswered };
  }
}

function appRows(client: ProbeClient, life: AppLife, probe: Probe, probeType: ProbeType): Row[] {
  const { startsMs = 0, answerMs = 0 } = life.instance;
  const own = ownSpans(life);
  const parts = spansOfParts(life, probe, probeType);
  const rows = strongestSituations([...own, ...parts]).map(({ fromMs, situation, factor }) => ({
    fromMs,
    ...attemptOn(client, situation, (situation.ms ?? answerMs) * factor),
  }));
  if (startsMs === 0) return rows;
  const servesMs = doneAfterMs(startsMs, strongestSituations(own));
  const served = rows.filter((row) => row.fromMs > servesMs);
  const atStart = rows.findLast((row) => row.fromMs <= servesMs) as Row;
  return [{ fromMs: 0, ...attemptOn(client, ABSENT, 0) }, { ...atStart, fromMs: servesMs }, ...served];
}

/** Rows that a later one replaces before any attempt can see them, and rows that change nothing, fall away. */
function toSchedule(rows: readonly Row[], cutOutput: string): AttemptSchedule {
  const kept: Row[] = [];
  for (const row of rows) {
    const fromMs = Math.max(0, row.fromMs);
    if (kept.at(-1)?.fromMs === fromMs) kept.pop();
    const last = kept.at(-1);
    if (last !== undefined && last.outcome === row.outcome && last.ms === row.ms && last.output === row.output)
      continue;
    kept.push({ ...row, fromMs });
  }
  return {
    fromMs: kept.map((row) => row.fromMs),
    outcome: kept.map((row) => ATTEMPT_OUTCOMES.indexOf(row.outcome)),
    ms: kept.map((row) => row.ms),
    output: kept.map((row) => row.output),
    cutOutput,
  };
}
