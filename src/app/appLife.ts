import type { Probe, ProbeType } from "../model/probe.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import { asksPart } from "../model/asksPart.ts";
import type { AppPart, ContainerBehaviour, Dependencies, InstanceBehaviour } from "../model/scenario.ts";
import type { AppSpan } from "./segmentSpans.ts";
import { appSpansOf, asSeenByConsumers } from "./segmentSpans.ts";

/** One instance of a container with all that has a say in how its app is. */
export interface AppLife {
  readonly instance: InstanceBehaviour;
  /** Number of the instance. Default 0. */
  readonly number?: number;
  /** Default: nothing but the instance decides. */
  readonly container?: Omit<ContainerBehaviour, "instances">;
  readonly dependencies?: Dependencies;
  /** When the instance was started, by the scenario's clock. Default 0. */
  readonly startedAtMs?: number;
  /** End of the scenario: nothing is asked after it. */
  readonly horizonMs: number;
}

/** What a container's app depends on besides the instance. */
export interface AppPlan {
  readonly behaviour: ContainerBehaviour;
  /** How it is depends on when it was started. */
  readonly hasClock: boolean;
  readonly surroundings: Surroundings;
}

/** What all apps of a scenario have in common. */
export interface Surroundings {
  readonly version: KubernetesVersion;
  readonly dependencies: Dependencies;
  readonly horizonMs: number;
}

/** Instance `number` of a container, started at this time. */
export function lifeOf({ behaviour, surroundings }: AppPlan, number: number, startedAtMs: number): AppLife {
  const { instances } = behaviour;
  const instance = instances[Math.min(number, instances.length - 1)] ?? {};
  const { dependencies, horizonMs } = surroundings;
  return { instance, number, container: behaviour, dependencies, startedAtMs, horizonMs };
}

/** Whether how an app is depends on when it was started. */
export function hasClock(container: Omit<ContainerBehaviour, "instances">): boolean {
  if (container.outages !== undefined && container.outages.length > 0) return true;
  const lists = [container, ...(container.parts ?? [])];
  return lists.some(({ clock = [], dependsOn = [] }) => clock.length > 0 || dependsOn.length > 0);
}

/** What of an app everybody meets, whatever he asks. Times count from the instance's start. */
export function ownSpans(life: AppLife): readonly (readonly AppSpan[])[] {
  return spansOfLists(life, { ...life.container, app: life.instance.app ?? [] });
}

/** What of an app a probe of this type meets besides. */
export function spansOfParts(life: AppLife, probe: Probe, type: ProbeType): readonly (readonly AppSpan[])[] {
  return (life.container?.parts ?? [])
    .filter((part) => (part.instance ?? life.number ?? 0) === (life.number ?? 0) && asksPart(part, probe, type))
    .flatMap((part) => spansOfLists(life, part));
}

function spansOfLists(
  life: AppLife,
  { app = [], clock = [], dependsOn = [] }: Pick<AppPart, "app" | "clock" | "dependsOn">,
): readonly (readonly AppSpan[])[] {
  const { startedAtMs = 0, horizonMs, dependencies = {} } = life;
  const leftMs = horizonMs - startedAtMs + 1;
  const lists = [
    appSpansOf(app, 0, leftMs),
    // Whom an end on the clock meets is gone in that instant; its like that comes later is another instance.
    appSpansOf(clock, startedAtMs, leftMs).filter(({ situation }) => situation?.state !== "absent"),
    ...dependsOn.map((name) => asSeenByConsumers(appSpansOf(dependencies[name] ?? [], startedAtMs, leftMs))),
  ];
  return lists.filter((spans) => spans.length > 0);
}
