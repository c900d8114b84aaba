import { podExample } from "../examples.ts";
import type { Draft, WorkloadRule } from "../rule.ts";
import type { ProbeSubject, WorkloadSubject } from "../workloadSubject.ts";

const WELL_FOR_MS = 30_000;
const HANGS_FOR_MS = 300_000;

export const tcpLiveness: WorkloadRule = {
  id: "tcp-liveness",
  severity: "note",
  summary: "a liveness probe that only opens a connection does not see a deadlock",
  platforms: ["all"],
  evidence: ["KI-39"],
  essay: [
    "A connection is accepted by the kernel as long as the process holds the port and its queue has room: a process in which nothing moves any more is alive to such a probe. What it does see, a process that is gone, the kubelet sees without it.",
  ],
  ignoreWhen: "the app closes its port when it is in trouble, or has nothing better to ask.",
  triggers: {
    manifest: podExample(`
      livenessProbe:
        tcpSocket: { port: 8080 }`),
  },
  quiet: {
    manifest: podExample(`
      livenessProbe:
        httpGet: { path: /healthz, port: 8080 }`),
  },
  findInWorkload: (subject) =>
    subject.probes
      .filter(({ type, handler }) => type === "liveness" && handler === "tcpSocket")
      .map((probe) => draftOf(subject, probe)),
};

function draftOf({ lab }: WorkloadSubject, { container, path, initialDelaySeconds }: ProbeSubject): Draft {
  const fromMs = initialDelaySeconds * 1000 + WELL_FOR_MS;
  const outcome = () =>
    lab.run({
      failures: [{ container: container.name, value: { fromMs, state: "hang" } }],
      untilMs: fromMs + HANGS_FOR_MS,
    });
  return {
    path: `${path}.tcpSocket`,
    container: container.name,
    probe: "liveness",
    message: `the liveness probe of ${container.name} only opens a connection`,
    why: "a deadlocked process still accepts connections: the hang that a liveness probe is there for goes unseen",
    witness: lab.witness(outcome, container.name),
  };
}
