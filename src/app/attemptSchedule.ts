import type { Probe, ProbeType } from "../model/probe.ts";
import type { ProbeSegment } from "../model/scenario.ts";
import type { AppLife } from "./appLife.ts";
import { ownSpans, spansOfParts } from "./appLife.ts";
import type { AskBackend } from "./backends/askBackend.ts";
import { backendChanges, backendOf } from "./backends/backendOf.ts";
import type { AppSituation } from "./segmentSpans.ts";
import { ABSENT, REFUSING } from "./segmentSpans.ts";
import type { Attempt, AttemptContext } from "./attempt.ts";
import type { ProbeClient } from "./outcomes.ts";
import { attemptOn, cutAtTimeout, cutText, errorText, probeClient, unansweredText, unwellText } from "./outcomes.ts";
import { doneAfterMs, strongestSituations } from "./strongestSituation.ts";

/** Numbers of the outcomes in an `AttemptSchedule`. */
export const ATTEMPT_OUTCOMES = ["ok", "fail", "error", "timeout", "warning", "brokenAnswer"] as const;
const OUTCOME_NUMBERS = Object.fromEntries(ATTEMPT_OUTCOMES.map((outcome, number) => [outcome, number])) as Record<
  Attempt["outcome"],
  number
>;

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

/** An explicit schedule for the probe's type overrides how the app is. @param ask default: the kubelet asks */
export function compileSchedule(
  life: AppLife,
  probe: Probe,
  probeType: ProbeType,
  context: AttemptContext,
  ask?: AskBackend,
): AttemptSchedule {
  const client = probeClient(probe, context, ask);
  const explicit = life.instance.probes?.[probeType];
  const rows =
    explicit !== undefined && explicit.length > 0
      ? explicitRows(client, explicit)
      : servedRows(client, life, probeType);
  return toSchedule(withOutages(client, life, probeType, rows));
}

/** What a probe gets of a container that does not run: over the network it is refused. @param ask as of `compileSchedule` */
export function goneSchedule(probe: Probe, context: AttemptContext, ask?: AskBackend): AttemptSchedule {
  return toSchedule([{ fromMs: 0, attempt: attemptOn(probeClient(probe, context, ask), REFUSING, 0) }]);
}

/** An outage overrides all else; of several at once the first of the list holds. */
function withOutages(client: ProbeClient, life: AppLife, probeType: ProbeType, rows: readonly Row[]): readonly Row[] {
  const outages = (life.container?.outages ?? []).filter(({ probe }) => (probe ?? probeType) === probeType);
  if (outages.length === 0) return rows;
  const { startedAtMs = 0 } = life;
  const cuts = new Set(rows.map(({ fromMs }) => fromMs));
  for (const { fromMs, toMs } of outages) cuts.add(fromMs - startedAtMs).add(toMs - startedAtMs);
  return [...cuts]
    .sort((a, b) => a - b)
    .flatMap((fromMs): Row[] => {
      const atMs = fromMs + startedAtMs;
      const outage = outages.find((other) => other.fromMs <= atMs && atMs < other.toMs);
      if (outage !== undefined) return [{ fromMs, attempt: explicitAttempt(client, outage, unwellText) }];
      const row = rows.findLast((other) => other.fromMs <= fromMs);
      return row === undefined ? [] : [{ fromMs, attempt: row.attempt }];
    });
}

