import * as fc from "fast-check";
import { isRestartableInitContainer } from "../../model/container.ts";
import type { Container } from "../../model/container.ts";
import type { Pod } from "../../model/pod.ts";
import { PROBE_TYPES } from "../../model/probe.ts";
import type { Action, ContainerBehaviour, Scenario, ScenarioPod } from "../../model/scenario.ts";
import { containersOf, podNameOf, scenarioPods } from "../../model/scenarioPods.ts";
import type { Environment } from "./environments.ts";
import { environment } from "./environments.ts";
import { APP_FAILURES, disturb, type Disturbance } from "./disturbance.ts";

/** What can happen to a node or a pod, by the words of a scenario's actions. */
const ACTION_FAILURES = ["restartKubelet", "disconnectNode", "suspendNode", "failExec", "delete"] as const;

/** All that can go wrong in a generated schedule. */
export const FAILURE_KINDS = [...APP_FAILURES, ...ACTION_FAILURES] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

export interface FailureOptions {
  /** What may go wrong. Default: all but `delete`. */
  readonly kinds?: readonly FailureKind[];
}

interface ActionDraw {
  /** When: one of so many places of the run. */
  readonly place: number;
  readonly kind: number;
  /** Of the pods, for what is done to one. */
  readonly pod: number;
  readonly amount: number;
}

interface Draw {
  readonly disturbances: readonly Disturbance[];
  readonly actions: readonly ActionDraw[];
  readonly environment: Environment;
  readonly fileSeed: number;
}

const DISTURBANCES_MAX = 4;
const ACTIONS_MAX = 2;
const PLACES = 8_000;
const AMOUNTS = 40;
const KUBELET_AGE_MS = 3_600_000;

/**
 * A scenario to which failures are added: apps that hang, refuse, err, are slow, start late or die, and nodes that falter. What it
 * says stays as it is; what it leaves open of its kubelet (age, wall clock, draws) is drawn too. Shrinks to the scenario itself.
 * @param base the scenario, or what a file with ranges becomes under a seed.
 */
export function withFailures(
  base: Scenario | ((seed: number) => Scenario),
  { kinds = FAILURE_KINDS.filter((kind) => kind !== "delete") }: FailureOptions = {},
): fc.Arbitrary<Scenario> {
  const ofApp = APP_FAILURES.filter((kind) => kinds.includes(kind));
  const ofNode = ACTION_FAILURES.filter((kind) => kinds.includes(kind));
  return fc
    .record<Draw>({
      disturbances: fc.array(disturbance(), { maxLength: ofApp.length === 0 ? 0 : DISTURBANCES_MAX, size: "max" }),
      actions: fc.array(actionDraw(), { maxLength: ofNode.length === 0 ? 0 : ACTIONS_MAX, size: "max" }),
      environment: environment(),
      // What it makes of the ranges of a file has no order: there is nothing to shrink to.
      fileSeed: typeof base === "function" ? fc.noShrink(fc.nat()) : fc.constant(0),
    })
    .map((draw) => {
      const scenario = typeof base === "function" ? base(draw.fileSeed) : base;
      return withActions(disturbPods(withEnvironment(scenario, draw.environment), draw, ofApp), draw.actions, ofNode);
    });
}

function disturbance(): fc.Arbitrary<Disturbance> {
  return fc.record<Disturbance>({
    container: fc.nat({ max: 9 }),
    kind: fc.nat({ max: APP_FAILURES.length - 1 }),
    // The whole app, then one of its probes.
    scope: fc.constantFrom(0, 0, 1, 2, 3),
    // Of the instances from 0; beyond them whichever runs.
    instance: fc.constantFrom<Disturbance["instance"][]>(0, "any", 1, 2),
    round: fc.nat({ max: 1_000 }),
    shiftMs: fc.constantFrom(0, -1, 1, 500, 250),
    beyond: fc.constantFrom(0, -1, 1, 8),
  });
}

function actionDraw(): fc.Arbitrary<ActionDraw> {
  return fc.record<ActionDraw>({
    place: fc.nat({ max: PLACES }),
    kind: fc.nat({ max: ACTION_FAILURES.length - 1 }),
    pod: fc.nat({ max: 9 }),
    amount: fc.nat({ max: AMOUNTS }),
  });
}

