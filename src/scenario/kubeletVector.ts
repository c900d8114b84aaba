import type { JsonObject } from "../model/json.ts";
import { isJsonObject } from "../model/json.ts";
import type { InstanceBehaviour, Scenario } from "../model/scenario.ts";
import type { ShapeProblem } from "./shapeProblem.ts";
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
const OURS = ["pods", "dependencies", "services", "nodes", "propagation", "context"] as const;

const KNOWN_ACTIONS: ReadonlySet<string> = new Set(["delete", "setCondition", "restartKubelet"]);

/**
 * What the kubelet oracle would run for a scenario; undefined where it cannot: several pods, services, how an app is
 * (it takes schedules of probes only), another image.
 */
export function vectorFromScenario(scenario: Scenario): KubeletVector | undefined {
  if (OURS.some((key) => scenario[key] !== undefined) || scenario.pod === undefined) return undefined;
  if (scenario.actions?.some((action) => !KNOWN_ACTIONS.has(action.do)) === true) return undefined;
  const behaviours = Object.values(scenario.containers ?? {});
  if (behaviours.some((behaviour) => behaviour.clock ?? behaviour.parts ?? behaviour.dependsOn)) return undefined;
  if (behaviours.flatMap(({ instances }) => instances).some(hasApp)) return undefined;
  const { kubernetes = "", description: _description, seed: _seed, ...others } = scenario;
  const { expect: _expect, failsWhen: _failsWhen, ...rest } = others;
  const plain: unknown = rest;
  return isJsonObject(plain as JsonObject) ? { kubernetes, scenario: plain as JsonObject } : undefined;
}

function hasApp({ app, startsMs, answerMs, backends }: InstanceBehaviour): boolean {
  return [app, startsMs, answerMs, backends].some((word) => word !== undefined);
}
