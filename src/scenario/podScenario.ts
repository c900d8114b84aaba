import { isRestartableInitContainer } from "../model/container.ts";
import { nearestName } from "../model/nearestName.ts";
import type { Pod } from "../model/pod.ts";
import type { AppSegment, ContainerBehaviour, InstanceBehaviour, Scenario } from "../model/scenario.ts";
import type { Service } from "../model/service.ts";
import { formatDuration } from "../time/duration.ts";
import { FLAPS_MAX, flapsTooOften } from "./checkSegments.ts";
import type { ForContainer } from "./failureText.ts";

/** What is to happen to a pod of a manifest, which says nothing about it itself. */
export interface PodStory {
  /** Time each start needs until the app serves. Default 0. */
  readonly starts?: readonly ForContainer<number>[];
  /** Counted from the container's first start; a restart mends them. */
  readonly failures?: readonly ForContainer<AppSegment>[];
  /** Default: `DEFAULT_UNTIL_MS`, or that long after the last thing that the story names. */
  readonly untilMs?: number;
  readonly kubernetes?: string;
  readonly kubeletUpMs?: number;
}

export const DEFAULT_UNTIL_MS = 600_000;
/** Stands for a service that no file shows. */
const ANY_SERVICE = { name: "any" };
/** Assumption: an ordinary init container does its work in a second. */
export const INIT_CONTAINER_MS = 1_000;

export type PodScenario = { readonly scenario: Scenario } | { readonly problem: string; readonly help: string };

/**
 * A scenario of one pod. Where a container is not named, all but the init containers are meant.
 * Without a service that selects the pod it gets one that does, `any`, so that its endpoint can be seen.
 */
export function scenarioOfPod(pod: Pod, services: readonly Service[], story: PodStory): PodScenario {
  const regular = pod.spec.containers.map(({ name }) => name);
  const init = pod.spec.initContainers ?? [];
  const named = new Set([...regular, ...init.map(({ name }) => name)]);
  for (const { container } of [...(story.starts ?? []), ...(story.failures ?? [])]) {
    if (container === undefined || named.has(container)) continue;
    const near = nearestName(container, named);
    return {
      problem: `there is no container ${JSON.stringify(container)}`,
      help: near === undefined ? `the containers are ${[...named].join(", ")}` : `did you mean ${near}?`,
    };
  }
  const untilMs = story.untilMs ?? defaultUntilMs(story);
  if (story.failures?.some(({ value }) => flapsTooOften(value, untilMs)) === true) {
    return {
      problem: `the app would flap more than ${FLAPS_MAX} times until ${formatDuration(untilMs)}`,
      help: "make its turns longer, or let it flap for a shorter time: flap=5s/20s@1m+10m",
    };
  }
  const containers: Record<string, ContainerBehaviour> = {};
  for (const container of init) {
    const isOrdinary = !isRestartableInitContainer(container);
    const behaviour = behaviourOf(
      container.name,
      false,
      story,
      isOrdinary ? { exit: { afterMs: INIT_CONTAINER_MS, code: 0 } } : {},
    );
    if ("problem" in behaviour) return behaviour;
    containers[container.name] = behaviour;
  }
  for (const name of regular) {
    const behaviour = behaviourOf(name, true, story, {});
    if ("problem" in behaviour) return behaviour;
    containers[name] = behaviour;
  }
  return {
    scenario: {
      ...(story.kubernetes === undefined ? {} : { kubernetes: story.kubernetes }),
      pod,
      containers,
      services: withServiceFor(pod, services),
      untilMs,
      ...(story.kubeletUpMs === undefined ? {} : { kubeletUpMs: story.kubeletUpMs }),
    },
  };
}

function withServiceFor(pod: Pod, services: readonly Service[]): readonly Service[] {
  const labels = Object.entries(pod.metadata?.labels ?? {});
  const selects = ({ spec }: Service): boolean => {
    const selector = Object.entries(spec.selector ?? {});
    return (
      selector.length > 0 &&
      selector.every(([key, value]) => labels.some(([name, text]) => name === key && text === value))
    );
  };
  const selecting = services.filter(selects);
  if (selecting.length > 0 || labels.length === 0) return selecting;
  const namespace = pod.metadata?.namespace;
  const metadata = namespace === undefined ? ANY_SERVICE : { ...ANY_SERVICE, namespace };
  return [{ metadata, spec: { selector: Object.fromEntries(labels) } }];
}

const ENDS: ReadonlySet<AppSegment["state"]> = new Set(["exit", "crash", "oom"]);

function behaviourOf(
  name: string,
  isMeantByDefault: boolean,
  story: PodStory,
  base: InstanceBehaviour,
): ContainerBehaviour | { readonly problem: string; readonly help: string } {
  const isMeant = ({ container }: ForContainer<unknown>): boolean =>
    container === undefined ? isMeantByDefault : container === name;
  const startsMs = story.starts?.findLast(isMeant)?.value ?? 0;
  const later: InstanceBehaviour = startsMs === 0 ? base : { ...base, startsMs };
  const app = (story.failures ?? [])
    .filter(isMeant)
    .map(({ value }) => value)
    .sort((a, b) => a.fromMs - b.fromMs);
  for (const [index, segment] of app.entries()) {
    const next = app[index + 1];
    if (next !== undefined && (ENDS.has(segment.state) || next.fromMs < (segment.toMs ?? segment.fromMs + 1))) {
      return {
        problem: `container ${JSON.stringify(name)}: ${next.state} begins before ${segment.state} is over`,
        help: "failures of one container follow each other",
      };
    }
  }
  return { instances: app.length === 0 ? [later] : [{ ...later, app }, later] };
}

function defaultUntilMs(story: PodStory): number {
  const instants = [
    ...(story.starts ?? []).map(({ value }) => value),
    ...(story.failures ?? []).map(({ value }) => value.toMs ?? value.fromMs),
  ];
  return Math.max(0, ...instants.filter((instant) => instant > DEFAULT_UNTIL_MS / 2)) + DEFAULT_UNTIL_MS;
}
