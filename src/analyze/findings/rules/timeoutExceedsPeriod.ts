import { formatDuration } from "../../../time/duration.ts";
import { podExample } from "../examples.ts";
import type { Draft, WorkloadRule } from "../rule.ts";
import type { ProbeSubject, WorkloadSubject } from "../workloadSubject.ts";

const WELL_FOR_MS = 30_000;

export const timeoutExceedsPeriod: WorkloadRule = {
  id: "timeout-exceeds-period",
  aliases: ["any-timeout-ge-period"],
  severity: "warning",
  summary: "an attempt may last longer than the period, so that a hang is noticed much later than a refusal",
  platforms: ["all"],
  evidence: ["KI-08", "KI-64"],
  essay: [
    "Attempts of one probe do not overlap. One that lasts longer than the period keeps the next one waiting: while the app hangs, the timeout is the period. What was meant as three failures in 15 s takes 90 s with a timeout of 30 s, if the app hangs, and 15 s if it refuses.",
    "So the policy has two answers to the question how long it takes, and the slow one belongs to the failure that liveness probes are there for.",
  ],
  ignoreWhen: "an answer may really take that long, and a slow verdict on a hang is meant.",
  triggers: {
    manifest: podExample(`
      livenessProbe:
        httpGet: { path: /healthz, port: 8080 }
        periodSeconds: 5
        timeoutSeconds: 30`),
  },
  quiet: {
    manifest: podExample(`
      livenessProbe:
        httpGet: { path: /healthz, port: 8080 }
        periodSeconds: 30
        timeoutSeconds: 5`),
  },
  findInWorkload: (subject) =>
    subject.probes
      .filter(({ timeoutMs, periodMs }) => timeoutMs > periodMs || (timeoutMs === periodMs && timeoutMs > 1000))
      .map((probe) => draftOf(subject, probe)),
};

function draftOf(subject: WorkloadSubject, probe: ProbeSubject): Draft {
  const { type, path, container, timeoutMs, periodMs } = probe;
  const isLonger = timeoutMs > periodMs;
  const base = {
    why: "attempts do not overlap: while the app hangs, the timeout counts in place of the period",
    path: `${path}.timeoutSeconds`,
    severity: isLonger ? ("warning" as const) : ("note" as const),
    container: container.name,
    probe: type,
  };
  const relation = isLonger ? "longer than" : "as long as";
  const message = `the timeout of ${container.name}'s ${type} probe (${formatDuration(timeoutMs)}) is ${relation} its period (${formatDuration(periodMs)})`;
  return { ...base, message, ...verdictsOf(subject, probe), ...fixOf(probe) };
}

function fixOf({ path, periodMs, timeoutMs }: ProbeSubject): Pick<Draft, "fix"> {
  if (periodMs > 1000)
    return {
      fix: {
        text: "let an attempt end before the next one is due",
        edits: [{ path: `${path}.timeoutSeconds`, value: periodMs / 1000 - 1 }],
      },
    };
  return {
    fix: {
      text: "let an attempt end before the next one is due",
      edits: [{ path: `${path}.periodSeconds`, value: timeoutMs / 1000 + 1 }],
    },
  };
}

/** When the verdict falls after a hang and after a refusal that begin at the same instant. */
function verdictsOf({ lab }: WorkloadSubject, probe: ProbeSubject): Pick<Draft, "why" | "witness"> {
  const { container, type, timeoutMs, periodMs, failureThreshold, initialDelaySeconds } = probe;
  if (type === "startup" || timeoutMs === periodMs) return {};
  const fromMs = initialDelaySeconds * 1000 + WELL_FOR_MS;
  const untilMs = fromMs + (failureThreshold + 1) * (timeoutMs + periodMs) + 60_000;
  const run = (state: "hang" | "refuse") =>
    lab.run({ failures: [{ container: container.name, value: { fromMs, toMs: untilMs, state } }], untilMs });
  const verdictMs = (state: "hang" | "refuse"): number | undefined => {
    const history = run(state).container(container.name);
    return type === "liveness"
      ? history?.probeKills[0]?.atMs
      : history?.ready.find(({ value, fromMs: atMs }) => !value && atMs > fromMs)?.fromMs;
  };
  const hangMs = verdictMs("hang");
  const refuseMs = verdictMs("refuse");
  if (hangMs === undefined || refuseMs === undefined) return {};
  const text = `an app that refuses is judged after ${formatDuration(refuseMs - fromMs)}, one that hangs after ${formatDuration(hangMs - fromMs)}`;
  return { why: `attempts do not overlap: ${text}`, witness: lab.witness(run("hang"), container.name) };
}
