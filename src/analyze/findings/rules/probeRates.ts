import { podExample, servedExample } from "../examples.ts";
import type { WorkloadRule } from "../rule.ts";
import type { ProbeSubject } from "../workloadSubject.ts";

/** Default of the kubelet's maxPods. */
const PODS_OF_A_NODE = 110;
/** How long a closed connection holds its port (TIME_WAIT), before the kubelet closed them at once. */
const TIME_WAIT_SECONDS = 60;
const PORTS_OF_A_NODE = 28_232;
const FIRST_LINGER = 27;
const PER_POD_MAX = 2;
const EXEC_PER_WORKLOAD_MAX = 5;

/** Attempts a second, of probes that go on for the whole life. */
function rateOf(probes: readonly ProbeSubject[]): number {
  return probes.filter(({ type }) => type !== "startup").reduce((sum, { periodMs }) => sum + 1000 / periodMs, 0);
}

const rounded = (rate: number): number => Math.round(rate * 10) / 10;

const FAST = (kind: string, period: number): string => `
  livenessProbe:
    ${kind}
    periodSeconds: ${period}
  readinessProbe:
    ${kind}
    periodSeconds: ${period}`;

export const probeRatePerNode: WorkloadRule = {
  id: "probe-rate-per-node",
  severity: "note",
  summary: "a node full of such pods is asked very often",
  platforms: ["all"],
  evidence: ["KI-38"],
  essay: [
    "Every attempt is a new connection. Before 1.27 each left a socket behind that held its port for a minute: a hundred pods with two probes a second hold 12,000 of a node's 28,232 ports, and beyond that attempts fail without having reached the container. From 1.27 on the sockets are closed at once, and what is left is the work of asking.",
    "The rule speaks of pods that are asked twice a second or more, once for each probe.",
  ],
  ignoreWhen: "few such pods share a node.",
  triggers: { kubernetes: "1.26", manifest: podExample(FAST("httpGet: { path: /healthz, port: 8080 }", 1)) },
  quiet: { kubernetes: "1.26", manifest: podExample(FAST("httpGet: { path: /healthz, port: 8080 }", 5)) },
  findInWorkload: (subject) => {
    const network = subject.probes.filter(({ handler }) => handler !== "exec");
    const rate = rateOf(network);
    const [first] = network;
    if (first === undefined || rate < PER_POD_MAX) return [];
    const sockets = Math.round(rate * PODS_OF_A_NODE * TIME_WAIT_SECONDS);
    const isOld = subject.version.minor < FIRST_LINGER;
    return [
      {
        path: `${first.path}.periodSeconds`,
        severity: isOld && sockets > PORTS_OF_A_NODE ? ("warning" as const) : ("note" as const),
        message: `the probes of ${subject.label} ask ${rounded(rate)} times a second, ${rounded(rate * PODS_OF_A_NODE)} times on a node full of such pods`,
        why: isOld
          ? `each attempt holds a port for a minute on this release: ${sockets} of about ${PORTS_OF_A_NODE}`
          : "each attempt is a new connection",
        assumptions: [
          `a node has ${PODS_OF_A_NODE} pods, all of this kind`,
          `kubelets close their connections at once from 1.${FIRST_LINGER} on (kubernetes#115143, merged in February 2023)`,
        ],
      },
    ];
  },
};

export const anyProbeOverhead: WorkloadRule = {
  id: "any-probe-overhead",
  severity: "note",
  summary: "the replicas of a workload start many processes a second to be asked",
  platforms: ["all"],
  evidence: ["KI-35", "dialects 8"],
  essay: [
    "A command is a process each time: the runtime enters the container's namespaces, starts a program, waits, cleans up. Across the replicas of a workload that may be more work than the workload's own.",
  ],
  ignoreWhen: "the nodes have the processor time to spare.",
  triggers: {
    manifest: servedExample("Deployment", FAST("exec: { command: [cat, /tmp/healthy] }", 5), "replicas: 20"),
  },
  quiet: { manifest: servedExample("Deployment", FAST("exec: { command: [cat, /tmp/healthy] }", 5), "replicas: 3") },
  findInWorkload: (subject) => {
    const commands = subject.probes.filter(({ handler }) => handler === "exec");
    const rate = rateOf(commands) * subject.workload.replicas;
    const [first] = commands;
    if (first === undefined || rate < EXEC_PER_WORKLOAD_MAX) return [];
    return [
      {
        path: `${first.path}.periodSeconds`,
        message: `the exec probes of ${subject.label} start ${rounded(rate)} processes a second over ${subject.workload.replicas} replicas`,
        why: "each attempt of an exec probe is a new process in the container",
      },
    ];
  },
};
