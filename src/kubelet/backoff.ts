import { formatGoDuration } from "../time/goDuration.ts";

/** What a kubelet remembers of one container's crashes. Plain data; times in ms of virtual time. */
export interface BackoffEntry {
  readonly backoffMs: number;
  /** When the last start was let through; not when the container died (`Backoff.Next`). */
  readonly lastUpdateMs: number;
}

export interface BackoffSettings {
  /** First wait. Default 10 s; 1 s with the gate ReduceDefaultCrashLoopBackOffDecay. */
  readonly initialMs: number;
  /** Longest wait. Default 300 s. */
  readonly maxMs: number;
  /** An entry older than this (strictly) counts no more. 600 s; before 1.32 twice `maxMs`, which is the same for the only maximum those have. */
  readonly expiryMs: number;
}

/** CrashLoopBackOff as every release has it by default (lifecycle spec §2). */
export const CRASH_LOOP_BACKOFF: BackoffSettings = { initialMs: 10_000, maxMs: 300_000, expiryMs: 600_000 };

function hasExpired(entry: BackoffEntry, eventMs: number, settings: BackoffSettings): boolean {
  // KLT-072
  return eventMs - entry.lastUpdateMs > settings.expiryMs;
}

/**
 * Whether an attempt at `nowMs` to start a container whose last exited instance ended at `finishedAtMs` is refused.
 * A refused start waits until `finishedAtMs + entry.backoffMs`.
 */
export function isInBackOff(
  entry: BackoffEntry | undefined,
  nowMs: number,
  finishedAtMs: number,
  settings: BackoffSettings,
): boolean {
  if (entry === undefined || hasExpired(entry, finishedAtMs, settings)) return false;
  // KLT-074
  return nowMs - finishedAtMs < entry.backoffMs;
}

/** The entry after a start at `nowMs` was let through: doubled, or begun anew when the old one had expired by the time of death. */
export function nextBackoff(
  entry: BackoffEntry | undefined,
  nowMs: number,
  finishedAtMs: number,
  settings: BackoffSettings,
): BackoffEntry {
  const backoffMs =
    entry === undefined || hasExpired(entry, finishedAtMs, settings)
      ? settings.initialMs
      : // KLT-071
        Math.min(entry.backoffMs * 2, settings.maxMs);
  return { backoffMs, lastUpdateMs: nowMs };
}

/** The entry as a garbage collection at `nowMs` leaves it (the kubelet's housekeeping, every 2 s). */
export function collectBackoff(
  entry: BackoffEntry | undefined,
  nowMs: number,
  settings: BackoffSettings,
): BackoffEntry | undefined {
  return entry !== undefined && hasExpired(entry, nowMs, settings) ? undefined : entry;
}

/** The text of a refused start, and of the waiting state CrashLoopBackOff. `pod` as the kubelet names it: `name_namespace(uid)`. */
export function backoffMessage(backoffMs: number, container: string, pod: string): string {
  return `back-off ${formatGoDuration(backoffMs)} restarting failed container=${container} pod=${pod}`;
}
