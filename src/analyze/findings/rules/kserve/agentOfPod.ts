import { relayOf } from "../../../../app/queueProxy/relay.ts";
import type { Container } from "../../../../model/container.ts";
import type { Probe } from "../../../../model/probe.ts";
import type { ProbeSubject, WorkloadSubject } from "../../workloadSubject.ts";

/** KServe's agent in a pod, as rules look at it. */
export interface AgentOfPod {
  readonly container: Container;
  /** What the agent is told to ask; undefined: nothing, so that it does not start. */
  readonly asks: readonly Probe[] | undefined;
  /** The pod is Knative's: the agent has a copy of what queue-proxy is told. */
  readonly isKnative: boolean;
  /** The agent's own probe, by the kubelet. */
  readonly own: Probe;
  /** The user's probe that the agent is told to ask, or would be. */
  readonly copied: ProbeSubject | undefined;
}

export const TRANSFORMER = "transformer-container";
const AGENT = "agent";

/** Undefined: there is no agent. */
export function agentOf({ pod, containers, probes }: WorkloadSubject): AgentOfPod | undefined {
  const container = pod.spec.containers.find(({ name }) => name === AGENT);
  if (container === undefined) return undefined;
  const isSet = (container.env ?? []).some(({ name }) => name === "SERVING_READINESS_PROBE");
  const asks = isSet ? (relayOf(container)?.probes ?? []) : undefined;
  const readiness = probes.filter(({ type, container: { isInit } }) => type === "readiness" && !isInit);
  const first = containers.find(({ isInit }) => !isInit)?.name;
  const ofFirst = readiness.find((probe) => probe.container.name === first);
  const ofTransformer = readiness.find((probe) => probe.container.name === TRANSFORMER);
  const port = portOf(asks?.[0]);
  const asked = port === undefined ? undefined : readiness.find(({ probe }) => portOf(probe) === port);
  return {
    container,
    asks,
    isKnative: pod.spec.containers.some(({ name }) => name === "queue-proxy"),
    own: container.readinessProbe ?? {},
    copied: asked ?? (asks === undefined ? (ofTransformer ?? ofFirst) : ofFirst),
  };
}

function portOf(probe: Probe | undefined): number | string | undefined {
  return (probe?.httpGet ?? probe?.tcpSocket ?? probe?.grpc)?.port;
}

/** The port that a container is asked at where nobody says one. */
export function firstPort({ container }: ProbeSubject): number {
  return container.container.ports?.[0]?.containerPort ?? 8080;
}
