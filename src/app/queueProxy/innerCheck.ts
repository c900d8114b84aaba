import type { Probe } from "../../model/probe.ts";
import type { InnerAnswer } from "./innerAnswer.ts";
import type { QueueProxyRelease } from "./queueProxyRelease.ts";

/** One attempt at a container; a timeout of 0 is none. */
export type Ask = (atMs: number, timeoutMs: number) => InnerAnswer;

/** What one check of one probe comes to: an attempt, or many of them where the probe has no period. */
export interface InnerCheck {
  readonly endsAtMs: number;
  /** Why it failed; absent: it passed. */
  readonly error?: string;
  /** What the library prints about the attempts of a fast check that failed. */
  readonly printed?: string;
  /** Successes in a row, kept for the next check. */
  readonly successes: number;
  readonly attempts: number;
}

const ATTEMPT_TIMEOUT_MS = 100;
const TICK_MS = 50;
const POLL_TIMEOUT_MS = 10_000;

/** Whether a probe is asked fast: at once, then every 50 ms, for 10 s at most. */
export function isAggressive({ periodSeconds = 0 }: Probe): boolean {
  return periodSeconds === 0;
}

/** @param successes in a row by earlier checks of the same probe */
export function checkOnce(
  probe: Probe,
  startMs: number,
  successes: number,
  ask: Ask,
  release: QueueProxyRelease,
): InnerCheck {
  if (isAggressive(probe)) return pollFast(probe, startMs, successes, ask, release);
  // With a period the thresholds are the kubelet's alone.
  const { error, ms } = ask(startMs, (probe.timeoutSeconds ?? 0) * 1000);
  const outcome = { endsAtMs: startMs + ms, successes, attempts: 1 };
  return error === undefined ? outcome : { ...outcome, error };
}

/** [queue-probe aggressive/] */
function pollFast(
  probe: Probe,
  startMs: number,
  successesBefore: number,
  ask: Ask,
  release: QueueProxyRelease,
): InnerCheck {
  const threshold = probe.successThreshold ?? 0;
  let successes = successesBefore;
  let failures = 0;
  let attempts = 0;
  let lastError: string | undefined;
  let endMs = startMs;
  const attempt = (atMs: number): boolean => {
    const { error, ms } = ask(atMs, ATTEMPT_TIMEOUT_MS);
    attempts += 1;
    endMs = atMs + ms;
    if (error !== undefined) {
      successes = 0;
      failures += 1;
      lastError = error;
      return false;
    }
    successes += 1;
    return successes >= threshold;
  };
  const isBuffered = release.polling === "buffered";
  let beganMs = startMs;
  let isDone = attempt(startMs);
  const clockMs = isBuffered ? startMs : endMs;
  const deadlineMs = clockMs + POLL_TIMEOUT_MS;
  while (!isDone) {
    const nextMs = isBuffered ? afterBufferedTick(clockMs, beganMs, endMs) : afterTick(clockMs, endMs);
    if (nextMs >= deadlineMs) break;
    beganMs = nextMs;
    isDone = attempt(nextMs);
  }
  if (!isDone && !isBuffered) isDone = attempt(Math.max(deadlineMs, endMs));
  const outcome = { successes, attempts };
  if (isDone) return { ...outcome, endsAtMs: endMs };
  const error = isBuffered ? "context deadline exceeded" : "timed out waiting for the condition";
  const printed =
    lastError === undefined ? {} : { printed: `aggressive probe error (failed ${failures} times): ${lastError}` };
  return { ...outcome, endsAtMs: Math.max(endMs, deadlineMs), error, ...printed };
}

/** The first tick behind an instant. */
function afterTick(clockMs: number, atMs: number): number {
  return clockMs + (Math.floor((atMs - clockMs) / TICK_MS) + 1) * TICK_MS;
}

/** One tick waits for him who is late: an attempt that outlasts it is followed by the next one at once. */
function afterBufferedTick(clockMs: number, beganMs: number, endMs: number): number {
  const next = afterTick(clockMs, beganMs);
  return next <= endMs ? endMs : next;
}
