import type { Container } from "../model/container.ts";
import type { Pod } from "../model/pod.ts";
import type { Probe, ProbeType } from "../model/probe.ts";

/** Scenario of `conformance/prober` (README.md there), as recorded. Times in ms after the pod was given to the probe manager. */
export interface ProberScenario {
  readonly id: string;
  readonly kubeletAgeMs: number;
  readonly restartPolicy: string;
  readonly deleting?: boolean;
  readonly podReady?: boolean;
  readonly containers: readonly ProberContainer[];
  readonly sync: boolean;
  readonly steps: readonly ProberStep[];
  readonly backend: Readonly<Record<string, readonly BackendSegment[]>>;
  readonly untilMs: number;
}

export interface ProberContainer {
  readonly name: string;
  readonly sidecar?: boolean;
  readonly restartPolicy?: string;
  readonly restartPolicyRules?: readonly {
    readonly action: string;
    readonly operator: string;
    readonly values: readonly number[] | null;
  }[];
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
}

export interface ProberStep {
  readonly atMs: number;
  readonly do: "addPod" | "stopLivenessAndStartup" | "removePod" | "updatePodStatus" | "status" | "phase";
  readonly containers?: Readonly<Record<string, CachedContainer>>;
  readonly phase?: string;
}

/** What the kubelet's status cache says of a container. */
export interface CachedContainer {
  readonly state: "absent" | "waiting" | "running" | "terminated";
  readonly id?: string;
  readonly startedAtMs: number;
  readonly exitCode: number;
  readonly started?: boolean;
}

export interface BackendSegment {
  readonly fromMs: number;
  readonly outcome: "ok" | "fail" | "error" | "hang";
  readonly ms: number;
}

export interface ProberEvent {
  readonly t: number;
  readonly k: "attempt" | "result" | "event" | "status" | "final";
  readonly c: string;
  readonly p?: string;
  readonly id?: string;
  readonly v?: string;
  readonly m?: string;
  readonly started?: boolean;
  readonly ready?: boolean;
}

function probeOf(container: ProberContainer, type: ProbeType, probe: Probe | undefined): Probe | undefined {
  return probe === undefined ? undefined : { ...probe, exec: { command: [container.name, type] } };
}

function containerOf(container: ProberContainer, knowsRules: boolean, isSidecar: boolean): Container {
  const startupProbe = probeOf(container, "startup", container.startupProbe);
  const readinessProbe = probeOf(container, "readiness", container.readinessProbe);
  const livenessProbe = probeOf(container, "liveness", container.livenessProbe);
  const policy = isSidecar ? "Always" : knowsRules && container.restartPolicy ? container.restartPolicy : undefined;
  const rules = knowsRules ? (container.restartPolicyRules ?? []) : [];
  return {
    name: container.name,
    ...(policy !== undefined && { restartPolicy: policy }),
    ...(rules.length > 0 && {
      restartPolicyRules: rules.map(({ action, operator, values }) => ({
        action,
        exitCodes: { operator, values: values ?? [] },
      })),
    }),
    ...(startupProbe && { startupProbe }),
    ...(readinessProbe && { readinessProbe }),
    ...(livenessProbe && { livenessProbe }),
  };
}

/** The pod of the scenario; before 1.28 a sidecar is an ordinary init container, before 1.34 restart rules are dropped. */
export function podOf(scenario: ProberScenario, minor: number): Pod {
  const convert = (container: ProberContainer): Container =>
    containerOf(container, minor >= 34, container.sidecar === true && minor >= 28);
  return {
    metadata: { name: "p", namespace: "n", uid: "u" },
    spec: {
      restartPolicy: scenario.restartPolicy,
      initContainers: scenario.containers.filter(({ sidecar }) => sidecar === true).map(convert),
      containers: scenario.containers.filter(({ sidecar }) => sidecar !== true).map(convert),
    },
  };
}
