import type { Container } from "./container.ts";
import type { Pod } from "./pod.ts";
import type { Scenario, ScenarioPod } from "./scenario.ts";

/** The pods of a scenario, however it gives them. */
export function scenarioPods({ pod, pods, containers }: Scenario): readonly ScenarioPod[] {
  if (pods !== undefined || pod === undefined) return pods ?? [];
  return [containers === undefined ? { pod } : { pod, containers }];
}

/** How traces call a pod; `p` if it has no name. [oracle/kubelet README, Scenario] */
export function podNameOf(pod: Pod): string {
  return pod.metadata?.name ?? "p";
}

/** Init containers, sidecars among them, come first. */
export function containersOf({ spec }: Pod): readonly Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers];
}
