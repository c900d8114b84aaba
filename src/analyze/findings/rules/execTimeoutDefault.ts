import { subjectOfCommand } from "../../../app/command.ts";
import { podExample } from "../examples.ts";
import { commandOf, commandText, probesOfHandler } from "../probeTools.ts";
import type { Draft, WorkloadRule } from "../rule.ts";
import type { ProbeSubject, WorkloadSubject } from "../workloadSubject.ts";

const WELL_FOR_MS = 30_000;
const WANTED_SECONDS = 5;

export const execTimeoutDefault: WorkloadRule = {
  id: "exec-timeout-default",
  severity: "warning",
  summary: "a command that asks the app has the default of one second",
  platforms: ["kubernetes"],
  evidence: ["KI-28", "KI-31"],
  essay: [
    "Up to 1.19 nobody enforced the timeout of exec probes, so nobody missed it in manifests. Since 1.20 a command that takes longer than a second has failed, and starting a process in a container of a busy node takes longer than that easily: whole clusters restarted their network agents the day they were upgraded.",
    "It is a warning where failures kill, and a note for readiness. Commands that only read a file or ask nothing are left alone.",
  ],
  ignoreWhen: "the command is known to take a small part of a second on a node without free processors, too.",
  triggers: {
    manifest: podExample(`
      livenessProbe:
        exec: { command: [/health/ping.sh] }`),
  },
  quiet: {
    manifest: podExample(`
      livenessProbe:
        exec: { command: [/health/ping.sh] }
        timeoutSeconds: 5`),
  },
  findInWorkload: (subject) =>
    probesOfHandler(subject, "exec")
      .filter((probe) => {
        return !subject.isWritten(`${probe.path}.timeoutSeconds`) && subjectOfCommand(commandOf(probe)) === "app";
      })
      .map((probe) => draftOf(subject, probe)),
};

function draftOf({ lab }: WorkloadSubject, probe: ProbeSubject): Draft {
  const { container, type, path, periodMs, initialDelaySeconds, failureThreshold } = probe;
  const fromMs = type === "startup" ? 0 : initialDelaySeconds * 1000 + WELL_FOR_MS;
  const toMs = fromMs + (failureThreshold + 1) * (periodMs + 1000);
  const outcome = () =>
    lab.run({
      failures: [{ container: container.name, value: { fromMs, toMs, state: "slow", ms: 1_200 } }],
      untilMs: toMs + 30_000,
    });
  const seconds = Math.min(WANTED_SECONDS, Math.max(1, periodMs / 1000 - 1));
  return {
    path,
    severity: type === "readiness" ? "note" : "warning",
    container: container.name,
    probe: type,
    message: `the ${type} command of ${container.name} must end within 1s, the default of timeoutSeconds: ${JSON.stringify(commandText(probe).slice(0, 60))}`,
    why: "a command starts a process each time: on a busy node that alone may take longer, and from 1.20 on it counts as a failure",
    witness: lab.witness(outcome, container.name),
    ...(seconds > 1 && {
      fix: {
        text: "say how long it may take",
        edits: [{ path: `${path}.timeoutSeconds`, value: seconds }],
      },
    }),
  };
}
