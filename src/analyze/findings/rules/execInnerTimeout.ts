import { formatDuration, parseDuration } from "../../../time/duration.ts";
import { podExample } from "../examples.ts";
import { commandOf, commandText, probesOfHandler, programsOf } from "../probeTools.ts";
import type { Draft, WorkloadRule } from "../rule.ts";
import type { ProbeSubject } from "../workloadSubject.ts";

/** By program: the option that limits it, followed by seconds or a duration. */
const LIMITS: readonly { readonly program: string; readonly option: RegExp; readonly example: string }[] = [
  { program: "curl", option: /(?:^|\s)(?:-m|--max-time)[\s=]+(\S+)/, example: "curl --max-time" },
  { program: "wget", option: /(?:^|\s)(?:-T|--timeout)[\s=]*(\S+)/, example: "wget -T" },
  { program: "nc", option: /(?:^|\s)-w[\s=]*(\S+)/, example: "nc -w" },
  { program: "pg_isready", option: /(?:^|\s)(?:-t|--timeout)[\s=]*(\S+)/, example: "pg_isready -t" },
  { program: "mysqladmin", option: /(?:^|\s)--connect[-_]timeout[\s=]+(\S+)/, example: "mysqladmin --connect-timeout" },
  { program: "redis-cli", option: /(?:^|\s)-t[\s=]+(\S+)/, example: "redis-cli -t" },
  { program: "timeout", option: /(?:^|[\s/])timeout\s+(?:-\S+\s+)*(\S+)/, example: "timeout" },
  { program: "grpc_health_probe", option: /(?:^|\s)-{1,2}(?:rpc|connect)-timeout[\s=]+(\S+)/, example: "-rpc-timeout" },
];

export const execInnerTimeout: WorkloadRule = {
  id: "exec-inner-timeout",
  severity: "warning",
  summary: "the command of a probe has no time limit of its own, or one beyond the probe's",
  platforms: ["all"],
  evidence: ["KI-32", "KI-33", "KI-53"],
  essay: [
    "When a probe's timeout has passed, the attempt is over; the process need not be. Commands that hang pile up in the container, one each period, until its memory or its process numbers run out: a readiness probe that kills.",
    "A limit within the command that is as long as the probe's, or longer, never comes into effect. It is a warning where such a limit is written, since somebody counted on it, and a note where a client that asks over the network has none.",
  ],
  ignoreWhen: "the command cannot hang, or is a program with a limit of its own.",
  triggers: {
    manifest: podExample(`
      readinessProbe:
        exec: { command: [sh, -c, curl -sf -m 10 localhost:8080/ready] }
        timeoutSeconds: 5`),
  },
  quiet: {
    manifest: podExample(`
      readinessProbe:
        exec: { command: [sh, -c, curl -sf -m 4 localhost:8080/ready] }
        timeoutSeconds: 5`),
  },
  findInWorkload: (subject) => probesOfHandler(subject, "exec").flatMap(draftsOf),
};

function draftsOf(probe: ProbeSubject): Draft[] {
  const { container, type, path, timeoutMs, periodMs } = probe;
  const text = commandText(probe);
  const programs = programsOf(commandOf(probe));
  const known = LIMITS.filter(({ program }) => programs.includes(program) || text.includes(`${program} `));
  const limits = known.flatMap(({ option }) => limitMs(option.exec(text)?.[1]));
  const base = { path, container: container.name, probe: type };
  if (known.length > 0 && limits.length === 0) {
    const [client] = known;
    return [
      {
        ...base,
        severity: "note",
        message: `the ${type} command of ${container.name} has no time limit of its own`,
        why: `after ${formatDuration(timeoutMs)} the attempt has failed, but the process may go on: while the app hangs, one more is left behind each period (${client?.example ?? "timeout"} limits it)`,
      },
    ];
  }
  const innerMs = Math.min(...limits);
  const wanted = Math.ceil(innerMs / 1000) + 1;
  if (limits.length === 0 || innerMs < timeoutMs) return [];
  return [
    {
      ...base,
      message: `the ${type} command of ${container.name} limits itself to ${formatDuration(innerMs)}, and the probe to ${formatDuration(timeoutMs)}`,
      why: "the inner limit never comes into effect: the probe gives up first, and the process is left behind",
      fix: {
        text: "let the probe wait for the command's own limit",
        edits: [
          { path: `${path}.timeoutSeconds`, value: wanted },
          ...(wanted * 1000 < periodMs ? [] : [{ path: `${path}.periodSeconds`, value: wanted + 1 }]),
        ],
      },
    },
  ];
}

function limitMs(text: string | undefined): number[] {
  if (text === undefined) return [];
  if (/^\d+(?:\.\d+)?$/.test(text)) return [Number(text) * 1000];
  const read = parseDuration(text);
  return "durationMs" in read ? [read.durationMs] : [];
}
