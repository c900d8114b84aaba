import type { Scenario } from "../model/scenario.ts";
import type { TraceEvent, TraceEventKind } from "../model/trace.ts";
import { PROBE_TYPES } from "../model/probe.ts";
import { profileOf } from "../kubelet/profile.ts";
import { podsOf, versionOf } from "../world.ts";
import { RESYNC_MS, slopeOf, SYNC_MS } from "./gridCuts.ts";

/** From the moment a sync begins to wait for the grid until it is over, at most. */
const GRID_WAIT_MS = 1000 + SYNC_MS;

/** What a sync may still be busy with after its status. */
const OPERATIONS: ReadonlySet<TraceEventKind> = new Set([
  "create",
  "start",
  "exit",
  "stop",
  "remove",
  "hook",
  "sandboxRun",
  "sandboxStop",
]);

const DEFAULT_PERIOD_SECONDS = 10;

/** Whether some probe worker begins with a random wait: the kubelet is younger than its period (KLT-003). */
export function hasStartJitter(scenario: Scenario, kubeletAgeMs: number): boolean {
  const isAlways = profileOf(versionOf(scenario), scenario.gates).startJitter === "always";
  return podsOf(scenario).some(({ pod }) =>
    [...(pod.spec.initContainers ?? []), ...pod.spec.containers].some((container) =>
      PROBE_TYPES.some((type) => {
        const probe = container[`${type}Probe`];
        return (
          probe !== undefined && (isAlways || (probe.periodSeconds || DEFAULT_PERIOD_SECONDS) * 1000 > kubeletAgeMs)
        );
      }),
    ),
  );
}

/** The first back-off lasts 10 s; draws only lengthen the wait for its end. */
const FIRST_BACKOFF_SAFE_MS = 5000;

/**
 * How many events, from the first on, random draws surely had no say in, on no grid: they lengthen requeues (requeueDelay;
 * lifecycle spec §1.1) and nothing else that a kubelet of some age does.
 */
export function eventsBeforeDraws(events: readonly TraceEvent[]): number {
  let freeMs = 0;
  let backoffMs = Number.POSITIVE_INFINITY;
  for (const [index, event] of events.entries()) {
    if (event.t > backoffMs + FIRST_BACKOFF_SAFE_MS) return index;
    if (event.kind === "sync") {
      if (event.t - freeMs >= RESYNC_MS - GRID_WAIT_MS && slopeOf(event.t) !== 0) return index;
      freeMs = event.t + SYNC_MS;
    } else if (event.kind === "event" && event.reason === "BackOff") backoffMs = Math.min(backoffMs, event.t);
  }
  return events.length;
}

/**
 * How many events of a run (with a marked grid), from the first on, are the same on every grid. They are if nothing but syncs
 * moves with the grid, if each of these changes nothing, and if around each nothing happens for as long as it could be early
 * or late: then it finds the same state on every grid, and is over before anybody asks for the next.
 */
export function eventsOfEveryGrid(events: readonly TraceEvent[]): number {
  let lastEffectMs = Number.NEGATIVE_INFINITY;
  let lastSyncEndMs = Number.NEGATIVE_INFINITY;
  /** Until then the last sync that waited for the grid may be on its way. */
  let quietUntilMs = Number.NEGATIVE_INFINITY;
  /** When the last sync was surely over. */
  let freeMs = Number.NEGATIVE_INFINITY;
  for (const [index, event] of events.entries()) {
    const { t } = event;
    const moves = slopeOf(t) !== 0;
    if (event.kind === "sync" && moves) {
      if (lastEffectMs > lastSyncEndMs || t - lastSyncEndMs > 1000) return index;
      quietUntilMs = lastSyncEndMs + GRID_WAIT_MS;
      freeMs = quietUntilMs;
      lastSyncEndMs = Math.floor(t) + SYNC_MS;
      continue;
    }
    if (moves) return index;
    if (event.kind === "probe") continue;
    if (t <= quietUntilMs) return index;
    if (event.kind !== "sync") {
      lastEffectMs = t;
      if (OPERATIONS.has(event.kind))
        freeMs = Math.max(freeMs, "end" in event && event.end !== undefined ? event.end : t);
      continue;
    }
    // Asked for on demand, as the one before ends; or so late that the runtime was looked at in between on every grid.
    if (t !== lastSyncEndMs && t - freeMs <= 1000) return index;
    lastSyncEndMs = t + SYNC_MS;
    freeMs = Math.max(freeMs, lastSyncEndMs);
  }
  return events.length;
}
