import type { Pod } from "../model/pod.ts";
import type { ProbeType } from "../model/probe.ts";
import { PROBE_TYPES } from "../model/probe.ts";
import { containersOf } from "../model/scenarioPods.ts";
import type { ContainerHistory, PodHistory } from "../properties/podHistory.ts";
import { killOf } from "../properties/podHistory.ts";
import { staysOf } from "../properties/staysOf.ts";
import type { TracedStay } from "../properties/staysOf.ts";

/** A stay, and its end if it had one within the run. */
export interface Stay {
  readonly fromMs: number;
  readonly toMs?: number;
}

export interface ContainerSummary {
  readonly container: string;
  /** Start of the first instance. */
  readonly firstStartMs?: number;
  readonly startedMs?: number;
  readonly ready: readonly Stay[];
  /** How each instance that ended came to its end. */
  readonly ends: readonly {
    readonly n: number;
    readonly atMs: number;
    readonly exitCode: number;
    /** The probe that had it killed. */
    readonly killedBy?: "startup" | "liveness";
  }[];
  /** Starts after the first. */
  readonly restarts: number;
  readonly isBackingOff: boolean;
  readonly attempts: Readonly<Partial<Record<ProbeType, { readonly total: number; readonly ok: number }>>>;
}

/** What a run came to, as plain data. */
export interface PodSummary {
  readonly pod: string;
  readonly phase?: string;
  readonly ready: readonly Stay[];
  readonly containers: readonly ContainerSummary[];
  /** By service: while its endpoint was ready. */
  readonly endpoints: Readonly<Record<string, readonly Stay[]>>;
  readonly removedMs?: number;
}

export function summarizePod(pod: Pod, history: PodHistory): PodSummary {
  const names = containersOf(pod).map(({ name }) => name);
  const phase = history.phase.at(-1)?.value;
  return {
    pod: history.pod,
    ...(phase === undefined ? {} : { phase }),
    ready: timesOf(staysOf(history.conditions.get("Ready") ?? [], (value) => value)),
    containers: names.flatMap((name) => {
      const found = history.containers.get(name);
      return found === undefined ? [] : [summarizeContainer(found)];
    }),
    endpoints: Object.fromEntries(
      [...history.endpoints].map(([service, changes]) => [
        service,
        timesOf(staysOf(changes, (letters) => letters?.includes("r") === true)),
      ]),
    ),
    ...(history.removedMs === undefined ? {} : { removedMs: history.removedMs }),
  };
}

function summarizeContainer(history: ContainerHistory): ContainerSummary {
  const starts = history.instances.filter((instance) => instance.startMs !== undefined);
  const firstStartMs = starts[0]?.startMs;
  const startedMs = history.started.find(({ value }) => value)?.fromMs;
  return {
    container: history.name,
    ...(firstStartMs === undefined ? {} : { firstStartMs }),
    ...(startedMs === undefined ? {} : { startedMs }),
    ready: timesOf(staysOf(history.ready, (value) => value)),
    ends: history.instances.flatMap((instance) => {
      const { n, exitMs, exitCode } = instance;
      if (exitMs === undefined || exitCode === undefined) return [];
      const kill = killOf(history, instance);
      return [{ n, atMs: exitMs, exitCode, ...(kill === undefined ? {} : { killedBy: kill.probe }) }];
    }),
    restarts: Math.max(0, starts.length - 1),
    isBackingOff: history.waiting.at(-1)?.value === "CrashLoopBackOff",
    attempts: Object.fromEntries(
      PROBE_TYPES.flatMap((type) => {
        const attempts = history.attempts[type];
        return attempts.length === 0
          ? []
          : [[type, { total: attempts.length, ok: attempts.filter(({ outcome }) => outcome === "ok").length }]];
      }),
    ),
  };
}

function timesOf(stays: readonly TracedStay[]): readonly Stay[] {
  return stays.map(({ fromMs, toMs }) => (toMs === undefined ? { fromMs } : { fromMs, toMs }));
}
