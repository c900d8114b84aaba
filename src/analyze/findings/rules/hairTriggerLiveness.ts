import { formatDuration } from "../../../time/duration.ts";
import { podExample } from "../examples.ts";
import { failingState } from "../probeTools.ts";
import type { Draft, WorkloadRule } from "../rule.ts";
import type { ProbeSubject, WorkloadSubject } from "../workloadSubject.ts";

/** Long enough after the start that every usual probe has begun. */
const WELL_FOR_MS = 60_000;

export const hairTriggerLiveness: WorkloadRule = {
  id: "hair-trigger-liveness",
  severity: "warning",
  summary: "one failed attempt of the liveness probe restarts the container",
  platforms: ["all"],
  evidence: ["KI-05", "KI-60"],
  essay: [
    "With failureThreshold 1 a single answer that comes late or wrong is the verdict. The kubelet then stops to ask and kills; that the app is well again a moment later helps nothing.",
    "One answer in a thousand later than the timeout is nothing unusual: garbage collection, a busy node, a cold cache. At one attempt every 30 s that is three restarts a day, and as the causes are shared, of many replicas at once.",
  ],
  ignoreWhen: "a wrong answer can only mean that the process is lost, and a restart costs nothing.",
  triggers: {
    manifest: podExample(`
      livenessProbe:
        httpGet: { path: /healthz, port: 8080 }
        periodSeconds: 30
        failureThreshold: 1`),
  },
  quiet: {
    manifest: podExample(`
      livenessProbe:
        httpGet: { path: /healthz, port: 8080 }
        periodSeconds: 30
        failureThreshold: 3`),
  },
  findInWorkload: (subject) =>
    subject.probes
      .filter(({ type, failureThreshold }) => type === "liveness" && failureThreshold === 1)
      .flatMap((probe) => {
        const state = failingState(probe, subject.version);
        // One whose attempts all err restarts nothing; a command may fail for want of time, whatever it reads.
        return state === undefined && probe.handler !== "exec" ? [] : [draftOf(subject, probe, state)];
      }),
};

function draftOf({ lab }: WorkloadSubject, probe: ProbeSubject, state: "hang" | "refuse" | undefined): Draft {
  const { container, timeoutMs, periodMs, path } = probe;
  const fromMs = probe.initialDelaySeconds * 1000 + WELL_FOR_MS;
  const outcome = () =>
    lab.run({
      // One attempt falls into it, whatever the phase of the probe.
      failures: [{ container: container.name, value: { fromMs, toMs: fromMs + periodMs, state: state ?? "hang" } }],
      untilMs: fromMs + periodMs + 2 * timeoutMs + 60_000,
    });
  return {
    path: `${path}.failureThreshold`,
    container: container.name,
    probe: "liveness",
    message: `a single failed attempt of its liveness probe restarts ${container.name}`,
    why: "one late answer is no deadlock: failureThreshold 1 leaves no attempt to tell them apart",
    ...(state !== undefined && { witness: lab.witness(outcome, container.name) }),
    fix: {
      text: `let three attempts fail in a row, over ${formatDuration(2 * periodMs)}, before it is given up`,
      edits: [{ path: `${path}.failureThreshold`, value: 3 }],
    },
  };
}
