import type { Container } from "../../model/container.ts";
import type { InstanceBehaviour, Scenario } from "../../model/scenario.ts";
import { lastingContainers } from "../stories.ts";
import type { FollowedRollout } from "./followRollout.ts";
import { followRollout } from "./followRollout.ts";
import { followedMs, SLOW_START_MS } from "./followedMs.ts";
import type { RolloutOutcome, RolloutTally } from "./rolloutOutcome.ts";
import { harmOf } from "./rolloutHarm.ts";
import type { NewPods, RolledOutWorkload, Rollout, Surroundings } from "./rolloutScenario.ts";
import { rolloutScenario } from "./rolloutScenario.ts";
import type { Settled } from "./settleOlder.ts";
import { firstReadyMs, readyAfterMs, settleOlder } from "./settleOlder.ts";

/** What becomes of a workload when a revision of this kind is rolled out over it. */
export const ROLLOUT_NAMES = ["good", "slow", "never-ready", "crash-after-ready", "half-never-ready"] as const;
export type RolloutName = (typeof ROLLOUT_NAMES)[number];

export interface RolloutStory extends RolloutOutcome {
  readonly name: RolloutName;
  readonly replicas: number;
  /** The minReadySeconds that would have stopped it before more pods than allowed were lost; tried out. */
  readonly stoppedByMinReadySeconds?: number;
}

/** What the new pods of a story do, and how far that is followed. */
interface Plot {
  readonly name: RolloutName;
  readonly newPods: NewPods;
  readonly followedMs: number;
  /** When somebody goes back, from the update on. */
  readonly rollbackAfterMs?: number;
}

/** A run that a rule asks for, beside the stories. */
export interface AskedRollout {
  readonly outcome: RolloutOutcome;
  readonly scenario: Scenario;
}

/** The stories of one workload, each told when it is asked for, once. */
export interface RolloutTelling {
  readonly workload: RolledOutWorkload;
  readonly names: readonly RolloutName[];
  readonly story: (name: RolloutName) => RolloutStory;
  /** The same for `probewise run`. */
  readonly scenario: (name: RolloutName) => Scenario;
  /** A good revision one of whose containers needs so long to start, until it is done or called stuck. */
  readonly started: (startsMs: number, container: string) => AskedRollout;
  /** A revision that is never ready, and after a minute the older one again, for some minutes. */
  readonly rolledBack: () => AskedRollout;
}

const ROLLBACK_AFTER_MS = 60_000;
/** Longer than a pod takes to go and another to come, beside what it takes to get ready. */
const AFTER_ROLLBACK_MS = 300_000;
const CRASH_AFTER_READY_MS = 5_000;
/** Restarted containers may be ready for longer: they are asked at another time of their life. */
const TRIED_MIN_READY_SECONDS = [10, 30];
/** An app that never answers needs longer to start than anything is followed. */
const NEVER_MS = 3_600_000_000;

/** Who has the trouble: the first container whose readiness is asked for, else the first whose start is, else the first one. */
function troubled({ pod }: RolledOutWorkload): Container | undefined {
  const containers = lastingContainers(pod);
  return (
    containers.find(({ readinessProbe }) => readinessProbe !== undefined) ??
    containers.find(({ startupProbe }) => startupProbe !== undefined) ??
    pod.spec.containers[0]
  );
}

/** Its own probes say so; where nothing asks, the app does not answer. */
function neverReady({ startupProbe, readinessProbe }: Container): InstanceBehaviour {
  if (startupProbe === undefined && readinessProbe === undefined) return { startsMs: NEVER_MS };
  const fails = [{ fromMs: 0, outcome: "fail" }] as const;
  return { probes: { startup: fails, readiness: fails } };
}

function slowPods(name: string, startsMs: number): NewPods {
  return { containers: { [name]: [{ startsMs }] } };
}

function newPodsOf(name: RolloutName, container: Container, readyMs: number): NewPods {
  const of = (instance: InstanceBehaviour): NewPods => ({ containers: { [container.name]: [instance] } });
  switch (name) {
    case "good":
      return { containers: {} };
    case "slow":
      return slowPods(container.name, SLOW_START_MS);
    case "never-ready":
      return of(neverReady(container));
    case "crash-after-ready":
      return of({ exit: { afterMs: readyMs + CRASH_AFTER_READY_MS, code: 1 } });
    case "half-never-ready":
      return { ...of(neverReady(container)), isHalf: true };
  }
}

function isDoneOrStuck({ doneMs, stalledMs }: RolloutTally): boolean {
  return doneMs !== undefined || stalledMs !== undefined;
}

