import type { ObjectManifest } from "./clusterScenario.ts";
import type { Scenario } from "./scenario.ts";

/** All that users apply at some time. */
export function clusterObjects({ objects = [], actions = [] }: Scenario): readonly ObjectManifest[] {
  return [...objects, ...actions.flatMap((action) => (action.do === "apply" ? [action.object] : []))];
}

/** Kinds and names, `deployment/web`. */
export function workloadNames(scenario: Scenario): readonly string[] {
  const names = clusterObjects(scenario)
    .filter(({ kind }) => kind === "Deployment" || kind === "StatefulSet")
    .map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`);
  return [...new Set(names)];
}

export function serviceNames(scenario: Scenario): readonly string[] {
  const names = [...(scenario.services ?? []), ...clusterObjects(scenario).filter(({ kind }) => kind === "Service")];
  return [...new Set(names.map(({ metadata }) => metadata.name))];
}
