import { formatDuration } from "../../../time/duration.ts";
import { podExample } from "../examples.ts";
import { heavyCommandOf } from "../heavyCommands.ts";
import { commandOf, probesOfType, programsOf } from "../probeTools.ts";
import type { Draft, WorkloadRule } from "../rule.ts";
import type { ProbeSubject, WorkloadSubject } from "../workloadSubject.ts";

const LONG_MS = 20_000;

export const expensiveReadiness: WorkloadRule = {
  id: "expensive-readiness",
  severity: "note",
  summary: "a long period is to keep a costly readiness check rare, and does not while it fails",
  platforms: ["all"],
  releases: "from 1.21 on; before, nothing but the period triggers a readiness probe",
  evidence: ["KI-02"],
  essay: [
    "While a container is not ready, each new status of its pod triggers one more attempt besides those of the period: a sibling that is restarted, a sync, a condition. What is meant to run twice a minute runs several times as often just when the app has trouble.",
  ],
  ignoreWhen: "the check is cheap in truth.",
  triggers: {
    manifest: podExample(`
      readinessProbe:
        exec: { command: [rabbitmqctl, status] }
        periodSeconds: 50
        timeoutSeconds: 8`),
  },
  quiet: {
    manifest: podExample(`
      readinessProbe:
        tcpSocket: { port: 5672 }
        periodSeconds: 50
        timeoutSeconds: 8`),
  },
  findInWorkload: (subject) =>
    probesOfType(subject, "readiness")
      .filter((probe) => probe.periodMs >= LONG_MS && heavyCommandOf(programsOf(commandOf(probe))) !== undefined)
      .map((probe) => draftOf(subject, probe)),
};

function draftOf({ lab }: WorkloadSubject, probe: ProbeSubject): Draft {
  const { container, path, periodMs } = probe;
  const untilMs = 2 * periodMs;
  const outcome = lab.run({ starts: [{ container: container.name, value: 10 * untilMs }], untilMs });
  const count = outcome.container(container.name)?.attempts.readiness.length ?? 0;
  return {
    path: `${path}.periodSeconds`,
    container: container.name,
    probe: "readiness",
    message: `a period of ${formatDuration(periodMs)} does not bound how often the costly readiness check of ${container.name} runs`,
    why: `while it is not ready, each status of the pod triggers one more attempt: here ${count} within ${formatDuration(untilMs)}, and more where siblings are restarted`,
    witness: lab.witness(outcome, container.name),
  };
}
