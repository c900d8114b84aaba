import * as fc from "fast-check";
import type { Action, ContainerBehaviour, Propagation, Scenario } from "../../model/scenario.ts";
import { containersOf } from "../../model/scenarioPods.ts";
import type { Service } from "../../model/service.ts";
import type { Environment } from "./environments.ts";
import { environment } from "./environments.ts";
import type { Failure, Temper } from "./failures.ts";
import { behaviourOf, failureSchedule, temper } from "./failures.ts";
import type { PodWith } from "./pods.ts";
import { GATE, podWith } from "./pods.ts";
import type { ProbeOptions } from "./probes.ts";
import { propagation, service } from "./services.ts";

export interface ScenarioOptions extends ProbeOptions {
  /** Default: those whose whole kubelet was recorded. */
  readonly releases?: readonly string[];
  /** Default: from 7.5 to 13.5 minutes. */
  readonly untilMs?: { readonly min: number; readonly max: number };
}

interface ActionDraw {
  readonly do: "delete" | "restartKubelet" | "setCondition";
  readonly atMs: number;
  readonly amount: number;
}

/** What becomes of one container. */
interface Fate {
  readonly temper: Temper;
  readonly failures: readonly Failure[];
}

interface ScenarioDraw {
  readonly pod: PodWith<Fate>;
  readonly actions: readonly ActionDraw[];
  readonly environment: Environment;
  readonly untilMs: number;
  readonly service: Service | undefined;
  readonly propagation: Propagation;
}

const MINUTE_MS = 60_000;
const SETUP_MS = 2_000;

/**
 * Whole scenarios of one pod: probes, failures, deletions, restarts of the kubelet, services. Valid by construction, understood
 * by the kubelet oracle but for their services, and shrinking to one container, no failures and nothing else.
 */
export function scenario({ releases, untilMs, ...options }: ScenarioOptions = {}): fc.Arbitrary<Scenario> {
  const { min, max } = untilMs ?? { min: 7.5 * MINUTE_MS, max: 13.5 * MINUTE_MS };
  return fc
    .record<ScenarioDraw>({
      pod: podWith("p", fc.record<Fate>({ temper: temper(), failures: failureSchedule() }), options),
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
  const { pod, own } = draw.pod;
  const containers: Record<string, ContainerBehaviour> = {};
  for (const container of containersOf(pod)) {
    const fate = own[container.name];
    containers[container.name] =
      fate === undefined
        ? { instances: [{ exit: { afterMs: SETUP_MS, code: 0 } }] }
        : behaviourOf(container, fate.temper, fate.failures);
  }
  const gateOpens: Action[] =
    pod.spec.readinessGates === undefined ? [] : [{ atMs: 1_000, do: "setCondition", type: GATE, status: "True" }];
  return {
    pod,
    containers,
    ...draw.environment,
    untilMs: draw.untilMs,
    actions: [...gateOpens, ...draw.actions.map(actionOf)].toSorted((a, b) => a.atMs - b.atMs),
    ...(draw.service !== undefined && { services: [draw.service], propagation: draw.propagation }),
  };
}

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