/** Whether nothing that a story is about can change any more. */
function isDecided(name: RolloutName, tally: RolloutTally): boolean {
  const { doneMs, replaced, replicas, fewestReady } = tally;
  switch (name) {
    case "good":
    case "slow":
      return doneMs !== undefined;
    case "never-ready":
    case "half-never-ready":
      return isDoneOrStuck(tally);
    case "crash-after-ready":
      return replaced === replicas && fewestReady === 0;
  }
}

function withMinReadySeconds(workload: RolledOutWorkload, minReadySeconds: number): RolledOutWorkload {
  return { ...workload, minReadySeconds, spec: { ...workload.spec, minReadySeconds } };
}

function plotOf(settled: Settled, name: RolloutName, container: Container): Plot {
  const newPods = newPodsOf(name, container, readyAfterMs(settled, container.name));
  return { name, newPods, followedMs: followedMs(settled, settled.older) };
}

function rolloutOf({ older, updateMs }: Settled, { newPods, rollbackAfterMs }: Plot): Rollout {
  const rollback = rollbackAfterMs === undefined ? {} : { rollbackMs: updateMs + rollbackAfterMs };
  return { older, newer: older, newPods, updateMs, ...rollback };
}

function tell(
  settled: Settled,
  plot: Plot,
  isAnswered = (tally: RolloutTally) => isDecided(plot.name, tally),
): FollowedRollout {
  return followRollout(settled, rolloutOf(settled, plot), plot.followedMs, isAnswered);
}

function scenarioOf(settled: Settled, plot: Plot, { untilMs }: FollowedRollout): Scenario {
  const scenario = rolloutScenario(rolloutOf(settled, plot), untilMs, settled.surroundings);
  return { ...scenario, id: `${scenario.id ?? ""}/rollout/${plot.name}` };
}

/** A crash that a little patience would have shown before it was too late; the smallest of those tried. */
function minReadySecondsThatStops(settled: Settled, container: Container): number | undefined {
  const { older, surroundings } = settled;
  return TRIED_MIN_READY_SECONDS.filter((seconds) => seconds > older.minReadySeconds).find((seconds) => {
    const patient = withMinReadySeconds(older, seconds);
    const again = settleOlder(patient, surroundings);
    if (again === undefined) return false;
    const { outcome } = tell(again, plotOf(again, "crash-after-ready", container));
    return harmOf(patient, { name: "crash-after-ready", ...outcome }) === undefined;
  });
}

/** What becomes of a workload under a good revision, and under four that are not; null: it does not get ready itself. */
export function openRollout(workload: RolledOutWorkload, surroundings: Surroundings = {}): RolloutTelling | null {
  const settled = settleOlder(workload, surroundings);
  const container = troubled(workload);
  if (settled === undefined || container === undefined) return null;
  const { replicas } = workload;
  const told = new Map<RolloutName, Told>();
  const tellNow = (name: RolloutName): Told => {
    const followed = tell(settled, plotOf(settled, name, container));
    const story = { name, replicas, ...followed.outcome };
    if (name !== "crash-after-ready" || harmOf(workload, story) === undefined) return { story, followed };
    const seconds = minReadySecondsThatStops(settled, container);
    return { story: seconds === undefined ? story : { ...story, stoppedByMinReadySeconds: seconds }, followed };
  };
  const toldOf = (name: RolloutName): Told => {
    const one = told.get(name) ?? tellNow(name);
    told.set(name, one);
    return one;
  };
  const ask = (plot: Plot, isAnswered: (tally: RolloutTally) => boolean): AskedRollout => {
    const followed = tell(settled, plot, isAnswered);
    return { outcome: followed.outcome, scenario: scenarioOf(settled, plot, followed) };
  };
  return {
    workload,
    // Of a single pod every other one is the first.
    names: ROLLOUT_NAMES.filter((name) => name !== "half-never-ready" || replicas > 1),
    story: (name) => toldOf(name).story,
    scenario: (name) => scenarioOf(settled, plotOf(settled, name, container), toldOf(name).followed),
    started: (startsMs, name) =>
      ask(
        { name: "slow", newPods: slowPods(name, startsMs), followedMs: followedMs(settled, workload) },
        isDoneOrStuck,
      ),
    rolledBack: () => {
      const forMs = ROLLBACK_AFTER_MS + AFTER_ROLLBACK_MS + firstReadyMs(settled);
      const plot = {
        ...plotOf(settled, "never-ready", container),
        rollbackAfterMs: ROLLBACK_AFTER_MS,
        followedMs: forMs,
      };
      return ask(plot, () => false);
    },
  };
}

interface Told {
  readonly story: RolloutStory;
  readonly followed: FollowedRollout;
}

/** All of them. */
export function rolloutStories(
  workload: RolledOutWorkload,
  surroundings: Surroundings = {},
): readonly RolloutStory[] | null {
  const telling = openRollout(workload, surroundings);
  return telling === null ? null : telling.names.map(telling.story);
}
