import type { JsonObject } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";
import type { Scenario } from "../model/scenario.ts";
import type { ShapeProblem } from "./readShape.ts";
import { scenarioOf } from "./readScenario.ts";

/** A line of `conformance/kubelet`, as far as it says what to run. */
export interface KubeletVector {
  /** The exact release that was recorded. */
  readonly kubernetes: string;
  readonly scenario: JsonObject;
}

/** The scenario of a recorded vector: the oracle's own, and the release it ran. */
export function scenarioFromVector(
  vector: KubeletVector,
): { readonly scenario: Scenario } | { readonly problems: readonly ShapeProblem[] } {
  return scenarioOf({ kubernetes: vector.kubernetes, ...vector.scenario });
}

/** Keys of ours that the kubelet oracle does not know. [oracle/kubelet README, Scenario] */
const OURS = ["pods", "services", "nodes", "propagation", "context"] as const;

/**
 * What the kubelet oracle would run for a scenario; undefined where it cannot: several pods, services, how an app is
 * (it takes schedules of probes only), another image.
 */
export function vectorFromScenario(scenario: Scenario): KubeletVector | undefined {
  if (OURS.some((key) => scenario[key] !== undefined) || scenario.pod === undefined) return undefined;
  if (scenario.actions?.some((action) => action.do === "setImage") === true) return undefined;
  const instances = Object.values(scenario.containers ?? {}).flatMap((behaviour) => behaviour.instances);
  if (instances.some((instance) => instance.app !== undefined || instance.startsMs !== undefined)) return undefined;
  const { kubernetes = "", description: _description, expect: _expect, failsWhen: _failsWhen, ...rest } = scenario;
  const plain: unknown = rest;
  return isJsonObject(plain as JsonObject) ? { kubernetes, scenario: plain as JsonObject } : undefined;
}
