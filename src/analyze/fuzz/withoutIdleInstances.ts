import type { ContainerBehaviour, Scenario } from "../../model/scenario.ts";
import { podNameOf, scenarioPods } from "../../model/scenarioPods.ts";
import type { Trace } from "../../model/trace.ts";

/** The scenario without instances that the run never came to: what repeats at the end of a list is enough. */
export function withoutIdleInstances(scenario: Scenario, { events }: Trace): Scenario {
  const reached = new Map<string, number>();
  for (const event of events) {
    if (event.kind !== "create") continue;
    const key = `${event.pod ?? ""}/${event.c}`;
    reached.set(key, Math.max(reached.get(key) ?? 0, event.n));
  }
  const trimmed = scenarioPods(scenario).map(({ pod, containers = {} }) =>
    Object.fromEntries(
      Object.entries(containers).map(([name, behaviour]): [string, ContainerBehaviour] => {
        const instances = behaviour.instances.slice(0, (reached.get(`${podNameOf(pod)}/${name}`) ?? 0) + 1);
        return [name, { ...behaviour, instances }];
      }),
    ),
  );
  if (scenario.pods !== undefined)
    return { ...scenario, pods: scenario.pods.map((pod, index) => ({ ...pod, containers: trimmed[index] ?? {} })) };
  return scenario.containers === undefined ? scenario : { ...scenario, containers: trimmed[0] ?? {} };
}
