import { relayRelease } from "../../../app/queueProxy/relayRelease.ts";
import { NEWEST_KNATIVE_VERSION } from "../../../model/knativeVersion.ts";
import { formatDuration } from "../../../time/duration.ts";
import { podExample } from "../examples.ts";
import { failingState, probesOfType } from "../probeTools.ts";
import type { Draft, WorkloadRule } from "../rule.ts";
import type { ProbeSubject, WorkloadSubject } from "../workloadSubject.ts";

const LONG_SECONDS = 60;
const WANTED_SECONDS = 30;
/** Of a revision of Knative: queue-proxy drains for 30 s, and then ends. */
const WANTED_TIMEOUT_SECONDS = 45;
/** The release of Knative from which on a probe may have a grace period (defaults-validation.v1.18 `grace/livenessProbe/2`). */
const FIRST_KNATIVE_WITH_PROBE_GRACE = 21;
const WELL_FOR_MS = 30_000;

export const graceBlocksRestart: WorkloadRule = {
  id: "grace-blocks-restart",
  severity: "warning",
  summary: "the pod's long grace period also delays the restart of a container that hangs",
  platforms: ["all"],
  releases: "from 1.25 on; before, a probe has no grace period of its own and nothing can be done",
  evidence: ["KI-25", "KI-27"],
  essay: [
    "A container that liveness gives up gets SIGTERM and the pod's terminationGracePeriodSeconds. One that hangs does not react, so it is dead weight for all of it: what was to let connections drain keeps a deadlock alive.",
    "A liveness probe may say its own terminationGracePeriodSeconds: that counts for its kills alone. Knative's webhook refuses that field before 1.21; there the grace period is the revision's timeoutSeconds, which is also the longest that a request may last.",
  ],
  ignoreWhen: "the app reacts to SIGTERM even where its health endpoint hangs, and must not be cut short.",
  triggers: {
    manifest: podExample(
      `
      livenessProbe:
        httpGet: { path: /healthz, port: 8080 }`,
      "terminationGracePeriodSeconds: 3600",
    ),
  },
  quiet: {
    manifest: podExample(
      `
      livenessProbe:
        httpGet: { path: /healthz, port: 8080 }
        terminationGracePeriodSeconds: 30`,
      "terminationGracePeriodSeconds: 3600",
    ),
  },
  findInWorkload: (subject) =>
    subject.graceSeconds >= LONG_SECONDS && subject.profile.probeTerminationGrace
      ? probesOfType(subject, "liveness")
          .filter(({ graceSeconds, failureThreshold, periodMs }) => {
            // Who waits longer than that for the verdict is in no hurry after it.
            return graceSeconds === undefined && failureThreshold * periodMs < subject.graceSeconds * 1000;
          })
          .flatMap((probe) => {
            const state = failingState(probe, subject.version);
            return state === undefined ? [] : [draftOf(subject, probe, state)];
          })
      : [],
};

/** Whether the platform that makes the pod lets the probe say it; a release that is not known is a new one. */
function mayProbeSay({ pod }: WorkloadSubject): boolean {
  const queue = pod.spec.containers.find(({ name }) => name === "queue-proxy");
  const { minor } = (queue === undefined ? undefined : relayRelease(queue)) ?? NEWEST_KNATIVE_VERSION;
  return minor >= FIRST_KNATIVE_WITH_PROBE_GRACE;
}

function fixOf(subject: WorkloadSubject, { path }: ProbeSubject): Draft["fix"] {
  if (mayProbeSay(subject)) {
    const edits = [{ path: `${path}.terminationGracePeriodSeconds`, value: WANTED_SECONDS }];
    return { text: "give the kill a grace period of its own", edits };
  }
  const timeoutPath = subject.podPath("spec.terminationGracePeriodSeconds");
  if (timeoutPath === "") return undefined;
  const edits = [{ path: timeoutPath, value: WANTED_TIMEOUT_SECONDS }];
  return {
    text: "let the revision's requests time out sooner, which is its grace period, too; or take Knative 1.21",
    edits,
  };
}

function draftOf(subject: WorkloadSubject, probe: ProbeSubject, state: "hang" | "refuse"): Draft {
  const { lab, graceSeconds, podPath, isWritten } = subject;
  const { container, path, periodMs, failureThreshold, timeoutMs, initialDelaySeconds } = probe;
  const fromMs = initialDelaySeconds * 1000 + WELL_FOR_MS;
  const verdictMs = fromMs + failureThreshold * (periodMs + timeoutMs);
  const outcome = lab.run({
    // It hangs in its signal handler, too.
    containers: { [container.name]: { instances: [{ app: [{ fromMs, state }], onTerm: "ignore" }, {}] } },
    untilMs: verdictMs + graceSeconds * 1000 + 10_000,
  });
  const [, restarted] = outcome.container(container.name)?.instances ?? [];
  const restart = restarted?.startMs === undefined ? "later" : `${formatDuration(restarted.startMs - fromMs)} later`;
  const fix = fixOf(subject, probe);
  const gracePath = podPath("spec.terminationGracePeriodSeconds");
  return {
    // Where a platform says it, the user's file has the probe alone.
    path: gracePath !== "" && isWritten(gracePath) ? gracePath : path,
    container: container.name,
    probe: "liveness",
    message: `a hang of ${container.name} lasts up to ${formatDuration(graceSeconds * 1000)} longer than liveness needs to see it`,
    why: `the grace period of the pod counts for a liveness kill, too: an app that hangs and ignores SIGTERM is restarted ${restart}`,
    witness: lab.witness(outcome, container.name),
    ...(fix === undefined ? {} : { fix }),
  };
}
