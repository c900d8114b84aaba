import { formatDuration } from "../../../../time/duration.ts";
import { commandOf, commandText, isShell, probesOfHandler, probesOfType } from "../../probeTools.ts";
import type { Draft, WorkloadRule } from "../../rule.ts";
import type { ProbeSubject, WorkloadSubject } from "../../workloadSubject.ts";
import { ASKS_THE_APP, foundryExample } from "./foundryExample.ts";

const QUIET = foundryExample(ASKS_THE_APP);

/** Nothing stands in the file, so nothing of it is the probe's place. */
function isDefault(subject: WorkloadSubject, probe: ProbeSubject): boolean {
  return probe.type === "readiness" && !subject.isWritten(probe.path);
}

const LOADS_MS = 60_000;

export const foundryDefaultEchoReadiness: WorkloadRule = {
  id: "foundry-default-echo-readiness",
  severity: "warning",
  summary: "without a readiness probe, a container that can run echo gets queries",
  platforms: ["foundry"],
  evidence: ["S0-12", "X-28"],
  essay: [
    "Foundry's default readiness probe runs `echo`. It shows that a process can be started in the container, and that is all: queries arrive before a model is loaded, and go on arriving while the app hangs.",
  ],
  ignoreWhen: "the app waits for nothing before it can take queries, and never hangs.",
  triggers: foundryExample(""),
  quiet: QUIET,
  findInWorkload: (subject) =>
    subject.probes
      .filter((probe) => isDefault(subject, probe))
      .map(({ container, path }): Draft => {
        const startsMs = subject.behaviourOf(container.name)?.instances[0]?.startsMs ?? LOADS_MS;
        const outcome = subject.lab.run({
          starts: [{ container: container.name, value: startsMs }],
          untilMs: startsMs + 30_000,
        });
        const readyMs = outcome.container(container.name)?.ready.find(({ value }) => value)?.fromMs;
        const early = readyMs === undefined ? "" : `: here ${formatDuration(startsMs - readyMs)} too early`;
        return {
          path,
          container: container.name,
          probe: "readiness",
          message: `${container.name} has no readiness probe of its own, and gets queries as soon as it can run echo`,
          why: `an app that takes ${formatDuration(startsMs)} to load gets them all the same${early}; set a probe by HTTP or exec that asks the app`,
          witness: subject.lab.witness(outcome, container.name),
        };
      }),
};

export const foundryEchoMissingBinary: WorkloadRule = {
  id: "foundry-echo-missing-binary",
  severity: "note",
  summary: "the default readiness probe needs a program called echo",
  platforms: ["foundry"],
  evidence: ["S0-12"],
  essay: [
    "A command is run without a shell, so `echo` must be a program of the image and not a word that a shell knows. Images with nothing but the app in them may lack it, and then the container never counts as ready.",
  ],
  ignoreWhen: "the image is built on one with the usual programs.",
  triggers: foundryExample(""),
  quiet: QUIET,
  findInWorkload: (subject) =>
    subject.probes
      .filter((probe) => isDefault(subject, probe))
      .map(({ container, path }): Draft => {
        const failures = [
          { container: container.name, value: { fromMs: 0, state: "error" as const, as: "missing-command" as const } },
        ];
        const outcome = subject.lab.run({ failures, untilMs: 60_000 });
        return {
          path,
          container: container.name,
          probe: "readiness",
          message: `the default readiness probe of ${container.name} runs echo without a shell: the image must have such a program`,
          witness: subject.lab.witness(outcome, container.name),
        };
      }),
};

export const foundryReadinessDoesWork: WorkloadRule = {
  id: "foundry-readiness-does-work",
  severity: "warning",
  summary: "a readiness command takes longer than its timeout, and begins again each time",
  platforms: ["foundry"],
  evidence: ["S0-05", "S0-13", "X-29"],
  needs: "how long the command takes (--behaviour)",
  essay: [
    "The example of Foundry's own documents downloads a dataset in the readiness probe. A probe has a time limit; what takes longer is cut off and begun again, each period, and the container never gets ready.",
    "The work belongs into the app, or a step before it; the probe then only looks for a mark that it is done.",
  ],
  ignoreWhen: "the command goes on where it was cut off.",
  triggers: {
    ...foundryExample("    readiness: { exec: { command: [python, /app/ready.py], timeoutSeconds: 5 } }\n"),
    behaviour: "containers: { scorer: { instances: [{ answerMs: 20s }] } }\n",
  },
  quiet: {
    ...foundryExample("    readiness: { exec: { command: [python, /app/ready.py], timeoutSeconds: 30 } }\n"),
    behaviour: "containers: { scorer: { instances: [{ answerMs: 20s }] } }\n",
  },
  findInWorkload: (subject) =>
    probesOfHandler(subject, "exec").flatMap((probe): Draft[] => {
      const { container, timeoutMs, path } = probe;
      const said = subject.behaviourOf(container.name);
      const answerMs = said?.instances[0]?.answerMs ?? 0;
      if (said === undefined || probe.type !== "readiness" || answerMs < timeoutMs) return [];
      const outcome = subject.lab.run({ containers: { [container.name]: said }, untilMs: 180_000 });
      return [
        {
          path: `${path}.exec`,
          container: container.name,
          probe: "readiness",
          message: `the readiness command of ${container.name} takes ${formatDuration(answerMs)} and is cut off after ${formatDuration(timeoutMs)}, each time`,
          why: "it never comes to its end, and the container never gets ready; do the work in the app, and let the probe look for a mark that it is done",
          witness: subject.lab.witness(outcome, container.name),
        },
      ];
    }),
};

