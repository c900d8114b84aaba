import { formatDuration } from "../../../time/duration.ts";
import { podExample } from "../examples.ts";
import { baseName, commandOf, isShell, probesOfHandler, programsOf } from "../probeTools.ts";
import type { Draft, WorkloadRule } from "../rule.ts";
import type { ProbeSubject, WorkloadSubject } from "../workloadSubject.ts";

/** Programs that, as PID 1, reap whatever is left to them. */
const REAPERS = /^(?:tini|tini-static|dumb-init|s6-svscan|init|systemd|catatonit|docker-init)$/;
/** Of a usual node. */
const PIDS = 1_024;

export const execSpawnsChildren: WorkloadRule = {
  id: "exec-spawns-children",
  severity: "note",
  summary: "a probe's command wraps another in timeout, and nobody may be there to reap what it leaves",
  platforms: ["all"],
  evidence: ["KI-34"],
  essay: [
    "A wrapper such as `timeout 3 sh -c …` kills its child and goes; what the child had started is left to PID 1 of the container. If that is an application that never waits for children, each attempt leaves a zombie behind, and after a day or two the container, or the node, has no process numbers left.",
    "It is the inner time limit that exec-inner-timeout asks for, in the one form that can do harm.",
  ],
  ignoreWhen: "PID 1 of the container reaps its children: an init such as tini, a shell, a language runtime that does.",
  triggers: {
    manifest: podExample(`
      command: [/app/server]
      livenessProbe:
        exec: { command: [timeout, "3", sh, -c, "/app/check | grep -q ok"] }
        timeoutSeconds: 5`),
  },
  quiet: {
    manifest: podExample(`
      command: [tini, --, /app/server]
      livenessProbe:
        exec: { command: [timeout, "3", sh, -c, "/app/check | grep -q ok"] }
        timeoutSeconds: 5`),
  },
  findInWorkload: (subject) =>
    probesOfHandler(subject, "exec")
      .filter((probe) => wrapsChildren(commandOf(probe)) && !isReaped(subject, probe))
      .map(draftOf),
};

function wrapsChildren(command: readonly string[]): boolean {
  const wraps = programsOf(command).includes("timeout");
  return wraps && (isShell(command) || command.slice(1).some((word) => /^(?:sh|bash|ash|dash)$/.test(baseName(word))));
}

function isReaped({ pod }: WorkloadSubject, { container }: ProbeSubject): boolean {
  const [entry = ""] = container.container.command ?? [];
  return "shareProcessNamespace" in pod.spec || REAPERS.test(baseName(entry)) || isShell([entry]);
}

function draftOf({ container, type, path, periodMs }: ProbeSubject): Draft {
  return {
    path: `${path}.exec.command`,
    container: container.name,
    probe: type,
    message: `the ${type} command of ${container.name} runs a shell under timeout, and may leave a zombie at each attempt`,
    why: `if PID 1 of the container reaps no children, ${PIDS} process numbers are used up after ${formatDuration(PIDS * periodMs)}`,
    assumptions: ["what PID 1 of the container does about orphans, the manifest does not say"],
  };
}
