import type { Container } from "../../src/model/container.ts";
import type { Probe, ProbeType } from "../../src/model/probe.ts";
import type { Scenario } from "../../src/model/scenario.ts";

export interface Workload {
  readonly name: string;
  readonly podCount: number;
  readonly durationMs: number;
}

const MINUTE_MS = 60_000;

/** Three probes of a pod, each every 10 s: two of `web`, one of `proxy`. */
export const PROBES: readonly (readonly [container: string, probe: ProbeType])[] = [
  ["web", "liveness"],
  ["web", "readiness"],
  ["proxy", "readiness"],
];

/** As the API stores it. Three failures flip it, or one success. */
export const PROBE_NUMBERS = {
  initialDelaySeconds: 0,
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
} as const;

/**
 * Whether `web` is ready in the minute in which an attempt begins: every second minute it is not, which makes one flip
 * for each pod and minute.
 */
export function isHealthyAt(container: string, probe: ProbeType, timeMs: number): boolean {
  return container !== "web" || probe !== "readiness" || Math.floor(timeMs / MINUTE_MS) % 2 === 0;
}

export interface OutcomeSegment {
  readonly fromMs: number;
  readonly outcome: "ok" | "fail";
  readonly ms: number;
}

/** The same as segments. */
export function segmentsOf(container: string, probe: ProbeType, durationMs: number): readonly OutcomeSegment[] {
  const minutes = Array.from({ length: Math.ceil((durationMs + 1) / MINUTE_MS) }, (_, minute) => minute * MINUTE_MS);
  return minutes.map((fromMs) => ({ fromMs, outcome: isHealthyAt(container, probe, fromMs) ? "ok" : "fail", ms: 1 }));
}

/** The workload as a scenario of ours: one node, the kubelet an hour old. */
export function scenarioOf({ podCount, durationMs }: Workload): Scenario {
  const containers = containersOf();
  const probes = (container: string) =>
    Object.fromEntries(
      PROBES.filter(([name]) => name === container).map(([, probe]) => [
        probe,
        segmentsOf(container, probe, durationMs),
      ]),
    );
  const behaviour = {
    web: { instances: [{ probes: probes("web") }] },
    proxy: { instances: [{ probes: probes("proxy") }] },
  };
  const pods = Array.from({ length: podCount }, (_, index) => ({
    pod: { metadata: { name: `pod-${index}` }, spec: { containers } },
    containers: behaviour,
    // Not all at once: the instants of a real node are spread.
    atMs: (index * 7) % 10_000,
  }));
  return { untilMs: durationMs, pods };
}

export function containersOf(): readonly Container[] {
  return ["web", "proxy"].map((name) => ({ name, image: "app:1", ...probesOf(name) }));
}

function probesOf(container: string): Readonly<Record<string, Probe>> {
  return Object.fromEntries(
    PROBES.filter(([name]) => name === container).map(([name, probe]) => [
      `${probe}Probe`,
      { exec: { command: [name, probe] }, ...PROBE_NUMBERS },
    ]),
  );
}