/** A file that is written in place, and looked for: `test -f done || curl -o done …`. */
const MARKER = /(?:test\s+-[ef]|\[\s+-[ef])\s+["']?([^\s"'\];]+)/;
const writes = (marker: string): RegExp =>
  new RegExp(
    `(?:-o|-O|--output|>>?|\\btee)\\s*["']?${marker.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?:["'\\s;&]|$)`,
  );

export const foundryPartialMarker: WorkloadRule = {
  id: "foundry-partial-marker",
  severity: "warning",
  summary: "a probe writes the very file that it looks for",
  platforms: ["foundry"],
  evidence: ["S0-15", "X-29"],
  essay: [
    "A command that looks for a file, and otherwise downloads into it, can be cut off in the middle. The file is there then, and half of it; the next run finds it and passes.",
    "Rename is all or nothing: write under another name, and rename when it is whole. The rule reads commands of a shell; what a script does inside it cannot see.",
  ],
  ignoreWhen: "what writes the file renames it into place itself.",
  triggers: foundryExample(
    '    readiness: { exec: { command: [sh, -c, "test -f /tmp/model || curl -sf -o /tmp/model http://models/latest"], timeoutSeconds: 30 } }\n',
  ),
  quiet: foundryExample(
    '    readiness: { exec: { command: [sh, -c, "test -f /tmp/model || { curl -sf -o /tmp/part http://models/latest && mv /tmp/part /tmp/model; }"], timeoutSeconds: 30 } }\n',
  ),
  findInWorkload: (subject) =>
    probesOfHandler(subject, "exec").flatMap((probe): Draft[] => {
      const text = commandText(probe);
      const marker = MARKER.exec(text)?.[1];
      if (!isShell(commandOf(probe)) || marker === undefined || !writes(marker).test(text)) return [];
      return [
        {
          path: `${probe.path}.exec.command`,
          container: probe.container.name,
          probe: probe.type,
          message: `the ${probe.type} command of ${probe.container.name} writes ${marker}, the file that it takes as a sign of being done`,
          why: `cut off after ${formatDuration(probe.timeoutMs)} it leaves a part, and the next run passes; write under another name and rename`,
        },
      ];
    }),
};

export const foundryTimingAssumed: WorkloadRule = {
  id: "foundry-timing-assumed",
  severity: "note",
  summary: "times rest on numbers that Foundry does not publish",
  platforms: ["foundry"],
  evidence: ["S0-21", "X-31"],
  essay: [
    "Foundry probes intermittently, and says neither how often nor how many failures it forgives. Where nobody says otherwise Kubernetes' own numbers are taken: every 10 s, three failures. Measure it, and write the numbers into the file's assumptions.",
  ],
  ignoreWhen: "the order of things is all that you want to see.",
  triggers: QUIET,
  quiet: foundryExample(ASKS_THE_APP, "assumptions: { periodSeconds: 15, failureThreshold: 2 }\n"),
  findInWorkload: (subject) => {
    const missing = ["periodSeconds", "failureThreshold"].filter((name) => {
      const { why } = subject.workload.platform?.values.find(({ from }) => from === `assumptions.${name}`) ?? {};
      return why === "assumed, as Kubernetes" || (why === undefined && !subject.isWritten(`assumptions.${name}`));
    });
    if (missing.length === 0) return [];
    return [
      {
        path: subject.isWritten("assumptions") ? "assumptions" : "module",
        message: `Foundry publishes no ${missing.join(" and no ")}: Kubernetes' own are assumed`,
        why: "say measured ones in assumptions, or by --assumptions",
        assumptions: subject.workload.platform?.assumptions.slice(0, 1) ?? [],
      },
    ];
  },
};

/** Addresses of others in a command. */
const REMOTE = /\b(?:https?|postgres(?:ql)?|mysql|redis|grpc):\/\/(?!localhost|127\.|\[?::1)([\w.-]+)/;

export const foundryRemoteDependency: WorkloadRule = {
  id: "foundry-remote-dependency",
  severity: "warning",
  summary: "a probe asks other services on each run",
  platforms: ["foundry"],
  evidence: ["S0-14", "X-29"],
  essay: [
    "The example of Foundry's own documents fetches a token on every run, before it looks whether there is anything to do. When that service is away every container turns unresponsive at once, though each could serve; and while it is there it is asked by every container, every period.",
    "Look at what is in the container, and keep what comes from elsewhere.",
  ],
  ignoreWhen: "without that service the container can serve nothing.",
  triggers: foundryExample(
    '    readiness: { exec: { command: [curl, -sf, "https://auth.example/token"], timeoutSeconds: 5 } }\n',
  ),
  quiet: foundryExample(
    '    readiness: { exec: { command: [curl, -sf, "http://localhost:9000/ready"], timeoutSeconds: 5 } }\n',
  ),
  findInWorkload: (subject) =>
    probesOfType(subject, "readiness", "liveness").flatMap((probe): Draft[] => {
      const { container, type, path } = probe;
      const named = REMOTE.exec(commandText(probe))?.[1];
      const said = subject.behaviourOf(container.name)?.dependsOn?.[0];
      const whom = named ?? said;
      if (whom === undefined) return [];
      const failures = [
        { container: container.name, value: { fromMs: 60_000, toMs: 180_000, state: "error" as const } },
      ];
      const outcome = subject.lab.run({ failures, untilMs: 240_000 });
      return [
        {
          path: named === undefined ? path : `${path}.exec.command`,
          container: container.name,
          probe: type,
          message: `the ${type} probe of ${container.name} asks ${whom} on each run: when that is away, so are all containers`,
          why: "look at what is in the container, and keep what was fetched",
          witness: subject.lab.witness(outcome, container.name),
        },
      ];
    }),
};
