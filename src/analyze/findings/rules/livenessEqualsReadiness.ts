import { formatDuration } from "../../../time/duration.ts";
import { servedExample } from "../examples.ts";
import { asksTheSame, failingState, failureBudgetMs } from "../probeTools.ts";
import type { Draft, WorkloadRule } from "../rule.ts";
import type { ProbeSubject, WorkloadSubject } from "../workloadSubject.ts";

const WELL_FOR_MS = 30_000;

export const livenessEqualsReadiness: WorkloadRule = {
  id: "liveness-equals-readiness",
  aliases: ["any-liveness-equals-readiness"],
  severity: "warning",
  summary: "liveness asks the same as readiness, and is no more patient",
  platforms: ["all"],
  evidence: ["KI-54", "KI-59"],
  essay: [
    "Readiness is there so that a replica that cannot keep up gets no more work until it can. If liveness asks the same question with the same patience, it is restarted instead: connections break, caches are lost, and the others get its load.",
    "It is a warning where liveness gives up before readiness does, so that readiness can never help, and a note where both give up together.",
  ],
  ignoreWhen: "the question is cheap and independent of load, and the answer no can only mean a deadlock.",
  triggers: {
    manifest: servedExample(
      "Deployment",
      `
      livenessProbe:
        httpGet: { path: /healthz, port: 8080 }
        failureThreshold: 2
      readinessProbe:
        httpGet: { path: /healthz, port: 8080 }`,
    ),
  },
  quiet: {
    manifest: servedExample(
      "Deployment",
      `
      livenessProbe:
        httpGet: { path: /healthz, port: 8080 }
        failureThreshold: 6
      readinessProbe:
        httpGet: { path: /healthz, port: 8080 }`,
    ),
  },
  findInWorkload: (subject) =>
    subject.containers.flatMap((container) => {
      const liveness = container.probe("liveness");
      const readiness = container.probe("readiness");
      if (liveness === undefined || readiness === undefined) return [];
      const isSame = asksTheSame(liveness.probe, readiness.probe);
      return isSame && failureBudgetMs(liveness) <= failureBudgetMs(readiness)
        ? [draftOf(subject, liveness, readiness)]
        : [];
    }),
};

function draftOf({ lab, version }: WorkloadSubject, liveness: ProbeSubject, readiness: ProbeSubject): Draft {
  const { container, path, failureThreshold, periodMs } = liveness;
  const isFaster = failureBudgetMs(liveness) < failureBudgetMs(readiness);
  const wanted = Math.max(2 * failureThreshold, Math.ceil((2 * failureBudgetMs(readiness)) / periodMs));
  const base: Draft = {
    path,
    severity: isFaster ? "warning" : "note",
    container: container.name,
    probe: "liveness",
    message: `liveness of ${container.name} asks the same as its readiness, and gives up ${isFaster ? "sooner" : "as soon"}`,
    why: `overload restarts it instead of taking it out of service: liveness gives up after ${formatDuration(failureBudgetMs(liveness))} at most, readiness after ${formatDuration(failureBudgetMs(readiness))}`,
    fix: {
      text: "give it time to recover out of service before it is restarted, or ask something that load does not change",
      edits: [{ path: `${path}.failureThreshold`, value: wanted }],
    },
  };
  const state = failingState(liveness, version);
  if (!isFaster || state === undefined) return base;
  const fromMs = Math.max(liveness.initialDelaySeconds, readiness.initialDelaySeconds) * 1000 + WELL_FOR_MS;
  const toMs = fromMs + failureBudgetMs(readiness) + readiness.periodMs;
  const outcome = () =>
    lab.run({
      failures: [{ container: container.name, value: { fromMs, toMs, state } }],
      untilMs: toMs + 60_000,
    });
  return { ...base, witness: lab.witness(outcome, container.name) };
}
