import type { Container } from "../model/container.ts";
import { isRestartableInitContainer } from "../model/container.ts";
import type { KubernetesVersion } from "../model/kubernetesVersion.ts";
import { NEWEST_VERSION, parseKubernetesVersion } from "../model/kubernetesVersion.ts";
import type { Pod } from "../model/pod.ts";
import type { HandlerType, Probe, ProbeType } from "../model/probe.ts";
import { handlerTypeOf } from "../model/probe.ts";
import type { Action, Scenario } from "../model/scenario.ts";
import { containersOf, podNameOf, scenarioPods } from "../model/scenarioPods.ts";

/** A probe with the API's defaults filled in (prober spec §7.1). */
export interface ProbeFacts {
  readonly type: ProbeType;
  readonly handler: HandlerType | undefined;
  readonly initialDelaySeconds: number;
  readonly periodMs: number;
  readonly timeoutMs: number;
  readonly successThreshold: number;
  readonly failureThreshold: number;
  /** Its own grace for a kill, in seconds. */
  readonly graceSeconds: number | undefined;
}

/** What the scenario says of one container. */
export interface ContainerFacts {
  readonly name: string;
  /** Among the pod's containers, init containers first. */
  readonly place: number;
  readonly isInit: boolean;
  readonly isSidecar: boolean;
  readonly spec: Container;
  /** Those that have a worker. */
  readonly probes: Readonly<Record<ProbeType, ProbeFacts | undefined>>;
}

export interface PodFacts {
  readonly name: string;
  readonly pod: Pod;
  readonly node: string;
  readonly restartPolicy: string;
  readonly graceSeconds: number;
  readonly containers: readonly ContainerFacts[];
}

/** What properties know of a run before it begins: its scenario, read once. */
export interface RunFacts {
  readonly scenario: Scenario;
  readonly version: KubernetesVersion;
  readonly pods: readonly PodFacts[];
  /** Of all containers. */
  readonly probes: readonly ProbeFacts[];
  readonly untilMs: number;
  readonly wallMs: number;
  readonly rand: number;
  /** Something happens to a node that shifts what its kubelet waits for. */
  readonly hasNodeFaults: boolean;
  /** An end of one container may restart all of them (KLT-078). */
  readonly restartsAll: boolean;
}

/** The API's defaults; zero means absent there. */
const DEFAULTS = { period: 10, timeout: 1, success: 1, failure: 3 } as const;
const DEFAULT_GRACE_SECONDS = 30;

export function hasAction({ scenario }: RunFacts, what: Action["do"]): boolean {
  return scenario.actions?.some((action) => action.do === what) ?? false;
}

export function runFactsOf(scenario: Scenario): RunFacts {
  const firstNode = scenario.nodes?.[0]?.name ?? "node";
  const pods = scenarioPods(scenario).map(({ pod, node }) => podFactsOf(pod, node ?? firstNode));
  return {
    scenario,
    version: parseKubernetesVersion(scenario.kubernetes ?? "") ?? NEWEST_VERSION,
    pods,
    probes: pods.flatMap(({ containers }) =>
      containers.flatMap(({ probes }) => Object.values(probes).filter((probe) => probe !== undefined)),
    ),
    untilMs: scenario.untilMs,
    wallMs: scenario.wallMs ?? 0,
    rand: scenario.rand ?? 0,
    restartsAll: pods.some(({ containers }) =>
      containers.some(({ spec }) => spec.restartPolicyRules?.some(({ action }) => action === "RestartAllContainers")),
    ),
    hasNodeFaults: scenario.actions?.some((action) => "forMs" in action) ?? false,
  };
}

function podFactsOf(pod: Pod, node: string): PodFacts {
  const initCount = pod.spec.initContainers?.length ?? 0;
  return {
    name: podNameOf(pod),
    pod,
    node,
    restartPolicy: pod.spec.restartPolicy ?? "Always",
    graceSeconds: pod.spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS,
    containers: containersOf(pod).map((spec, place) => containerFactsOf(spec, place, place < initCount)),
  };
}

function containerFactsOf(spec: Container, place: number, isInit: boolean): ContainerFacts {
  const isSidecar = isInit && isRestartableInitContainer(spec);
  // Ordinary init containers have no probe workers (prober spec §1.1.2).
  const { startupProbe, livenessProbe, readinessProbe }: Partial<Container> = isInit && !isSidecar ? {} : spec;
  const probes = {
    startup: probeFactsOf("startup", startupProbe),
    liveness: probeFactsOf("liveness", livenessProbe),
    readiness: probeFactsOf("readiness", readinessProbe),
  };
  return { name: spec.name, place, isInit, isSidecar, spec, probes };
}

function probeFactsOf(type: ProbeType, probe: Probe | undefined): ProbeFacts | undefined {
  if (probe === undefined) return undefined;
  return {
    type,
    handler: handlerTypeOf(probe),
    initialDelaySeconds: probe.initialDelaySeconds ?? 0,
    periodMs: (probe.periodSeconds || DEFAULTS.period) * 1000,
    timeoutMs: (probe.timeoutSeconds || DEFAULTS.timeout) * 1000,
    successThreshold: probe.successThreshold || DEFAULTS.success,
    failureThreshold: probe.failureThreshold || DEFAULTS.failure,
    graceSeconds: type === "readiness" ? undefined : probe.terminationGracePeriodSeconds,
  };
}
