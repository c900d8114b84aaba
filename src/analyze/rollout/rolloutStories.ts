import type { Container } from "../../model/container.ts";
import type { InstanceBehaviour } from "../../model/scenario.ts";
import type { Trace } from "../../model/trace.ts";
import { simulate } from "../../simulate.ts";
import { lastingContainers } from "../stories.ts";
import type { RolloutOutcome } from "./rolloutOutcome.ts";
import { completeAtMs, rolloutOutcome } from "./rolloutOutcome.ts";
import type { NewPods, RolledOutWorkload, Rollout } from "./rolloutScenario.ts";
import { rolloutScenario } from "./rolloutScenario.ts";

/** What becomes of a workload when a revision of this kind is rolled out over it. */
export const ROLLOUT_NAMES = ["good", "slow", "never-ready", "crash-after-ready", "half-never-ready"] as const;
export type RolloutName = (typeof ROLLOUT_NAMES)[number];

export interface RolloutStory extends RolloutOutcome {
  readonly name: RolloutName;
  readonly replicas: number;
  /** The minReadySeconds that would have stopped it before more pods than allowed were lost; tried out. */
  readonly stoppedByMinReadySeconds?: number;
}

/** So long the older revision may need. */
const SETTLE_MS = 600_000;
const AFTER_SETTLED_MS = 10_000;
const DEFAULT_DEADLINE_SECONDS = 600;
const NO_DEADLINE = 2 ** 31 - 1;
const SLOW_START_MS = 30_000;
const CRASH_AFTER_READY_MS = 5_000;
const TRIED_MIN_READY_SECONDS = 10;

/** Who has the trouble: the first container whose readiness is asked for, else the first one. */
function troubled({ pod }: RolledOutWorkload): Container | undefined {
  const containers = lastingContainers(pod);
  return containers.find(({ readinessProbe }) => readinessProbe !== undefined) ?? pod.spec.containers[0];
}

/** How long a container of the older revision ran before its pod was ready. */
function readyAfterMs({ events }: Trace, container: string): number {
  const start = events.find((event) => event.kind === "start" && event.c === container);
  const ready = events.find((event) => event.kind === "api" && event.ready === "True");
  return start === undefined || ready === undefined ? 0 : Math.max(0, ready.t - start.t);
}

const NEVER_READY: InstanceBehaviour = { probes: { readiness: [{ fromMs: 0, outcome: "fail" }] } };

function newPodsOf(name: RolloutName, container: string, readyMs: number): NewPods {
  const of = (instance: InstanceBehaviour): NewPods => ({ containers: { [container]: [instance] } });
  switch (name) {
    case "good":
      return { containers: {} };
    case "slow":
      return of({ startsMs: SLOW_START_MS });
    case "never-ready":
      return of(NEVER_READY);
    case "crash-after-ready":
      return of({ exit: { afterMs: readyMs + CRASH_AFTER_READY_MS, code: 1 } });
    case "half-never-ready":
      return { ...of(NEVER_READY), isHalf: true };
  }
}

/** Long enough for the deadline, and for what is slow. */
export function followedMs({ spec, replicas, minReadySeconds }: RolledOutWorkload): number {
  const given = spec["progressDeadlineSeconds"];
  const deadline = typeof given === "number" && given < NO_DEADLINE ? given : DEFAULT_DEADLINE_SECONDS;
  const eachMs = SLOW_START_MS + (minReadySeconds + 30) * 1000;
  return Math.max((deadline + 60) * 1000, replicas * eachMs);
}

/** Whether a revision that is no good took away more than it may: it went through, or left fewer ready than wanted. */
function isHarmful({ doneMs, readyAtEnd }: RolloutOutcome, replicas: number): boolean {
  return doneMs !== undefined || readyAtEnd === 0 || readyAtEnd < replicas / 2;
}

function withMinReadySeconds(workload: RolledOutWorkload, minReadySeconds: number): RolledOutWorkload {
  return { ...workload, minReadySeconds, spec: { ...workload.spec, minReadySeconds } };
}

function outcomeOf(rollout: Rollout): RolloutOutcome {
  return rolloutOutcome(rollout, simulate(rolloutScenario(rollout), { recorder: "transitions" }));
}

/** Where the older revision stands, and how it got there. */
export interface Settled {
  readonly updateMs: number;
  /** Of its first pod. */
  readonly readyMs: number;
}

/** Lets the older revision come up alone; undefined: it does not get ready, and there is nothing to roll over. */
export function settleOlder(older: RolledOutWorkload, kubernetes: string | undefined): Settled | undefined {
  const alone = {
    older,
    newer: older,
    newPods: { containers: {} },
    updateMs: SETTLE_MS,
    untilMs: SETTLE_MS - 1,
    kubernetes,
  };
  const trace = simulate({ ...rolloutScenario(alone), actions: [] }, { recorder: "transitions" });
  const completeMs = completeAtMs(trace);
  if (completeMs === undefined) return undefined;
  return {
    updateMs: Math.ceil((completeMs + AFTER_SETTLED_MS) / 1000) * 1000,
    readyMs: readyAfterMs(trace, troubled(older)?.name ?? ""),
  };
}

/** What becomes of a workload under a good revision, and under four that are not; null: it does not get ready itself. */
export function rolloutStories(workload: RolledOutWorkload, kubernetes?: string): readonly RolloutStory[] | null {
  const settled = settleOlder(workload, kubernetes);
  const container = troubled(workload)?.name;
  if (settled === undefined || container === undefined) return null;
  const { updateMs, readyMs } = settled;
  const { replicas } = workload;
  const tell = (name: RolloutName, newer: RolledOutWorkload): RolloutOutcome =>
    outcomeOf({
      older: newer,
      newer,
      newPods: newPodsOf(name, container, readyMs),
      updateMs: updateMs + newer.minReadySeconds * 1000,
      untilMs: updateMs + newer.minReadySeconds * 1000 + followedMs(newer),
      kubernetes,
    });
  // Of a single pod every other one is the first.
  const names = ROLLOUT_NAMES.filter((name) => name !== "half-never-ready" || replicas > 1);
  return names.map((name): RolloutStory => {
    const outcome = tell(name, workload);
    const story = { name, replicas, ...outcome };
    if (name !== "crash-after-ready" || !isHarmful(outcome, replicas)) return story;
    const stopped = tell(name, withMinReadySeconds(workload, TRIED_MIN_READY_SECONDS));
    if (workload.minReadySeconds >= TRIED_MIN_READY_SECONDS || isHarmful(stopped, replicas)) return story;
    return { ...story, stoppedByMinReadySeconds: TRIED_MIN_READY_SECONDS };
  });
}
