import type { Container } from "../../../src/model/container.ts";
import type { Probe, ProbeType } from "../../../src/model/probe.ts";
import type { InstanceBehaviour, Scenario } from "../../../src/model/scenario.ts";
import type { AttemptOutcome } from "../../../src/model/trace.ts";

/** What the naive implementation knows at an instant. */

export type Result = "success" | "failure" | "unknown";

export interface Instance {
  readonly n: number;
  readonly startedMs: number;
  readonly behaviour: InstanceBehaviour;
  exitMs: number;
  exitCode: number;
  exitBy: "self" | "term";
  killMs: number;
  /** In ticks; 0: it runs. */
  endedAt: number;
}

export interface Worker {
  readonly type: ProbeType;
  readonly probe: Probe;
  readonly periodMs: number;
  n: number;
  result: Result | undefined;
  last: Result | undefined;
  run: number;
  onHold: boolean;
  triggered: boolean;
  /** A trigger taken when its container died makes it live with the exits. */
  late: boolean;
  tickMs: number;
  attempt: { event: object; endMs: number; out: AttemptOutcome; left: number } | undefined;
}

export interface Sync {
  statusMs: number;
  readonly seen: Seen;
  /** What is done one after the other; the first is under way until `untilMs`. */
  steps: ("sandbox" | "kill" | "start" | "create" | "run")[];
  untilMs: number;
  killMs: number;
  failed: boolean;
}

/** What the runtime shows at a relist. */
export interface Seen {
  readonly hasSandbox: boolean;
  readonly instance: Instance | undefined;
  readonly isRunning: boolean;
  readonly ended: Instance | undefined;
}

export const NEVER = Number.POSITIVE_INFINITY;

export function newWorld(scenario: Scenario) {
  const container = scenario.pod?.spec.containers[0] as Container;
  return {
    scenario,
    container,
    events: [] as object[],
    t: 0,
    place: 0,
    generation: 0,
    hasSandbox: false,
    count: 0,
    oldestKept: 0,
    instances: [] as Instance[],
    seen: { hasSandbox: false, instance: undefined, isRunning: false, ended: undefined } as Seen,
    held: { state: "none", n: -1, startedMs: 0, started: false, ready: false },
    workers: undefined as Worker[] | undefined,
    sync: undefined as Sync | undefined,
    wanted: false,
    waits: false,
    turn: 0,
    askedTurn: -1,
    syncEndedAt: -NEVER,
    relistAt: 0,
    resyncMs: NEVER,
    crashLoops: false,
    backoff: undefined as { ms: number; at: number } | undefined,
  };
}
export type World = ReturnType<typeof newWorld>;
