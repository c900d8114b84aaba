import type { Container } from "../model/container.ts";
import type { Pod } from "../model/pod.ts";
import type { Probe, ProbeType } from "../model/probe.ts";
import { PROBE_TYPES } from "../model/probe.ts";
import type { TraceEvent } from "../model/trace.ts";
import { SYNC_MS } from "./gridCuts.ts";

/**
 * A look at an initial delay whose answer the sub-second of the wall clock decides: the delay counts whole seconds from a start
 * that was cut to whole seconds (KLT-012). It is over if the start's sub-second is at least `thresholdMs` (1 … 999).
 */
export interface WallCheck {
  readonly startMs: number;
  readonly atMs: number;
  readonly thresholdMs: number;
}

const DEFAULT_PERIOD_SECONDS = 10;

/** The looks of a run's probes at their initial delays that another wall clock might have answered differently. */
export function wallChecks(pod: Pod, events: readonly TraceEvent[]): WallCheck[] {
  const delayed = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].filter((container) =>
    PROBE_TYPES.some((type) => delayMsOf(probeOf(container, type)) > 0),
  );
  if (delayed.length === 0) return [];
  const syncEnds = events.filter(({ kind }) => kind === "sync").map(({ t }) => t + SYNC_MS);
  const lastMs = events.at(-1)?.t ?? 0;
  const checks: WallCheck[] = [];
  for (const event of events) {
    if (event.kind !== "start") continue;
    const container = delayed.find(({ name }) => name === event.c);
    if (container === undefined) continue;
    for (const type of PROBE_TYPES) {
      const probe = probeOf(container, type);
      const delayMs = delayMsOf(probe);
      if (probe === undefined || delayMs === 0) continue;
      const first = events.find(
        (other) => other.kind === "probe" && other.c === event.c && other.n === event.n && other.probe === type,
      )?.t;
      const looks = type === "readiness" ? syncEnds.filter((t) => t > event.t && t <= (first ?? lastMs)) : [];
      if (first === undefined) looks.push(lastMs);
      else looks.push(first, first - (probe.periodSeconds || DEFAULT_PERIOD_SECONDS) * 1000);
      for (const atMs of looks) {
        const thresholdMs = delayMs - Math.round(atMs - event.t);
        if (atMs >= event.t && thresholdMs > 0 && thresholdMs < 1000)
          checks.push({ startMs: event.t, atMs, thresholdMs });
      }
    }
  }
  return checks;
}

function probeOf(container: Container, type: ProbeType): Probe | undefined {
  return container[`${type}Probe`];
}

function delayMsOf(probe: Probe | undefined): number {
  return (probe?.initialDelaySeconds ?? 0) * 1000;
}
