import type { Container } from "../../model/container.ts";
import type { ContainerBehaviour, InstanceBehaviour } from "../../model/scenario.ts";
import { relayOf } from "./relay.ts";

/** Wherever the image was copied to. */
const AGENT_IMAGE = /(?:^|\/)kserve\/agent(?:[:@]|$)/;
const PROBES_VARIABLE = "SERVING_READINESS_PROBE";

/**
 * KServe's agent does not start without the variable that says what to ask, nor with one that it cannot read; an empty one is fine.
 * [kserve/agent unset, garbage, empty]
 */
export function withAgentLife(container: Container, behaviour: ContainerBehaviour): ContainerBehaviour {
  const { image = "", env = [] } = container;
  if (!AGENT_IMAGE.test(image) || relayOf(container) !== undefined) return behaviour;
  if (env.some(({ name, value = "" }) => name === PROBES_VARIABLE && value === "")) return behaviour;
  const ended = { exit: { afterMs: 0, code: 1 } };
  return {
    ...behaviour,
    instances: behaviour.instances.map((instance): InstanceBehaviour => ({ ...ended, ...instance })),
  };
}
