import type { Pod } from "../model/pod.ts";
import type { ContainerBehaviour, Scenario, ScenarioPod } from "../model/scenario.ts";
import { podNameOf, scenarioPods } from "../model/scenarioPods.ts";
import type { PodHistory, RunHistory } from "../properties/podHistory.ts";
import type { PodSummary } from "./runSummary.ts";
import { summarizePod } from "./runSummary.ts";

/** A pod of the scenario and what happened to it. */
export interface PodOfRun {
  readonly pod: Pod;
  readonly behaviours: Readonly<Record<string, ContainerBehaviour>>;
  readonly history: PodHistory;
}

export interface ShownPod extends PodOfRun {
  readonly summary: PodSummary;
  /** Names of others that fare alike. */
  readonly alike: readonly string[];
  /** They fare the same, to the millisecond. */
  readonly isSame: boolean;
}

const PODS_MAX = 3;

/** One pod of each fate, those first that have the most to tell; `left` pods have other fates. */
export function choosePods(pods: readonly PodOfRun[]): { readonly shown: readonly ShownPod[]; readonly left: number } {
  const fates = new Map<
    string,
    { readonly pod: PodOfRun; readonly summary: PodSummary; readonly alike: PodSummary[] }
  >();
  for (const pod of pods) {
    const summary = summarizePod(pod.pod, pod.history);
    const key = fateOf(summary);
    const found = fates.get(key);
    if (found === undefined) fates.set(key, { pod, summary, alike: [] });
    else found.alike.push(summary);
  }
  const ranked = [...fates.values()].sort((a, b) => weightOf(b.summary) - weightOf(a.summary));
  const shown = ranked.slice(0, PODS_MAX).map(({ pod, summary, alike }) => ({
    ...pod,
    summary,
    alike: alike.map((other) => other.pod),
    isSame: alike.every((other) => timesOf(other) === timesOf(summary)),
  }));
  return { shown, left: ranked.slice(PODS_MAX).reduce((sum, { alike }) => sum + 1 + alike.length, 0) };
}

/** What became of a pod, whenever it did. */
function fateOf({ phase, ready, containers, endpoints, removedMs }: PodSummary): string {
  const ofContainers = containers.map(({ container, restarts, ready: stays, ends, isBackingOff }) => {
    const how = new Set(ends.map(({ exitCode, killedBy }) => `${exitCode} ${killedBy}`));
    return [container, restarts, stays.length, isBackingOff, ...how];
  });
  const ofEndpoints = Object.entries(endpoints).map(([service, stays]) => [service, stays.length]);
  return JSON.stringify([phase, ready.length, removedMs === undefined, ofContainers, ofEndpoints]);
}

function timesOf({ pod: _name, ...rest }: PodSummary): string {
  return JSON.stringify(rest);
}

/** Restarts weigh more than readiness that comes and goes; a pod that never got ready has something to tell as well. */
function weightOf({ containers, ready }: PodSummary): number {
  const restarts = containers.reduce((sum, container) => sum + container.restarts, 0);
  return 10 * restarts + ready.length + (ready.length === 0 ? 5 : 0);
}

/** The pods of the scenario that the trace knows, in the scenario's order. */
export function podsOf(scenario: Scenario, run: RunHistory): readonly PodOfRun[] {
  const created = run.created.map((pod): ScenarioPod => ({ pod }));
  return [...scenarioPods(scenario), ...created].flatMap(({ pod, containers }) => {
    const history = run.pods.get(podNameOf(pod));
    return history === undefined ? [] : [{ pod, behaviours: containers ?? {}, history }];
  });
}
