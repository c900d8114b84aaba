import { formatDuration } from "../../../time/duration.ts";
import { podExample } from "../examples.ts";
import { earliestVerdictMs, probesOfType } from "../probeTools.ts";
import type { Draft, WorkloadRule } from "../rule.ts";
import { startupEdits } from "../startupEdits.ts";
import type { ProbeSubject, WorkloadSubject } from "../workloadSubject.ts";

/** A shorter one is no guess at how long a start takes. Of the corpus' containers without startup probe 29 % have that much. */
const GUESS_SECONDS = 30;

export const initialDelayAsStartupBudget: WorkloadRule = {
  id: "initial-delay-as-startup-budget",
  severity: "note",
  summary: "an initial delay of liveness stands for the time that a start takes",
  platforms: ["all"],
  evidence: ["KI-46", "KI-61"],
  essay: [
    "An initial delay is a guess at how long the start takes, and wrong both ways: a fast start goes unwatched for the rest of it, a slow one is killed soon after it, and again at each restart.",
    "A startup probe waits as long as is needed up to the same limit, and hands over the moment the app is there.",
  ],
  ignoreWhen: "the start takes the same time everywhere.",
  triggers: {
    manifest: podExample(`
      livenessProbe:
        httpGet: { path: /health, port: 8000 }
        initialDelaySeconds: 120`),
  },
  quiet: {
    manifest: podExample(`
      startupProbe:
        httpGet: { path: /health, port: 8000 }
        failureThreshold: 15
      livenessProbe:
        httpGet: { path: /health, port: 8000 }`),
  },
  findInWorkload: (subject) =>
    probesOfType(subject, "liveness")
      .filter((probe) => probe.initialDelaySeconds >= GUESS_SECONDS && probe.container.probe("startup") === undefined)
      .map((probe) => draftOf(subject, probe)),
};

function draftOf({ lab, workload }: WorkloadSubject, probe: ProbeSubject): Draft {
  const { container, path, initialDelaySeconds, periodMs } = probe;
  const budgetMs = earliestVerdictMs(probe) + periodMs;
  const outcome = () =>
    lab.run({
      starts: [{ container: container.name, value: budgetMs + 1000 }],
      untilMs: budgetMs + 60_000,
    });
  return {
    path: `${path}.initialDelaySeconds`,
    container: container.name,
    probe: "liveness",
    message: `the liveness probe of ${container.name} allows for a slow start by an initial delay of ${initialDelaySeconds}s`,
    why: `a hang during the first ${initialDelaySeconds}s goes unnoticed, and a start of more than ${formatDuration(budgetMs)} is killed, again and again`,
    witness: lab.witness(outcome, container.name),
    ...(workload.platform === undefined && {
      fix: {
        text: "ask the same in a startup probe, which ends as soon as the app answers",
        edits: startupEdits(probe, {
          periodSeconds: periodMs / 1000,
          failureThreshold: Math.ceil(budgetMs / periodMs) + 1,
        }),
      },
    }),
  };
}