/** What the scenario leaves open, unless it is drawn as it is anyway. */
function withEnvironment(scenario: Scenario, { kubeletUpMs, wallMs, rand, sandboxMs }: Environment): Scenario {
  return {
    ...(kubeletUpMs !== KUBELET_AGE_MS && { kubeletUpMs }),
    ...(wallMs !== 0 && { wallMs }),
    ...(rand !== 0 && { rand }),
    ...(sandboxMs !== 0 && { sandboxMs }),
    ...scenario,
  };
}

/** Whom a disturbance may meet: containers that are to last. */
interface Target {
  readonly pod: number;
  readonly container: Container;
}

function targetsOf(pods: readonly ScenarioPod[]): readonly Target[] {
  return pods.flatMap(({ pod }, index) => lastingContainers(pod).map((container) => ({ pod: index, container })));
}

function lastingContainers(pod: Pod): readonly Container[] {
  const initCount = pod.spec.initContainers?.length ?? 0;
  return [
    ...pod.spec.containers,
    ...containersOf(pod).filter((container, index) => index < initCount && isRestartableInitContainer(container)),
  ];
}

function disturbPods(scenario: Scenario, draw: Draw, kinds: readonly (typeof APP_FAILURES)[number][]): Scenario {
  const pods = scenarioPods(scenario);
  const targets = targetsOf(pods);
  if (draw.disturbances.length === 0 || targets.length === 0 || kinds.length === 0) return scenario;
  const behaviours = pods.map(({ containers }): Record<string, ContainerBehaviour> => ({ ...containers }));
  // In the order of time, so that lists of segments stay in it.
  for (const one of draw.disturbances.toSorted((a, b) => a.round - b.round)) {
    const { pod, container } = targets[one.container % targets.length] as Target;
    const own = behaviours[pod] as Record<string, ContainerBehaviour>;
    const kind = kinds[one.kind % kinds.length] as (typeof APP_FAILURES)[number];
    own[container.name] = disturb(container, own[container.name] ?? { instances: [{}] }, one, kind, scenario.untilMs);
  }
  if (scenario.pods === undefined) return { ...scenario, containers: behaviours[0] ?? {} };
  return { ...scenario, pods: scenario.pods.map((pod, index) => ({ ...pod, containers: behaviours[index] ?? {} })) };
}

function withActions(
  scenario: Scenario,
  draws: readonly ActionDraw[],
  kinds: readonly (typeof ACTION_FAILURES)[number][],
): Scenario {
  const pods = scenarioPods(scenario);
  const asksByCommand = pods.some(({ pod }) =>
    containersOf(pod).some((container) => PROBE_TYPES.some((type) => container[`${type}Probe`]?.exec !== undefined)),
  );
  const possible = kinds.filter((kind) => kind !== "failExec" || asksByCommand);
  if (draws.length === 0 || possible.length === 0 || pods.length === 0) return scenario;
  const drawn = draws.map((draw): Action => {
    const kind = possible[draw.kind % possible.length] as (typeof ACTION_FAILURES)[number];
    const name = podNameOf((pods[draw.pod % pods.length] as ScenarioPod).pod);
    return actionOf(kind, draw, scenario, pods.length > 1 ? name : undefined);
  });
  return { ...scenario, actions: [...(scenario.actions ?? []), ...drawn].toSorted((a, b) => a.atMs - b.atMs) };
}

function actionOf(
  kind: (typeof ACTION_FAILURES)[number],
  { place, amount }: ActionDraw,
  { untilMs }: Scenario,
  pod: string | undefined,
): Action {
  const atMs = 1 + Math.floor((place * (untilMs - 1)) / PLACES);
  switch (kind) {
    case "restartKubelet":
      return { atMs, do: kind, downMs: amount * 250 };
    case "delete":
      return {
        atMs,
        do: kind,
        ...(pod !== undefined && { pod }),
        ...(amount < AMOUNTS / 2 && { graceSeconds: amount }),
      };
    default:
      return { atMs, do: kind, forMs: (amount + 1) * 1_500 };
  }
}
