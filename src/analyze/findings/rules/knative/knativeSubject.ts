import type { Relay } from "../../../../app/queueProxy/relay.ts";
import { askedPort, relayOf } from "../../../../app/queueProxy/relay.ts";
import { isAggressive } from "../../../../app/queueProxy/innerCheck.ts";
import type { Probe } from "../../../../model/probe.ts";
import type { ContainerSubject, WorkloadSubject } from "../../workloadSubject.ts";

/** A revision's pod: who serves, and who asks it. */
export interface KnativeSubject {
  readonly subject: WorkloadSubject;
  readonly queue: ContainerSubject;
  readonly relay: Relay;
  readonly serving: ContainerSubject;
  /** The port for requests. */
  readonly port: number;
  /** What queue-proxy asks the containers. */
  readonly inner: readonly InnerProbe[];
}

export interface InnerProbe {
  readonly probe: Probe;
  /** Asked every 50 ms. */
  readonly isFast: boolean;
  readonly container: ContainerSubject;
  /** Path in the document of the readiness probe that it was. */
  readonly path: string;
  /** Somebody has written one. */
  readonly isWritten: boolean;
}

const USER_PORTS = ["user-port", "h2c"];

/** Undefined: no pod of a revision. */
export function knativeSubjectOf(subject: WorkloadSubject): KnativeSubject | undefined {
  const { containers, isWritten } = subject;
  const queue = containers.find(({ container }) => relayOf(container) !== undefined);
  const relay = queue === undefined ? undefined : relayOf(queue.container);
  const others = containers.filter(({ isInit, name }) => !isInit && name !== queue?.name);
  const portOf = ({ container }: ContainerSubject): number | undefined => container.ports?.[0]?.containerPort;
  const serving = others.find(({ container }) => container.ports?.some(({ name = "" }) => USER_PORTS.includes(name)));
  if (queue === undefined || relay === undefined || serving === undefined) return undefined;
  const place = (container: ContainerSubject): string => `${container.path}.readinessProbe`;
  // Of the others only those are asked whose readiness somebody has written, and not as a command.
  const beside = others.filter(
    (other) => other !== serving && isWritten(place(other)) && !isWritten(`${place(other)}.exec`),
  );
  const asked = [serving, ...beside];
  const inner = relay.probes.flatMap((probe, index): InnerProbe[] => {
    const container = asked[index];
    if (container === undefined) return [];
    const path = place(container);
    return [{ probe, isFast: isAggressive(probe), container, path, isWritten: isWritten(path) }];
  });
  return { subject, queue, relay, serving, port: portOf(serving) ?? askedPort(inner[0]?.probe ?? {}), inner };
}

/** The least that a behaviour says an answer of the container takes; 0: nothing is said. */
export function slowestAlways(subject: WorkloadSubject, container: ContainerSubject): number {
  const instances = subject.behaviourOf(container.name)?.instances ?? [];
  return instances.length === 0 ? 0 : Math.min(...instances.map(({ answerMs = 0 }) => answerMs));
}
