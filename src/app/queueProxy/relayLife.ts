import type { Container } from "../../model/container.ts";
import type { ContainerBehaviour, InstanceBehaviour } from "../../model/scenario.ts";
import { DRAINS } from "./draining.ts";
import { relayOf } from "./relay.ts";

/** Wherever the image was copied to. */
const AGENT_IMAGE = /(?:^|\/)kserve\/agent(?:[:@]|$)/;
const PROBES_VARIABLE = "SERVING_READINESS_PROBE";

/**
 * A relay drains before it ends. KServe's agent does not start without the variable that says what to ask, nor with one that it cannot read; an empty one is fine.
 * [kserve/agent unset, garbage, empty]
 */
export function withRelayLife(container: Container, behaviour: ContainerBehaviour): ContainerBehaviour {
  const { image = "", env = [] } = container;
  if (relayOf(container) !== undefined) return withDefault(behaviour, DRAINS);
  if (!AGENT_IMAGE.test(image)) return behaviour;
  const isEmpty = env.some(({ name, value = "" }) => name === PROBES_VARIABLE && value === "");
  return withDefault(behaviour, isEmpty ? DRAINS : { exit: { afterMs: 0, code: 1 } });
}

/** What a scenario says of an instance counts more. */
function withDefault(behaviour: ContainerBehaviour, given: InstanceBehaviour): ContainerBehaviour {
  return { ...behaviour, instances: behaviour.instances.map((instance) => ({ ...given, ...instance })) };
}
