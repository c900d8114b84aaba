import { formatDuration } from "../../../time/duration.ts";
import { servedExample } from "../examples.ts";
import { probesOfType } from "../probeTools.ts";
import type { Draft, WorkloadRule } from "../rule.ts";
import type { WorkloadSubject } from "../workloadSubject.ts";

const AT_MS = 60_000;
const EXAMPLE = servedExample(
  "Deployment",
  `
  readinessProbe:
    httpGet: { path: /ready, port: 8080 }`,
);

export const singleReplicaReadiness: WorkloadRule = {
  id: "single-replica-readiness",
  severity: "note",
  summary: "each restart of the kubelet takes the only replica out of service",
  platforms: ["all"],
  releases: "up to 1.34; from 1.35 on readiness outlives a restart of the kubelet",
  evidence: ["KI-14"],
  essay: [
    "A kubelet that has just been started knows no results of probes: containers with a readiness probe are not ready until the first attempt has succeeded. With one replica that is an outage of the service at each upgrade of a node's kubelet, although nothing is wrong.",
  ],
  ignoreWhen: "a few seconds without endpoint do not matter.",
  triggers: { kubernetes: "1.34", manifest: EXAMPLE },
  quiet: { kubernetes: "1.35", manifest: EXAMPLE },
  findInWorkload: (subject) => {
    const { workload, service, lab } = subject;
    const isOnly = workload.replicas === 1 && ["Deployment", "StatefulSet", "ReplicaSet"].includes(workload.kind);
    if (!isOnly || service === undefined || subject.profile.keepsStatusOverKubeletRestart) return [];
    const [readiness] = probesOfType(subject, "readiness");
    if (readiness === undefined) return [];
    const atMs = AT_MS + readiness.initialDelaySeconds * 1000;
    const outcome = lab.run({ actions: [{ atMs, do: "restartKubelet", downMs: 1000 }], untilMs: atMs + 60_000 });
    const ready = outcome.pod?.conditions.get("Ready") ?? [];
    const out = ready.find(({ value, fromMs }) => !value && fromMs > atMs);
    if (out === undefined) return [];
    return [
      {
        path: readiness.path,
        container: readiness.container.name,
        probe: "readiness" as const,
        message: `a restart of the kubelet leaves Service ${service.metadata.name} without an endpoint for a moment`,
        why: "this release takes running containers for not ready until the first attempt of the new kubelet, and there is one replica",
        witness: lab.witness(outcome, readiness.container.name),
      },
    ];
  },
};

const SLOW_FIRST = servedExample(
  "Deployment",
  `
  startupProbe:
    httpGet: { path: /ready, port: 8080 }
    periodSeconds: 1
    failureThreshold: 60
  readinessProbe:
    httpGet: { path: /ready, port: 8080 }
    periodSeconds: 60`,
);

export const slowFirstReady: WorkloadRule = {
  id: "slow-first-ready",
  severity: "note",
  summary: "after the startup probe's success the first readiness attempt comes up to a period later",
  platforms: ["all"],
  releases: "up to 1.20; from 1.21 on startup success triggers it at once",
  evidence: ["KI-03"],
  essay: [
    "A fast startup probe beside a slow readiness probe was to mean: ready soon, and asked seldom. Before 1.21 the readiness probe sees that the container has started only at its own next tick.",
  ],
  ignoreWhen: "the pod may wait.",
  triggers: { kubernetes: "1.20", manifest: SLOW_FIRST },
  quiet: { kubernetes: "1.22", manifest: SLOW_FIRST },
  findInWorkload: (subject) =>
    subject.profile.manualTrigger === "never"
      ? subject.containers.flatMap((container) => slowFirstDrafts(subject, container.name))
      : [],
};

function slowFirstDrafts({ containers, lab }: WorkloadSubject, name: string): Draft[] {
  const container = containers.find((one) => one.name === name);
  const startup = container?.probe("startup");
  const readiness = container?.probe("readiness");
  if (startup === undefined || readiness === undefined || readiness.periodMs < 3 * startup.periodMs) return [];
  const outcome = lab.run({ starts: [{ container: name, value: 5_000 }], untilMs: 3 * readiness.periodMs + 60_000 });
  const history = outcome.container(name);
  const startedMs = history?.started.find(({ value }) => value)?.fromMs;
  const readyMs = history?.ready.find(({ value }) => value)?.fromMs;
  if (startedMs === undefined || readyMs === undefined || readyMs - startedMs <= 2 * startup.periodMs) return [];
  return [
    {
      path: `${readiness.path}.periodSeconds`,
      container: name,
      probe: "readiness",
      message: `${name} gets ready ${formatDuration(readyMs - startedMs)} after its start is done`,
      why: "on this release startup success triggers no readiness attempt: it waits for the next tick of a long period",
      witness: lab.witness(outcome, name),
      fix: {
        text: "ask as often as the startup probe does",
        edits: [{ path: `${readiness.path}.periodSeconds`, value: startup.periodMs / 1000 }],
      },
    },
  ];
}

const EXEC = servedExample(
  "Deployment",
  `
  readinessProbe:
    exec: { command: [cat, /tmp/ready] }
    periodSeconds: 5
    failureThreshold: 1`,
);

export const execReadinessDrain: WorkloadRule = {
  id: "exec-readiness-drain",
  severity: "warning",
  summary: "on this release a terminating pod stays ready whatever its exec readiness probe finds",
  platforms: ["all"],
  releases: "1.35 and 1.36",
  evidence: ["KI-22", "corrections 1.8"],
  essay: [
    "In 1.35 and 1.36 the attempts of exec probes are cancelled once termination begins, and a cancelled attempt counts as nothing. An app that withdraws its readiness at SIGTERM to be left by its load balancer before it closes stays Ready for the whole grace period. HTTP, TCP and gRPC probes are asked as before, and 1.37 asks exec probes again.",
  ],
  ignoreWhen: "nobody looks at the condition Ready of terminating pods; endpoint slices do not.",
  triggers: { kubernetes: "1.36", manifest: EXEC },
  quiet: { kubernetes: "1.37", manifest: EXEC },
  findInWorkload: (subject) =>
    subject.profile.terminationCancelsExecProbes
      ? probesOfType(subject, "readiness")
          .filter(({ handler }) => handler === "exec")
          .flatMap(({ container, path, initialDelaySeconds, failureThreshold, periodMs }): Draft[] => {
            const atMs = AT_MS + initialDelaySeconds * 1000;
            // It fails from SIGTERM on, and takes its time for the rest.
            const enoughMs = Math.min((failureThreshold + 1) * periodMs, subject.graceSeconds * 1000 - 1000);
            const outcome = () =>
              subject.lab.run({
                containers: {
                  [container.name]: {
                    instances: [{ onTerm: { afterMs: enoughMs, code: 0 } }],
                    clock: [{ fromMs: atMs, state: "error" }],
                  },
                },
                actions: [{ atMs, do: "delete" }],
                untilMs: atMs + subject.graceSeconds * 1000 + 10_000,
              });
            return [
              {
                path: `${path}.exec`,
                container: container.name,
                probe: "readiness",
                message: `${container.name} cannot withdraw its readiness while its pod terminates, on this release`,
                why: "exec attempts are cancelled from SIGTERM on and count as nothing: the pod stays Ready to its end",
                witness: subject.lab.witness(outcome, container.name),
              },
            ];
          })
      : [],
};
