import type { BackoffEntry, BackoffSettings } from "../kubelet/backoff.ts";
import { backoffMessage, collectBackoff, isInBackOff, nextBackoff } from "../kubelet/backoff.ts";
import type { JsonObject, JsonValue } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";
import { formatGoDuration } from "../time/goDuration.ts";
import { compareOutcomes } from "./compareOutcomes.ts";
import { listOf, numberOf, objectOf } from "./recordedObjects.ts";
import type { VectorKind } from "./vectorKind.ts";

const GC_PERIOD_MS = 2000;

/** The recordings use the kubelet's flat 600 s in every release (README-functions.md, backoff/). */
function settingsOf(input: JsonObject): BackoffSettings {
  return {
    initialMs: numberOf(input["initialSeconds"]) * 1000,
    maxMs: numberOf(input["maxSeconds"]) * 1000,
    expiryMs: 600_000,
  };
}

function messageOf(entry: BackoffEntry): string {
  return backoffMessage(entry.backoffMs, "c", "p_ns(uid)");
}

/** Answers one operation and says what is remembered after it. */
function operate(
  operation: JsonObject,
  entry: BackoffEntry | undefined,
  settings: BackoffSettings,
): { readonly entry: BackoffEntry | undefined; readonly answer: JsonObject } {
  const nowMs = numberOf(operation["at"]);
  const shown = (next: BackoffEntry | undefined): string => formatGoDuration(next?.backoffMs ?? 0);
  if (operation["op"] === "gc") {
    const next = collectBackoff(entry, nowMs, settings);
    return { entry: next, answer: { entry: shown(next) } };
  }
  if (operation["finishedAt"] === null) return { entry, answer: { inBackOff: false, entry: shown(entry) } };
  const finishedAtMs = numberOf(operation["finishedAt"]);
  if (entry !== undefined && isInBackOff(entry, nowMs, finishedAtMs, settings)) {
    const answer = {
      inBackOff: true,
      entry: shown(entry),
      message: messageOf(entry),
      until: finishedAtMs + entry.backoffMs,
    };
    return { entry, answer };
  }
  const next = nextBackoff(entry, nowMs, finishedAtMs, settings);
  return { entry: next, answer: { inBackOff: false, entry: shown(next) } };
}

export const backoffOperationVectors: VectorKind = {
  family: "backoff",
  file: "operations",
  recognises: ({ input }) => isJsonObject(input) && "operations" in input && "maxSeconds" in input,
  compare({ value, expected }) {
    const input = objectOf(value["input"]);
    const settings = settingsOf(input);
    const answers: JsonValue[] = [];
    let entry: BackoffEntry | undefined;
    for (const operation of listOf(input["operations"])) {
      const outcome = operate(objectOf(operation), entry, settings);
      entry = outcome.entry;
      answers.push(outcome.answer);
    }
    return compareOutcomes(expected, { answers });
  },
};

interface Restart {
  readonly startMs: number;
  readonly entry: BackoffEntry | undefined;
  readonly refused: readonly string[];
}

/** When the next attempt comes after a refused one: at the end of the back-off, or at the collection that drops the entry before. */
function nextAttempt(
  entry: BackoffEntry,
  nowMs: number,
  deathMs: number,
  settings: BackoffSettings,
  hasGc: boolean,
): { readonly atMs: number; readonly entry: BackoffEntry | undefined } {
  const endMs = deathMs + entry.backoffMs;
  if (hasGc) {
    for (let atMs = (Math.floor(nowMs / GC_PERIOD_MS) + 1) * GC_PERIOD_MS; atMs < endMs; atMs += GC_PERIOD_MS) {
      if (collectBackoff(entry, atMs, settings) === undefined) return { atMs, entry: undefined };
    }
  }
  return { atMs: Math.max(endMs, nowMs), entry };
}

/**
 * The way from a death to the next start. `seenMs`: when the instance died that the first attempt looks at; later ones look at
 * the one that has just died. undefined: at no dead instance, so nothing holds the start back and nothing is remembered.
 */
function restartAfter(
  deathMs: number,
  seenMs: number | undefined,
  before: BackoffEntry | undefined,
  settings: BackoffSettings,
  hasGc: boolean,
): Restart {
  const refused: string[] = [];
  let entry = before;
  let nowMs = deathMs;
  let finishedAtMs = seenMs;
  for (;;) {
    if (hasGc) entry = collectBackoff(entry, Math.floor(nowMs / GC_PERIOD_MS) * GC_PERIOD_MS, settings);
    if (finishedAtMs === undefined) return { startMs: nowMs, entry, refused };
    if (entry === undefined || !isInBackOff(entry, nowMs, finishedAtMs, settings)) {
      return { startMs: nowMs, entry: nextBackoff(entry, nowMs, finishedAtMs, settings), refused };
    }
    refused.push(`${nowMs}: ${messageOf(entry)}`);
    finishedAtMs = deathMs;
    const next = nextAttempt(entry, nowMs, deathMs, settings, hasGc);
    entry = next.entry;
    nowMs = next.atMs;
  }
}

export interface BackoffSeries {
  readonly startsMs: readonly number[];
  readonly waitsMs: readonly number[];
  /** Instant and words of each refused attempt. */
  readonly refused: readonly string[];
}

/**
 * A container that lives `lifetimesMs`, one after the other, with a kubelet that notices everything at once (lifecycle spec §11 B).
 * `kind`: `probe` kills and restarts happen in one sync, which still sees the instance before as the last dead one.
 */
export function backoffSeries(
  lifetimesMs: readonly number[],
  kind: "exit" | "probe",
  settings: BackoffSettings,
  hasGc: boolean,
): BackoffSeries {
  const startsMs: number[] = [0];
  const waitsMs: number[] = [];
  const refused: string[] = [];
  let entry: BackoffEntry | undefined;
  let startMs = 0;
  let previousDeathMs: number | undefined;
  for (const lifetimeMs of lifetimesMs) {
    const deathMs = startMs + lifetimeMs;
    const restart = restartAfter(deathMs, kind === "probe" ? previousDeathMs : deathMs, entry, settings, hasGc);
    startsMs.push(restart.startMs);
    waitsMs.push(restart.startMs - deathMs);
    refused.push(...restart.refused);
    ({ startMs, entry } = restart);
    previousDeathMs = deathMs;
  }
  return { startsMs, waitsMs, refused };
}

export const backoffSeriesVectors: VectorKind = {
  family: "backoff",
  file: "series",
  recognises: ({ input }) => isJsonObject(input) && "lifetimesMs" in input && "maxSeconds" in input,
  compare({ value, expected }) {
    const input = objectOf(value["input"]);
    const kind = input["kind"] === "probe" ? "probe" : "exit";
    const lifetimesMs = listOf(input["lifetimesMs"]).map(numberOf);
    const series = backoffSeries(lifetimesMs, kind, settingsOf(input), input["gcEvery2s"] === true);
    return compareOutcomes(expected, { ...series, refused: series.refused.length === 0 ? null : series.refused });
  },
};
