import { formatDuration } from "../../../time/duration.ts";
import { podExample } from "../examples.ts";
import { commandOf, probesOfHandler } from "../probeTools.ts";
import { subjectOfCommand } from "../../../app/command.ts";
import type { Draft, WorkloadRule } from "../rule.ts";
import type { ProbeSubject, WorkloadSubject } from "../workloadSubject.ts";

const WELL_FOR_MS = 30_000;

export const anyExecTimeoutUnenforced: WorkloadRule = {
  id: "any-exec-timeout-unenforced",
  severity: "warning",
  summary: "the release does not enforce the timeout of exec probes",
  platforms: ["all"],
  releases: "up to 1.19; later ones with the gate ExecProbeTimeout off, which is locked on from 1.35",
  evidence: ["KI-28", "KI-30"],
  essay: [
    "Before 1.20 a command that hangs is not a failed attempt but no attempt at all. With dockershim the probe waited for it for ever, so that a deadlock that makes the command hang was never noticed.",
    "An upgrade turns such commands into failures from one day to the next: see exec-timeout-default.",
  ],
  ignoreWhen: "the command has a time limit of its own.",
  triggers: {
    kubernetes: "1.19",
    manifest: podExample(`
      livenessProbe:
        exec: { command: [/health/ping.sh] }
        timeoutSeconds: 5`),
  },
  quiet: {
    kubernetes: "1.20",
    manifest: podExample(`
      livenessProbe:
        exec: { command: [/health/ping.sh] }
        timeoutSeconds: 5`),
  },
  findInWorkload: (subject) =>
    subject.profile.execTimeoutCounts
      ? []
      : probesOfHandler(subject, "exec")
          .filter((probe) => subjectOfCommand(commandOf(probe)) === "app")
          .map((probe) => draftOf(subject, probe)),
};

function draftOf({ lab }: WorkloadSubject, { container, type, path, timeoutMs }: ProbeSubject): Draft {
  const outcome = () =>
    lab.run({
      failures: [{ container: container.name, value: { fromMs: WELL_FOR_MS, state: "hang" } }],
      untilMs: 5 * WELL_FOR_MS,
    });
  return {
    path,
    container: container.name,
    probe: type,
    message: `on this release the ${type} command of ${container.name} may take longer than its ${formatDuration(timeoutMs)} without failing`,
    why: "a command that hangs counts as nothing, so a deadlock that makes it hang is never noticed; give the command a limit of its own",
    witness: lab.witness(outcome, container.name),
    assumptions: ["before 1.20 an exec attempt above its timeout counts as nothing"],
  };
}
