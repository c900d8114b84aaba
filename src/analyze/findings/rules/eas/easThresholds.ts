import type { Draft, WorkloadRule } from "../../rule.ts";
import type { ProbeSubject, WorkloadSubject } from "../../workloadSubject.ts";
import { easExample, tcpCheck } from "./easExample.ts";

/** How long an app needs, by its behaviour, where somebody has said so. */
function saidStartMs({ behaviourOf }: WorkloadSubject, { container }: ProbeSubject): number | undefined {
  return behaviourOf(container.name)?.instances[0]?.startsMs;
}

export const easStartupFailureThresholdOne: WorkloadRule = {
  id: "eas-startup-failure-threshold-one",
  severity: "error",
  summary: "the first startup check that fails kills the container",
  platforms: ["eas"],
  evidence: ["X-06", "S1-24", "S1-06"],
  essay: [
    "A startup check is there to give a slow start its time. EAS documents failure_threshold 1 as its default: the first check that meets an app that does not answer yet kills it, and the next start meets the same.",
    "Kubernetes' own default is 3, and a field that is left out may as well reach it unset; with 3 the app has two periods more. Say the number.",
  ],
  ignoreWhen: "initial_delay_seconds is longer than every start.",
  triggers: easExample({ startup_check: tcpCheck({ period_seconds: 5 }) }),
  quiet: easExample({ startup_check: tcpCheck({ period_seconds: 5, failure_threshold: 60 }) }),
  findInWorkload: (subject) =>
    subject.probes.flatMap((probe): Draft[] => {
      if (probe.type !== "startup" || probe.failureThreshold !== 1) return [];
      const { container, path, initialDelaySeconds, periodMs } = probe;
      const budgetMs = initialDelaySeconds * 1000;
      const saidMs = saidStartMs(subject, probe);
      if (saidMs !== undefined && saidMs <= budgetMs) return [];
      const startsMs = saidMs ?? budgetMs + 1000;
      const outcome = subject.lab.run({ starts: [{ container: container.name, value: startsMs }], untilMs: 300_000 });
      const isSaid = subject.isWritten(`${path}.failure_threshold`);
      const enough = Math.ceil((Math.max(startsMs, 300_000) - budgetMs) / periodMs) + 1;
      return [
        {
          path: `${path}.failure_threshold`,
          container: container.name,
          probe: "startup",
          message: `${container.name} is killed when its first startup check fails, ${initialDelaySeconds}s after its start`,
          why: isSaid
            ? "failure_threshold 1 gives a start no second check"
            : "failure_threshold is 1 where it is left out, says EAS; Kubernetes' own 3 would give it two periods more",
          witness: subject.lab.witness(outcome, container.name),
          fix: {
            text: "allow for the longest start that you would survive, here 5m",
            edits: [{ path: `${path}.failure_threshold`, value: enough }],
          },
        },
      ];
    }),
};

export const easLivenessFailureThresholdOne: WorkloadRule = {
  id: "eas-liveness-failure-threshold-one",
  supersedes: ["hair-trigger-liveness"],
  severity: "warning",
  summary: "one slow answer restarts the container",
  platforms: ["eas"],
  evidence: ["X-06", "S1-24"],
  essay: [
    "EAS documents failure_threshold 1 as the default of liveness checks, and a timeout of one second. One answer later than that, for a garbage collection or a long request, is the verdict.",
  ],
  ignoreWhen: "a wrong answer can only mean that the process is lost.",
  triggers: easExample({ liveness_check: tcpCheck({ initial_delay_seconds: 60 }), health_check: tcpCheck() }),
  quiet: easExample({
    liveness_check: tcpCheck({ initial_delay_seconds: 60, failure_threshold: 3 }),
    health_check: tcpCheck(),
  }),
  findInWorkload: (subject) =>
    subject.probes
      .filter(({ type, failureThreshold }) => type === "liveness" && failureThreshold === 1)
      .map((probe) => oneSlowAnswer(subject, probe)),
};

function oneSlowAnswer({ lab, isWritten }: WorkloadSubject, probe: ProbeSubject): Draft {
  const { container, path, periodMs, timeoutMs, initialDelaySeconds } = probe;
  const fromMs = initialDelaySeconds * 1000 + 60_000;
  const outcome = lab.run({
    failures: [{ container: container.name, value: { fromMs, toMs: fromMs + periodMs, state: "hang" } }],
    untilMs: fromMs + periodMs + 2 * timeoutMs + 60_000,
  });
  return {
    path: `${path}.failure_threshold`,
    container: container.name,
    probe: "liveness",
    message: `one answer later than ${timeoutMs / 1000}s restarts ${container.name}`,
    why: isWritten(`${path}.failure_threshold`)
      ? "failure_threshold 1 forgives nothing"
      : "failure_threshold is 1 where it is left out, says EAS; Kubernetes' own default would be 3",
    witness: lab.witness(outcome, container.name),
    fix: {
      text: "forgive two failures",
      edits: [{ path: `${path}.failure_threshold`, value: 3 }],
    },
  };
}
