import { relayOf } from "../app/queueProxy/relay.ts";
import { nearestName } from "../model/nearestName.ts";
import type { ScenarioPod } from "../model/scenario.ts";

/** What is wrong with the guests of a run; undefined: nothing. */
export function guestProblem(guests: unknown, pods: readonly ScenarioPod[]): string | undefined {
  if (typeof guests !== "object" || guests === null)
    return `guests() must return an object of guests by container name: ${String(guests)}`;
  const containers = new Set(
    pods.flatMap(({ pod: { spec } }) => [...(spec.initContainers ?? []), ...spec.containers].map(({ name }) => name)),
  );
  for (const [container, guest] of Object.entries(guests)) {
    if (!containers.has(container)) {
      const nearest = nearestName(container, containers);
      const known = nearest === undefined ? `there are ${[...containers].join(", ")}` : `did you mean ${nearest}?`;
      return `guests: no container is named ${JSON.stringify(container)}: ${known}`;
    }
    if (typeof guest !== "function")
      return `guests: ${container} must be a function that is given an instance and returns its app`;
    const relay = relayBeside(container, pods);
    if (relay !== undefined)
      return `guests: ${relay} asks ${container} in the kubelet's place, and does not ask code: declare how ${container} behaves, or leave ${relay} out of the pod`;
  }
  return Object.keys(guests).length === 0 ? "guests: there is none; name a container" : undefined;
}

/** The container of the same pod that asks this one, if there is such a thing. */
function relayBeside(container: string, pods: readonly ScenarioPod[]): string | undefined {
  for (const { pod } of pods) {
    const { containers } = pod.spec;
    const relay = containers.find((one) => relayOf(one) !== undefined);
    if (relay !== undefined && relay.name !== container && containers.some(({ name }) => name === container)) {
      return relay.name;
    }
  }
  return undefined;
}
