import type { ProbeType } from "../../../model/probe.ts";
import { answersMet } from "../askedDependencies.ts";
import { podExample } from "../examples.ts";
import { commandOf, probesOfHandler } from "../probeTools.ts";
import type { Draft, WorkloadRule } from "../rule.ts";
import type { ProbeSubject, WorkloadSubject } from "../workloadSubject.ts";

const WATCHED_MS = 120_000;

const COMES_OF_IT: Readonly<Record<ProbeType, string>> = {
  startup: "the container never counts as started, and nothing ends it",
  liveness: "the container is never restarted, however dead the app is",
  readiness: "the container never gets ready",
};

export const anyExecUnknown: WorkloadRule = {
  id: "any-exec-unknown",
  severity: "warning",
  summary: "a command that cannot be started counts as nothing at all",
  platforms: ["all"],
  evidence: ["KI-29", "dialects 8"],
  essay: [
    "A program that is not in the image is no failed check to a kubelet: the attempt ends in an error, and errors move no counter (dockerd counts them as failures). A liveness probe with a typing error protects nobody, and says so only in events.",
    "The rule speaks where the whole command line stands in one word, so that a program of that long name is looked for, and where a behaviour file lets the call fail.",
  ],
  ignoreWhen: "the program's name really has a blank in it.",
  triggers: {
    manifest: podExample(`
      livenessProbe:
        exec: { command: ["cat /tmp/healthy"] }`),
  },
  quiet: {
    manifest: podExample(`
      livenessProbe:
        exec: { command: [cat, /tmp/healthy] }`),
  },
  findInWorkload: (subject) =>
    probesOfHandler(subject, "exec").flatMap((probe) => {
      if (/^\S+\s+\S/.test(commandOf(probe)[0] ?? "")) return [draftOf(subject, probe)];
      return errsAsTold(subject, probe) ? [toldDraft(subject, probe)] : [];
    }),
};

/** The behaviour lets the runtime's call fail, otherwise than by a time-out. */
function errsAsTold(subject: WorkloadSubject, probe: ProbeSubject): boolean {
  const scripted = (subject.behaviourOf(probe.container.name)?.instances ?? []).flatMap(
    ({ probes }) => probes?.[probe.type] ?? [],
  );
  return (
    scripted.some(({ outcome }) => outcome === "error") ||
    answersMet(subject, probe).commands.some(({ error }) => error !== undefined && error.code !== "DEADLINE_EXCEEDED")
  );
}

function toldDraft(subject: WorkloadSubject, { container, type, path }: ProbeSubject): Draft {
  const { lab, behaviour } = subject;
  return {
    path: `${path}.exec.command`,
    container: container.name,
    probe: type,
    message: `the ${type} command of ${container.name} ends in errors of the runtime`,
    why: `an attempt that ends so counts as nothing: ${COMES_OF_IT[type]}`,
    witness: lab.witness(
      () => lab.run({ containers: behaviour?.containers ?? {}, untilMs: WATCHED_MS }),
      container.name,
    ),
  };
}

function draftOf({ lab }: WorkloadSubject, probe: ProbeSubject): Draft {
  const { container, type, path } = probe;
  const [program = "", ...args] = commandOf(probe);
  const outcome = () =>
    lab.run({
      failures: [{ container: container.name, value: { fromMs: 0, state: "error", as: "missing-command" } }],
      untilMs: WATCHED_MS,
    });
  const isPlain = /^[\w./ =-]+$/.test(program);
  return {
    path: `${path}.exec.command[0]`,
    container: container.name,
    probe: type,
    message: `the ${type} probe of ${container.name} looks for a program called ${JSON.stringify(program)}`,
    why: `there is none, and an attempt that cannot be started counts as nothing: ${COMES_OF_IT[type]}`,
    witness: lab.witness(outcome, container.name),
    fix: {
      text: isPlain ? "one word for each argument" : "start a shell for it",
      edits: [
        {
          path: `${path}.exec.command`,
          value: isPlain ? [...program.trim().split(/\s+/), ...args] : ["sh", "-c", [program, ...args].join(" ")],
        },
      ],
    },
  };
}