/** Text in the event of an attempt during which the container dies. */
export function cutOutputOf(probe: Probe, context: AttemptContext): string {
  return cutText(probeClient(probe, context));
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

interface Row {
  readonly fromMs: number;
  readonly attempt: Attempt;
}

/** Before the first segment: ok in 0 ms; among several that have begun, the last in the list counts. [oracle/kubelet/cri.go `segment`] */
function explicitRows(client: ProbeClient, segments: readonly ProbeSegment[]): Row[] {
  let unwell: string | undefined;
  // Of tens of thousands of segments most say the same.
  const unwellOnce = (): string => (unwell ??= unwellText(client));
  const rows: Row[] = [];
  let nextFromMs = Infinity;
  for (let place = segments.length - 1; place >= 0; place--) {
    const segment = segments[place] as ProbeSegment;
    if (segment.fromMs >= nextFromMs) continue;
    nextFromMs = segment.fromMs;
    rows.push({ fromMs: segment.fromMs, attempt: explicitAttempt(client, segment, unwellOnce) });
  }
  rows.push({ fromMs: -Infinity, attempt: { outcome: "ok", ms: 0, output: "" } });
  return rows.reverse();
}

function explicitAttempt(
  client: ProbeClient,
  segment: Omit<ProbeSegment, "fromMs">,
  textOfUnwell: (client: ProbeClient) => string,
): Attempt {
  const ms = segment.ms ?? 0;
  switch (segment.outcome) {
    case "ok":
      return cutAtTimeout(client, { outcome: "ok", ms, output: segment.output ?? "" });
    case "fail":
      return cutAtTimeout(client, { outcome: "fail", ms, output: segment.output ?? textOfUnwell(client) });
    case "error":
      return cutAtTimeout(client, { outcome: "error", ms, output: errorText(client) });
    case "hang":
      return { outcome: "timeout", ms: client.timeoutMs, output: unansweredText(client) };
  }
}

/** As `appRows`, where what the app answers while it is well changes over time. */
function servedRows(client: ProbeClient, life: AppLife, probeType: ProbeType): Row[] {
  const { probe, context } = client;
  const { backends } = life.instance;
  if (backends === undefined) return appRows(client, life, probeType);
  const changes = backendChanges(backends);
  return changes.flatMap((fromMs, index) => {
    const backend = backendOf(backends, probe, context, fromMs);
    const rows = appRows({ ...client, backend }, life, probeType);
    const atStart = rows.findLast((row) => row.fromMs <= fromMs) as Row;
    const toMs = changes[index + 1] ?? Infinity;
    return [{ fromMs, attempt: atStart.attempt }, ...rows.filter((row) => row.fromMs > fromMs && row.fromMs < toMs)];
  });
}

function appRows(client: ProbeClient, life: AppLife, probeType: ProbeType): Row[] {
  const { startsMs = 0, answerMs = 0 } = life.instance;
  const own = ownSpans(life);
  const parts = spansOfParts(life, client.probe, probeType);
  // What repeats comes to the same each time.
  const asked = askedBefore(client);
  const ask = (situation: AppSituation, ms: number, factor: number): Attempt => {
    const key = JSON.stringify([situation, ms, factor]);
    const attempt = asked.get(key) ?? attemptOn(client, situation, ms, factor);
    asked.set(key, attempt);
    return attempt;
  };
  const rows = strongestSituations([...own, ...parts]).map(({ fromMs, situation, factor }): Row => {
    return { fromMs, attempt: ask(situation, situation.ms ?? answerMs, factor) };
  });
  if (startsMs === 0) return rows;
  const servesMs = doneAfterMs(startsMs, strongestSituations(own));
  const served = rows.filter((row) => row.fromMs > servesMs);
  const atStart = rows.findLast((row) => row.fromMs <= servesMs) as Row;
  return [{ fromMs: 0, attempt: ask(ABSENT, 0, 1) }, { fromMs: servesMs, attempt: atStart.attempt }, ...served];
}

/** By what was met. What a backend of its own answers is known to nobody else. */
function askedBefore({ probe, context, backend }: ProbeClient): Map<string, Attempt> {
  const known = backend === undefined ? context.asked?.get(probe) : undefined;
  if (known !== undefined) return known;
  const asked = new Map<string, Attempt>();
  if (backend === undefined) context.asked?.set(probe, asked);
  return asked;
}

/** Rows that a later one replaces before any attempt can see them, and rows that change nothing, fall away. */
function toSchedule(rows: readonly Row[]): AttemptSchedule {
  const fromMs: number[] = [];
  const attempts: Attempt[] = [];
  for (const row of rows) {
    const sinceMs = Math.max(0, row.fromMs);
    if (fromMs.length > 0 && fromMs.at(-1) === sinceMs) {
      fromMs.pop();
      attempts.pop();
    }
    if (attempts.length > 0 && isSame(attempts.at(-1) as Attempt, row.attempt)) continue;
    fromMs.push(sinceMs);
    attempts.push(row.attempt);
  }
  return {
    fromMs,
    outcome: attempts.map(({ outcome }) => OUTCOME_NUMBERS[outcome]),
    ms: attempts.map(({ ms }) => ms),
    output: attempts.map(({ output }) => output),
  };
}

function isSame(a: Attempt, b: Attempt): boolean {
  return a === b || (a.outcome === b.outcome && a.ms === b.ms && a.output === b.output);
}
