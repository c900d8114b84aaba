import { memberOf } from "../../../../manifest/source/sourceNode.ts";
import type { SourceNode } from "../../../../manifest/source/sourceNode.ts";
import { CHECKS } from "../../../../manifest/eas/easKeys.ts";
import type { Draft, ObjectRule, WorkloadRule } from "../../rule.ts";
import type { ProbeSubject, WorkloadSubject } from "../../workloadSubject.ts";
import { easExample, tcpCheck } from "./easExample.ts";

/** Values that make sense only if success_threshold counts failures, as some of EAS' documents have it. */
export const easThresholdLabelsSwapped: ObjectRule = {
  id: "eas-threshold-labels-swapped",
  severity: "warning",
  summary: "the thresholds look as if they were written the other way round",
  platforms: ["eas"],
  evidence: ["X-01", "S1-17", "S3-13"],
  essay: [
    "The English console page and all of the Chinese document describe success_threshold as the number of failures until a check counts as failed, and failure_threshold as the number of successes until it counts as healthy. Kubernetes, and the English table of the JSON, mean what the words say.",
    "Who followed the wrong text writes many successes and few failures. To see what that reading would come to, run it: --eas-threshold-reading swapped.",
  ],
  ignoreWhen: "you do want that many successes before traffic comes back.",
  triggers: easExample({ health_check: tcpCheck({ success_threshold: 5, failure_threshold: 2 }) }),
  quiet: easExample({ health_check: tcpCheck({ success_threshold: 2, failure_threshold: 5 }) }),
  findInObject: ({ node }) =>
    itemsOf(memberOf(node, "containers")?.value).flatMap((container, index) =>
      Object.entries(CHECKS).flatMap(([key, type]): Draft[] => {
        const check = memberOf(container, key)?.value;
        const success = numberOf(check, "success_threshold");
        const failure = numberOf(check, "failure_threshold");
        if (success === undefined || !looksSwapped(success, failure, type === "readiness")) return [];
        const path = `containers[${index}].${key}`;
        return [
          {
            path: `${path}.success_threshold`,
            probe: type,
            message: `success_threshold ${success} of ${key} looks as if it were meant to count failures`,
            why: `Kubernetes counts ${success} successes and ${failure ?? "its default of"} failures; read the other way round it would be ${success} failures (--eas-threshold-reading swapped shows that run)`,
            fix: {
              text: `if ${success} failures are meant, put the number into failure_threshold`,
              edits: [
                { path: `${path}.failure_threshold`, value: success },
                { path: `${path}.success_threshold`, value: 1 },
              ],
            },
          },
        ];
      }),
    ),
};

function looksSwapped(success: number, failure: number | undefined, isReadiness: boolean): boolean {
  if (!isReadiness) return success > 1;
  return success > (failure ?? 3) || (success === 3 && (failure ?? 1) === 1);
}

function itemsOf(node: SourceNode | undefined): readonly SourceNode[] {
  return node?.kind === "array" ? node.items : [];
}

function numberOf(node: SourceNode | undefined, key: string): number | undefined {
  const value = memberOf(node, key)?.value;
  return value?.kind === "number" ? Number(value.text) : undefined;
}

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
