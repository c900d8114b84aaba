import * as fc from "fast-check";
import { isRestartableInitContainer } from "../../model/container.ts";
import type { Pod } from "../../model/pod.ts";
import type { Action, ContainerBehaviour, Propagation, Scenario } from "../../model/scenario.ts";
import { containersOf } from "../../model/scenarioPods.ts";
import type { Service } from "../../model/service.ts";
import type { Environment } from "./environments.ts";
import { environment } from "./environments.ts";
import type { Failure, Temper } from "./failures.ts";
import { behaviourOf, failureSchedule, temper } from "./failures.ts";
import { GATE, pod } from "./pods.ts";
import type { ProbeOptions } from "./probes.ts";
import { propagation, service } from "./services.ts";

export interface ScenarioOptions extends ProbeOptions {
  /** Default: those whose whole kubelet was recorded. */
  readonly releases?: readonly string[];
  /** Default: from 8 to 16 minutes. */
  readonly untilMs?: { readonly min: number; readonly max: number };
}

interface ActionDraw {
  readonly do: "delete" | "restartKubelet" | "setCondition";
  readonly atMs: number;
  readonly amount: number;
}

interface ScenarioDraw {
  readonly pod: Pod;
  readonly tempers: readonly Temper[];
  /** By container, in turn. */
  readonly failures: readonly (readonly Failure[])[];
  readonly actions: readonly ActionDraw[];
  readonly environment: Environment;
  readonly untilMs: number;
  readonly service: Service | undefined;
  readonly propagation: Propagation;
}

const MINUTE_MS = 60_000;
/** As many as a pod of `pod` can have. */
const CONTAINERS_MAX = 5;
const SETUP_MS = 2_000;

/**
 * Whole scenarios of one pod: probes, failures, deletions, restarts of the kubelet, services. Valid by construction, understood
 * by the kubelet oracle but for their services, and shrinking to one container, no failures and nothing else.
 */
export function scenario({ releases, untilMs, ...options }: ScenarioOptions = {}): fc.Arbitrary<Scenario> {
  const { min, max } = untilMs ?? { min: 8 * MINUTE_MS, max: 16 * MINUTE_MS };
  return fc
    .record<ScenarioDraw>({
      pod: pod("p", options),
      tempers: fc.array(temper(), { minLength: 1, maxLength: CONTAINERS_MAX, size: "max" }),
      failures: fc.array(failureSchedule(), { minLength: 1, maxLength: CONTAINERS_MAX, size: "max" }),
      actions: fc.array(
        fc.record<ActionDraw>({
          do: fc.constantFrom("restartKubelet", "delete", "restartKubelet", "delete", "setCondition"),
          // Early ones meet containers that have not come far.
          atMs: fc.oneof(fc.integer({ min: 1, max }), fc.integer({ min: 1, max: MINUTE_MS })),
          amount: fc.nat({ max: 40 }),
        }),
        { maxLength: 2 },
      ),
      environment: environment(releases),
      untilMs: fc.integer({ min, max }),
      service: fc.option(service(), { nil: undefined, freq: 2 }),
      propagation: propagation(),
    })
    .map(scenarioOf);
}

function scenarioOf(draw: ScenarioDraw): Scenario {
  const { spec } = draw.pod;
  const containers: Record<string, ContainerBehaviour> = {};
  const initCount = spec.initContainers?.length ?? 0;
  for (const [index, container] of containersOf(draw.pod).entries()) {
    const isOrdinaryInit = index < initCount && !isRestartableInitContainer(container);
    containers[container.name] = isOrdinaryInit
      ? { instances: [{ exit: { afterMs: SETUP_MS, code: 0 } }] }
      : behaviourOf(container, itemOf(draw.tempers, index), itemOf(draw.failures, index));
  }
  const gateOpens: Action[] =
    spec.readinessGates === undefined ? [] : [{ atMs: 1_000, do: "setCondition", type: GATE, status: "True" }];
  return {
    pod: draw.pod,
    containers,
    ...draw.environment,
    untilMs: draw.untilMs,
    actions: [...gateOpens, ...draw.actions.map(actionOf)].toSorted((a, b) => a.atMs - b.atMs),
    ...(draw.service !== undefined && { services: [draw.service], propagation: draw.propagation }),
  };
}

const itemOf = <Item>(items: readonly Item[], index: number): Item => items[index % items.length] as Item;

function actionOf({ do: what, atMs, amount }: ActionDraw): Action {
  switch (what) {
    case "delete":
      // Of few seconds each is as likely as the pod's own grace.
      return amount > 20 ? { atMs, do: what } : { atMs, do: what, graceSeconds: amount };
    case "restartKubelet":
      return { atMs, do: what, downMs: amount * 250 };
    case "setCondition":
      return { atMs, do: what, type: GATE, status: amount % 2 === 0 ? "False" : "True" };
  }
}
