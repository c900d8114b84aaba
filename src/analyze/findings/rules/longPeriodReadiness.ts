import { formatDuration } from "../../../time/duration.ts";
import { podExample } from "../examples.ts";
import { probesOfType } from "../probeTools.ts";
import type { Draft, WorkloadRule } from "../rule.ts";
import type { ProbeSubject, WorkloadSubject } from "../workloadSubject.ts";

const LONG_MS = 60_000;
/** As a node that has just joined. */
const YOUNG_KUBELET_MS = 5_000;

export const longPeriodReadiness: WorkloadRule = {
  id: "long-period-readiness",
  severity: "note",
  summary: "a readiness probe with a period of a minute or more",
  platforms: ["all"],
  evidence: ["KI-01"],
  essay: [
    "A kubelet that is younger than a probe's period first waits a random part of that period, so that not all pods of a node are asked at once. On a node that has just come up, or whose kubelet has been restarted, a pod with a readiness period of five minutes may be out of service for that long although it is well.",
    "The same period is how long a replica that is not well may stay in service for each failure that is allowed.",
  ],
  ignoreWhen: "nobody is sent to the pod by its readiness, or it may wait.",
  triggers: {
    manifest: podExample(`
      readinessProbe:
        httpGet: { path: /ready, port: 8080 }
        periodSeconds: 300`),
  },
  quiet: {
    manifest: podExample(`
      readinessProbe:
        httpGet: { path: /ready, port: 8080 }
        periodSeconds: 15`),
  },
  findInWorkload: (subject) =>
    probesOfType(subject, "readiness")
      .filter(({ periodMs }) => periodMs >= LONG_MS)
      .map((probe) => draftOf(subject, probe)),
};

function draftOf({ lab, profile }: WorkloadSubject, probe: ProbeSubject): Draft {
  const { container, path, periodMs, timeoutMs } = probe;
  const outcome = lab.run({ kubeletUpMs: YOUNG_KUBELET_MS, rand: 7 / 8, untilMs: 2 * periodMs });
  const readyMs = outcome.container(container.name)?.ready.find(({ value }) => value)?.fromMs;
  const jitters = profile.startJitter === "always" ? "always" : "on a node whose kubelet is younger than that";
  return {
    path: `${path}.periodSeconds`,
    container: container.name,
    probe: "readiness",
    message: `${container.name} may get ready up to ${formatDuration(periodMs)} late, the period of its readiness probe`,
    why: `the first attempt waits for a random part of the period, ${jitters}${readyMs === undefined ? "" : `; here it is ready at ${formatDuration(readyMs)}`}`,
    witness: lab.witness(outcome, container.name),
    fix: {
      text: "ask more often, and something cheaper",
      edits: [{ path: `${path}.periodSeconds`, value: Math.max(10, timeoutMs / 1000 + 1) }],
    },
  };
}
